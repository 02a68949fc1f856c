/** A dense net in plain loops over doubles, by its formulas: what the kernels are held against. */

import { layOutParameters } from "../../training/net.ts";
import type { Activation, DenseNet, Examples, Loss } from "../../training/trainer.ts";

const SERIES = 60;

/** erf by Taylor's series, by its continued fraction's complement far out; about 1e-15. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 3) {
    let fraction = 0;
    for (let k = SERIES; k > 0; k--) fraction = k / 2 / (size + fraction);
    return Math.sign(x) * (1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / (size + fraction));
  }
  let term = x;
  let sum = x;
  for (let n = 1; n < SERIES; n++) {
    term *= 2 * x * x / (2 * n + 1);
    sum += term;
  }
  return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
}

const ACTIVATIONS: Readonly<Record<Activation, (z: number) => number>> = {
  linear: (z) => z,
  relu: (z) => Math.max(0, z),
  tanh: Math.tanh,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  gelu: (z) => z * (1 + erf(z / Math.SQRT2)) / 2,
};

/** Computes the outputs for one normalised input. */
export function applyNet(net: DenseNet, parameters: Float64Array, input: number[]): number[] {
  const blocks = layOutParameters(net);
  return net.layers.reduce((x, { units, activation }, layer) => {
    const weights = blocks.find((block) =>
      block.layer === layer && block.shape.length === 2
    )!.first;
    const bias = blocks.find((block) => block.layer === layer && block.shape.length === 1)?.first;
    return Array.from({ length: units }, (_, unit) => {
      let z = bias === undefined ? 0 : parameters[bias + unit]!;
      x.forEach((value, i) => z += parameters[weights + unit * x.length + i]! * value);
      return ACTIVATIONS[activation](z);
    });
  }, input);
}

/** Normalises the inputs of one example. */
export function normaliseInput({ inputs }: Examples, example: number): number[] {
  const { data, width, scale, mean, deviation } = inputs;
  return Array.from(
    { length: width },
    (_, i) => (scale * data[example * width + i]! - mean) / deviation,
  );
}

/** Measures the mean loss over some examples. */
export function measureLoss(
  net: DenseNet,
  loss: Loss,
  parameters: Float64Array,
  examples: Examples,
  rows: Int32Array,
): number {
  let sum = 0;
  for (const row of rows) {
    const outputs = applyNet(net, parameters, normaliseInput(examples, row));
    const label = examples.labels[row];
    if (loss === "cross_entropy") {
      const most = Math.max(...outputs);
      const total = outputs.reduce((part, z) => part + Math.exp(z - most), 0);
      sum += Math.log(total) + most - outputs[label!]!;
    } else {
      outputs.forEach((z, j) => {
        const target = label === undefined
          ? examples.targets[row * outputs.length + j]!
          : Number(j === label);
        sum += (z - target) ** 2 / outputs.length;
      });
    }
  }
  return sum / rows.length;
}

/** Differentiates the mean loss by every parameter, by central differences. */
export function differentiateLoss(
  net: DenseNet,
  loss: Loss,
  parameters: Float64Array,
  examples: Examples,
  rows: Int32Array,
): Float64Array {
  const size = 1e-5;
  return parameters.map((value, i) => {
    const at = (shifted: number) => {
      const moved = parameters.slice();
      moved[i] = shifted;
      return measureLoss(net, loss, moved, examples, rows);
    };
    return (at(value + size) - at(value - size)) / (2 * size);
  });
}
