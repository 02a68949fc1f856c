/** How far predicted weights are from true ones. */

import { findQuantile } from "../../numerics/quantile.ts";

/** ‖a − b‖₂, added up in the order of the weights. */
export function measureDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) {
    const difference = a[j]! - b[j]!;
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}

/** Median of |a − b| over the weights; NaN when one of them is NaN. */
export function measureMedian(a: Float64Array, b: Float64Array): number {
  const apart = a.map((value, j) => Math.abs(value - b[j]!));
  return apart.some(Number.isNaN) ? NaN : findQuantile(apart.sort(), 0.5);
}

/** Share of the weights that move whose predicted change has the sign of the true one; NaN when none moves. */
export function compareSigns(
  predicted: Float64Array,
  truth: Float64Array,
  begin: Float64Array,
): number {
  let [moving, right] = [0, 0];
  for (let j = 0; j < begin.length; j++) {
    const moved = truth[j]! - begin[j]!;
    if (moved === 0) continue;
    moving++;
    if (Math.sign(predicted[j]! - begin[j]!) === Math.sign(moved)) right++;
  }
  return moving === 0 ? NaN : right / moving;
}
