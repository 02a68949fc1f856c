/** The path that an operator predicts, at sampled numbers of applications. */

import { createMatrix, type Matrix } from "./matrix.ts";
import type { PatchArithmetic } from "./patch_precision.ts";
import type { PatchFactors } from "./patch_factors.ts";
import type { PatchOperator } from "./patch_operator.ts";

/**
 * Applies an operator from the last snapshot on and writes the weights of the patch.
 *
 * @param steps numbers of applications, ascending, ≥ 0; at 0 the predictions are left as they are.
 * @param predictions steps × D, of which the columns `places` are written.
 */
export function predictPath(
  arithmetic: PatchArithmetic,
  factors: PatchFactors,
  operator: PatchOperator,
  steps: Int32Array,
  predictions: Matrix,
  places: Int32Array,
): void {
  const first = steps.findIndex((step) => step > 0);
  if (first < 0) return;
  const rank = operator.offset.length;
  const states = createMatrix(steps.length - first, rank);
  let state = operator.enter(factors.last);
  let done = 1;
  for (let s = first; s < steps.length; s++) {
    for (; done < steps[s]!; done++) state = applyOnce(arithmetic, operator, state);
    states.data.set(state, (s - first) * rank);
  }
  const inside = arithmetic.multiplyByTransposed(states, operator.basis);
  const weights = factors.span === null ? inside : factors.span.lift(inside);
  for (let s = first; s < steps.length; s++) {
    for (let i = 0; i < places.length; i++) {
      predictions.data[s * predictions.columns + places[i]!] = weights
        .data[(s - first) * places.length + i]!;
    }
  }
}

/** h ← N·h + f. */
export function applyOnce(
  arithmetic: PatchArithmetic,
  { transition, offset }: PatchOperator,
  state: Float64Array,
): Float64Array {
  const moved = arithmetic.multiply(transition, { rows: state.length, columns: 1, data: state });
  return moved.data.map((value, i) => arithmetic.round(value + offset[i]!));
}
