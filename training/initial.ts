/**
 * Initial weights, drawn block after block in the order of the parameter vector.
 *
 * With n_in inputs and n_out units of a layer and the gain γ:
 *
 * | kind           | weights                          | biases  | source |
 * | -------------- | -------------------------------- | ------- | ------ |
 * | uniform        | U(−b, b), b = γ/√n_in            | the same | PyTorch's nn.Linear |
 * | normal         | N(0, σ²), σ = γ/√n_in            | 0       | LeCun et al. 1998, §4.6 |
 * | glorot_uniform | U(−b, b), b = γ·√(6/(n_in+n_out)) | 0       | Glorot & Bengio 2010, eq. 16; torch.nn.init.xavier_uniform_ |
 * | glorot_normal  | N(0, σ²), σ = γ·√(2/(n_in+n_out)) | 0       | Glorot & Bengio 2010, eq. 12; torch.nn.init.xavier_normal_ |
 * | he_uniform     | U(−b, b), b = γ·√(6/n_in)        | 0       | He et al. 2015, eq. 10; torch.nn.init.kaiming_uniform_, relu |
 * | he_normal      | N(0, σ²), σ = γ·√(2/n_in)        | 0       | He et al. 2015, eq. 10; torch.nn.init.kaiming_normal_, relu |
 */

import type { RandomStream } from "../numerics/random.ts";
import { countParameters } from "./net.ts";
import { openNormal } from "./normal.ts";
import type { ParameterBlock, Precision } from "./trainer.ts";

/** A way to draw initial weights. */
export type InitialKind =
  | "uniform"
  | "normal"
  | "glorot_uniform"
  | "glorot_normal"
  | "he_uniform"
  | "he_normal";

/** How initial weights are drawn. */
export interface Initial {
  readonly kind: InitialKind;
  /** Factor on the width of the distribution. */
  readonly gain: number;
}

/**
 * Draws the initial parameters of a dense net.
 *
 * @param blocks the layout; each bias stands behind its layer's weights.
 * @returns values that the precision holds exactly.
 */
export function drawInitial(
  blocks: readonly ParameterBlock[],
  initial: Initial,
  precision: Precision,
  stream: RandomStream,
): Float64Array {
  const parameters = new Float64Array(countParameters(blocks));
  const draw = openDraw(initial, stream);
  let weights = { inputs: 1, outputs: 1 };
  for (const { shape, first, length } of blocks) {
    const isBias = shape.length === 1;
    if (!isBias) weights = measureFan(shape);
    else if (initial.kind !== "uniform") continue;
    const width = findWidth(initial, weights.inputs, weights.outputs);
    for (let i = first; i < first + length; i++) parameters[i] = draw(width);
  }
  return precision === "float32" ? Float64Array.from(parameters, Math.fround) : parameters;
}

/** A dense weight is units × inputs. */
function measureFan(shape: readonly number[]) {
  const [outputs = 1, inputs = 1] = shape;
  return { inputs, outputs };
}

/**
 * Opens the distribution of initial weights.
 *
 * @returns a function that draws a number, given the bound or the standard deviation.
 */
export function openDraw({ kind }: Initial, stream: RandomStream): (width: number) => number {
  const normal = openNormal(stream);
  return kind.endsWith("normal")
    ? (width) => width * normal()
    : (width) => stream.uniform(-width, width);
}

/**
 * Gives the bound of a uniform or the standard deviation of a normal distribution.
 *
 * @param inputs n_in.
 * @param outputs n_out.
 */
export function findWidth({ kind, gain }: Initial, inputs: number, outputs: number): number {
  switch (kind) {
    case "uniform":
    case "normal":
      return gain / Math.sqrt(inputs);
    case "glorot_uniform":
      return gain * Math.sqrt(6 / (inputs + outputs));
    case "glorot_normal":
      return gain * Math.sqrt(2 / (inputs + outputs));
    case "he_uniform":
      return gain * Math.sqrt(6 / inputs);
    case "he_normal":
      return gain * Math.sqrt(2 / inputs);
  }
}
