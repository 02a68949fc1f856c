/**
 * T^eq: how many iterations of the optimiser a prediction is worth (Dogra & Redman 2020, §4).
 *
 * T^eq = min { t ∈ ℕ₀ : L_opt(t2 + t) ≤ L_K }, where L_K is the loss that T predicted steps reach and L_opt the
 * optimiser's loss. The prediction succeeded when T^eq > 0: when L_K lies below the loss it began with.
 */

import { readCurve, type StepCurve } from "./step_curve.ts";

/** T^eq, and whether it is one. */
export interface EqualSteps {
  /** T^eq in iterations; how far was looked when censored. */
  readonly steps: number;
  /** Whether the optimiser did not get there as far as was looked: T^eq is larger then. */
  readonly censored: boolean;
  /** Whether the loss at t2 lies above L_K. */
  readonly success: boolean;
}

/**
 * Finds T^eq.
 *
 * A loss L_K that is not finite is worth nothing: T^eq = 0. Where the curve is known only now and then, it is
 * read on straight lines between.
 *
 * @param curve L_opt by iteration, known at or around t2.
 * @param begin t2.
 * @param level L_K.
 * @param cap the most iterations to look ahead; the curve's end may come first.
 */
export function findEqualSteps(
  curve: StepCurve,
  begin: number,
  level: number,
  cap: number,
): EqualSteps {
  if (!Number.isFinite(level)) return { steps: 0, censored: false, success: false };
  const last = curve.steps.at(-1) ?? begin;
  const limit = Math.max(0, Math.min(cap, last - begin));
  for (let t = 0; t <= limit; t++) {
    if (readCurve(curve, begin + t) <= level) {
      return { steps: t, censored: false, success: t > 0 };
    }
  }
  return { steps: limit, censored: true, success: readCurve(curve, begin) > level };
}
