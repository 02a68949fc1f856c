/** The path that an operator predicts, at sampled numbers of applications. */

import type { Matrix } from "./matrix.ts";
import type { PatchFactors } from "./patch_factors.ts";
import type { PatchKernel } from "./patch_kernel.ts";
import type { PatchOperator } from "./patch_operator.ts";
import type { PatchArithmetic } from "./patch_precision.ts";
import { openStepper } from "./patch_stepper.ts";

/** Where predictions go. */
export interface PredictionTarget {
  /** Numbers of applications, ascending, ≥ 0. */
  readonly steps: Int32Array;
  /** steps × D, of which the columns `places` are written; rows of 0 steps are left as they are. */
  readonly predictions: Matrix;
  readonly places: Int32Array;
}

/** Applies an operator from the last snapshot on and writes the weights of the patch. */
export function predictPath(
  kernel: PatchKernel,
  arithmetic: PatchArithmetic,
  factors: PatchFactors,
  operator: PatchOperator,
  { steps, predictions, places }: PredictionTarget,
): void {
  const first = steps.findIndex((step) => step > 0);
  if (first < 0) return;
  const states = takeStates(kernel, operator, operator.enter(factors.last), steps.subarray(first));
  const inside = arithmetic.multiplyByTransposed(states, operator.basis);
  const weights = factors.span === null ? inside : factors.span.lift(inside);
  for (let s = first; s < steps.length; s++) {
    for (let i = 0; i < places.length; i++) {
      predictions.data[s * predictions.columns + places[i]!] = weights
        .data[(s - first) * places.length + i]!;
    }
  }
}

/** h after each number of applications ≥ 1, a row each. */
function takeStates(
  kernel: PatchKernel,
  operator: PatchOperator,
  entered: Float64Array,
  steps: Int32Array,
): Matrix {
  const mark = kernel.arena.mark();
  try {
    const stepper = openStepper(kernel, [operator]);
    stepper.setState(0, entered);
    // Entering is the first application.
    return stepper.sample(0, steps.map((step, s) => step - (s === 0 ? 1 : steps[s - 1]!)));
  } finally {
    kernel.arena.release(mark);
  }
}
