/**
 * Percentile bootstrap intervals.
 *
 * Each group of items is drawn again with replacement, independently, and the statistic computed on
 * the draw; the interval runs between the (1 − level)/2 and (1 + level)/2 quantiles of the results
 * (Efron & Tibshirani 1993, *An Introduction to the Bootstrap*, Section 13.3). With fewer than about
 * ten items a group the interval is too narrow; it describes, it does not decide.
 */

import type { RandomStream } from "./random.ts";

/** An interval in the statistic's unit. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** How often to draw, and which share of the results the interval holds. */
export interface BootstrapOptions {
  readonly resamples: number;
  readonly level: number;
}

/**
 * Estimates the interval of a statistic of independent groups.
 *
 * @param sizes number of items in each group.
 * @param statistic takes the drawn items' numbers by group; NaN leaves the draw out.
 * @returns NaN bounds when every draw was left out.
 */
export function estimateInterval(
  sizes: readonly number[],
  statistic: (draws: readonly Int32Array[]) => number,
  { resamples, level }: BootstrapOptions,
  stream: RandomStream,
): Interval {
  const results: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    const draws = sizes.map((size) =>
      Int32Array.from({ length: size }, () => stream.integer(0, size - 1))
    );
    const result = statistic(draws);
    if (!Number.isNaN(result)) results.push(result);
  }
  const sorted = Float64Array.from(results).sort();
  return {
    low: findQuantile(sorted, (1 - level) / 2),
    high: findQuantile(sorted, (1 + level) / 2),
  };
}

/**
 * Finds a quantile of rising numbers by linear interpolation between neighbours (type 7 of Hyndman &
 * Fan 1996, "Sample quantiles in statistical packages"); NaN when there are none.
 */
export function findQuantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return NaN;
  const place = (sorted.length - 1) * share;
  const lower = Math.floor(place);
  const upper = Math.min(lower + 1, sorted.length - 1);
  return sorted[lower]! + (place - lower) * (sorted[upper]! - sorted[lower]!);
}
