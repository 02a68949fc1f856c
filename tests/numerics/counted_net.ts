/** A dense net in counted arithmetic: forward, loss and back. */

import {
  applyRows,
  type CountedArithmetic,
  sumProducts,
  transposeRows,
} from "./counted_arithmetic.ts";
import type { Activation, DenseNet, Loss } from "../../training/trainer.ts";

/** A layer's parameters: W by rows, and the biases, or none. */
export interface CountedWeights {
  readonly weights: readonly (readonly number[])[];
  readonly bias: readonly number[] | undefined;
}

/** Cuts the vector of all parameters into layers. */
export function cutLayers(net: DenseNet, parameters: readonly number[]): CountedWeights[] {
  let at = 0;
  const take = (count: number) => parameters.slice(at, at += count);
  return net.layers.map(({ units }, l) => {
    const inputs = net.layers[l - 1]?.units ?? net.inputs;
    const weights = Array.from({ length: units }, () => take(inputs));
    return { weights, bias: net.bias ? take(units) : undefined };
  });
}

/** Joins layers, or their gradients, to the vector of all parameters. */
export function joinLayers(layers: readonly CountedWeights[]): number[] {
  return layers.flatMap(({ weights, bias }) => [...weights.flat(), ...(bias ?? [])]);
}

/** Φ(x). */
function measureShare(c: CountedArithmetic, x: number): number {
  return c.add(0.5, c.mul(0.5, c.erf(c.mul(x, Math.SQRT1_2))));
}

function activate(c: CountedArithmetic, kind: Activation, z: number): number {
  if (kind === "relu") return Math.max(0, z);
  if (kind === "tanh") return c.tanh(z);
  if (kind === "sigmoid") return c.div(1, c.add(1, c.exp(-z)));
  return kind === "gelu" ? c.mul(z, measureShare(c, z)) : z;
}

function differentiate(
  c: CountedArithmetic,
  kind: Activation,
  z: number,
  y: number,
  delta: number,
): number {
  if (kind === "relu") return y > 0 ? delta : 0;
  if (kind === "tanh") return c.mul(delta, c.sub(1, c.mul(y, y)));
  if (kind === "sigmoid") return c.mul(delta, c.mul(y, c.sub(1, y)));
  if (kind === "linear") return delta;
  const density = c.mul(c.exp(c.mul(c.mul(z, z), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return c.mul(delta, c.add(measureShare(c, z), c.mul(z, density)));
}

/** Before and after each layer's activation, for one example. */
export function passForward(
  c: CountedArithmetic,
  net: DenseNet,
  layers: readonly CountedWeights[],
  input: readonly number[],
): { readonly z: number[]; readonly y: number[] }[] {
  let x = input;
  return layers.map(({ weights, bias }, l) => {
    const z = applyRows(c, weights, x, bias);
    const y = z.map((value) => activate(c, net.layers[l]!.activation, value));
    x = y;
    return { z, y };
  });
}

/** The loss of outputs to a class, and its gradient by them; `weight` is undefined for the loss alone. */
export function measureOutputs(
  c: CountedArithmetic,
  loss: Loss,
  z: readonly number[],
  label: number,
  weight: number | undefined,
): { readonly loss: number; readonly gradient: number[] } {
  if (loss === "mean_square") {
    const errors = z.map((value, k) => c.sub(value, k === label ? 1 : 0));
    const sum = errors.reduce((total, error) => c.add(total, c.mul(error, error)), 0);
    return { loss: sum, gradient: weight === undefined ? [] : errors.map((e) => c.mul(e, weight)) };
  }
  const top = Math.max(...z);
  const powers = z.map((value) => c.exp(c.sub(value, top)));
  const sum = powers.reduce((total, power) => c.add(total, power), 0);
  const value = c.add(c.log(sum), c.sub(top, z[label]!));
  if (weight === undefined) return { loss: value, gradient: [] };
  const factor = c.div(weight, sum);
  const gradient = powers.map((power) => c.mul(power, factor));
  gradient[label] = c.sub(gradient[label]!, weight);
  return { loss: value, gradient };
}

/** Adds the gradient of one example to that of all parameters. */
export function passBack(
  c: CountedArithmetic,
  net: DenseNet,
  layers: readonly CountedWeights[],
  states: readonly { readonly z: number[]; readonly y: number[] }[],
  input: readonly number[],
  outputs: readonly number[],
  into: { weights: number[][]; bias: number[] | undefined }[],
): void {
  let delta = [...outputs];
  for (let l = layers.length - 1; l >= 0; l--) {
    const { z, y } = states[l]!;
    delta = delta.map((d, k) => differentiate(c, net.layers[l]!.activation, z[k]!, y[k]!, d));
    const x = states[l - 1]?.y ?? input;
    const gradient = into[l]!;
    gradient.weights = gradient.weights.map((row, k) =>
      row.map((sum, i) => c.add(sum, c.mul(delta[k]!, x[i]!)))
    );
    gradient.bias = gradient.bias?.map((sum, k) => c.add(sum, delta[k]!));
    if (l === 0) break;
    delta = transposeRows(layers[l]!.weights).map((column) => sumProducts(c, column, delta));
  }
}
