/**
 * Percentile bootstrap intervals.
 *
 * Each group of items is drawn again with replacement, independently, and the statistic computed on
 * the draw; the interval runs between the (1 − level)/2 and (1 + level)/2 quantiles of the results
 * (Efron & Tibshirani 1993, *An Introduction to the Bootstrap*, Section 13.3). With fewer than about
 * ten items a group the interval is too narrow; it describes, it does not decide.
 */

import { findQuantile } from "./quantile.ts";
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
  const options = { resamples, level };
  const [interval] = estimateIntervals(sizes, (draws) => [statistic(draws)], options, stream);
  return interval ?? { low: NaN, high: NaN };
}

/**
 * Estimates the intervals of several statistics of the same draws.
 *
 * @param sizes number of items in each group.
 * @param measure takes the drawn items' numbers by group and gives the statistics, always as many; NaN leaves
 * the draw out for that statistic. The draws' arrays are used again.
 * @returns an interval for each statistic, with NaN bounds when every draw was left out.
 */
export function estimateIntervals(
  sizes: readonly number[],
  measure: (draws: readonly Int32Array[]) => readonly number[],
  { resamples, level }: BootstrapOptions,
  stream: RandomStream,
): readonly Interval[] {
  const draws = sizes.map((size) => new Int32Array(size));
  const results: number[][] = [];
  for (let resample = 0; resample < resamples; resample++) {
    for (const drawn of draws) {
      for (let i = 0; i < drawn.length; i++) drawn[i] = stream.integer(0, drawn.length - 1);
    }
    for (const [which, result] of measure(draws).entries()) {
      const kept = results[which] ??= [];
      if (!Number.isNaN(result)) kept.push(result);
    }
  }
  return results.map((kept) => {
    const sorted = Float64Array.from(kept).sort();
    return {
      low: findQuantile(sorted, (1 - level) / 2),
      high: findQuantile(sorted, (1 + level) / 2),
    };
  });
}
