/** Losses and activations in TensorFlow.js, as the kernels define them. */

import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import type { Tfjs } from "./tfjs_library.ts";
import type { Activation, Examples, Loss } from "./trainer.ts";

/** Applies an activation. */
export function activate({ core }: Tfjs, activation: Activation, x: Tensor): Tensor {
  switch (activation) {
    case "linear":
      return x;
    case "relu":
      return core.relu(x);
    case "tanh":
      return core.tanh(x);
    case "sigmoid":
      return core.sigmoid(x);
    case "gelu":
      // x·Φ(x), by the error function.
      return core.mul(core.mul(x, 0.5), core.add(core.erf(core.mul(x, Math.SQRT1_2)), 1));
  }
}

/** Gathers the targets of a batch: one row an example, one-hot for classes. */
export function gatherTargets(
  { labels, targets, count }: Examples,
  rows: Int32Array,
  outputs: number,
): Float32Array {
  const gathered = new Float32Array(rows.length * outputs);
  const width = targets.length / count;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (labels.length > 0) gathered[i * outputs + labels[row]!] = 1;
    else gathered.set(targets.subarray(row * width, (row + 1) * width), i * outputs);
  }
  return gathered;
}

/**
 * Gives the mean loss of a batch.
 *
 * @param outputs the net's outputs z, examples × units; logits for cross-entropy.
 * @param targets as `gatherTargets` gives them.
 */
export function measureLoss({ core }: Tfjs, loss: Loss, outputs: Tensor, targets: Tensor): Scalar {
  if (loss === "mean_square") return core.mean(core.squaredDifference(outputs, targets));
  const logarithms = core.sum(core.mul(targets, core.logSoftmax(outputs)), 1);
  return core.neg(core.mean(logarithms));
}

/** Counts the examples whose largest output is their class; the first of equal outputs counts. */
export function countCorrect(outputs: Float32Array, labels: Int32Array): number {
  const units = outputs.length / labels.length;
  let correct = 0;
  for (let i = 0; i < labels.length; i++) {
    let best = 0;
    for (let j = 1; j < units; j++) {
      if (outputs[i * units + j]! > outputs[i * units + best]!) best = j;
    }
    if (best === labels[i]) correct++;
  }
  return correct;
}
