/** Random nets and data for the tests of the training kernel. */

import assert from "node:assert/strict";
import { seedRandom } from "../../numerics/random.ts";
import { openKernelTrainer } from "../../training/kernel_trainer.ts";
import { countParameters } from "../../training/net.ts";
import type {
  Activation,
  Examples,
  Loss,
  Precision,
  Trainer,
  Training,
} from "../../training/trainer.ts";

/** Seed of all draws. */
export const SEED = "kernel_trainer";
/** Every activation. */
export const ACTIVATIONS: readonly Activation[] = ["linear", "relu", "tanh", "sigmoid", "gelu"];
/** Every loss. */
export const LOSSES: readonly Loss[] = ["cross_entropy", "mean_square"];

/** A net and data of random numbers; `zeros` is the share of pixels that are 0. */
export interface Shape {
  readonly widths: readonly number[];
  readonly bias: boolean;
  readonly batch: number;
  readonly zeros: number;
  readonly count?: number;
  readonly activation?: Activation;
  readonly loss?: Loss;
  readonly precision?: Precision;
  readonly real?: boolean;
}

/** Odd sizes, one unit, one input, with and without bias, from no zeros to nine in ten. */
export const SHAPES: readonly Shape[] = [
  { widths: [7, 5, 3], bias: true, batch: 5, zeros: 0.8 },
  { widths: [33, 1, 4], bias: false, batch: 7, zeros: 0.9 },
  { widths: [17, 3, 4, 2], bias: true, batch: 6, zeros: 0.1 },
  { widths: [1, 6, 1, 5], bias: true, batch: 1, zeros: 0.5 },
  { widths: [19, 9, 2], bias: false, batch: 3, zeros: 0 },
];

/** Draws a training, weights and a batch of a shape. */
export function draw(name: string, shape: Shape) {
  const random = seedRandom(SEED)(name);
  const { widths, bias, batch, zeros, count = batch + 4 } = shape;
  const [width = 0, ...units] = widths;
  const last = units.at(-1)!;
  const pixel = () => random.uniform() < zeros ? 0 : Math.floor(random.uniform(1, 256));
  const pixels = Uint8Array.from({ length: count * width }, pixel);
  const inputs = { data: pixels, width, scale: 1 / 255, mean: 0.13, deviation: 0.31 };
  const labels = Int32Array.from({ length: count }, () => Math.floor(random.uniform(0, last)));
  const targets = Float64Array.from({ length: count * last }, () => random.uniform(-1, 1));
  const examples: Examples = shape.real === true
    ? {
      inputs: { ...inputs, data: Float64Array.from(pixels) },
      count,
      labels: new Int32Array(),
      targets,
    }
    : { inputs, count, labels, targets: new Float64Array() };
  const activation = shape.activation ?? "relu";
  const training: Training = {
    net: {
      inputs: width,
      bias,
      layers: units.map((size, layer) => ({
        units: size,
        activation: layer === units.length - 1 ? "linear" : activation,
      })),
    },
    loss: shape.loss ?? "cross_entropy",
    precision: shape.precision ?? "float64",
    optimiser: { kind: "sgd", weightDecay: 0 },
    batch,
    examples,
  };
  const length = openKernelTrainer(training).blocks.reduce((sum, block) => sum + block.length, 0);
  const parameters = Float64Array.from({ length }, () => Math.fround(random.uniform(-0.6, 0.6)));
  const rows = Int32Array.from({ length: batch }, (_, i) => (i * 3 + 1) % count);
  return { training, parameters, rows };
}

/** A step of rate 1 moves the parameters by the gradient. */
export function takeGradient(
  trainer: Trainer,
  parameters: Float64Array,
  rows: Int32Array,
): Float64Array {
  trainer.load(parameters);
  trainer.step(rows, 1);
  const moved = readAll(trainer);
  return parameters.map((value, i) => value - moved[i]!);
}

/** Reads all parameters. */
export function readAll(trainer: Trainer): Float64Array {
  const all = new Float64Array(countParameters(trainer.blocks));
  trainer.read(0, all.length, all);
  return all;
}

/** Fails where two vectors differ by more than a tolerance. */
export function assertNear(
  found: Float64Array,
  expected: Float64Array,
  tolerance: number,
  what: string,
) {
  assert.equal(found.length, expected.length);
  found.forEach((value, i) => {
    const error = Math.abs(value - expected[i]!);
    assert.ok(error <= tolerance, `${what}: element ${i} is ${value}, ${error} off`);
  });
}
