/**
 * When a forecast ends: as soon as what it is judged by has risen from its minimum.
 *
 * A series of one value a sample (a validation loss, or a residual) has risen at a sample when its value is above
 * its minimum so far by more than `tolerance` times that minimum; values that are not finite have risen. After `patience`
 * such samples in a row the prediction stops and goes back to the minimum (Prechelt 1998, Early stopping: but when?,
 * criterion UP beside GL). Of two series the one that stops first decides.
 *
 * The residual of a forecast is its expected error as a share of how far it has gone, e_k/‖ŵ_k − w(t2)‖. Errors e_1 … e_H
 * are known where the end of a window was held out; behind it they go on as the power of k through e_⌈H/2⌉ and e_H:
 * e_k = e_H·(k/H)^α. Noise that adds up has α = 1/2, a wrong direction 1, a wrong curvature 2.
 */

import { KooplineError } from "../schemas/error.ts";
import { exp, log } from "./elementary.ts";

/** When a series has risen for good. */
export interface AdaptiveStopOptions {
  /** How far above its minimum, as a share of it. */
  readonly tolerance: number;
  /** Samples in a row, at least 1. */
  readonly patience: number;
}

/** What a prediction is judged by: one value a sample, from the first predicted step on. */
export interface StopSeries {
  readonly losses?: Float64Array;
  readonly residuals?: Float64Array;
}

/** Where a prediction ends. */
export interface AdaptiveStop {
  /** Sample that the prediction goes back to; the last one when nothing rose. */
  readonly last: number;
  /** Sample at which the rise was certain; the last one when nothing rose. */
  readonly seen: number;
  readonly by: "loss" | "residual" | "none";
}

/**
 * Finds where a prediction ends.
 *
 * @throws KooplineError `numeric.undefined` without any sample.
 */
export function findAdaptiveStop(
  { losses, residuals }: StopSeries,
  options: AdaptiveStopOptions,
): AdaptiveStop {
  const length = losses?.length ?? residuals?.length ?? 0;
  if (length === 0) {
    throw new KooplineError({
      code: "numeric.undefined",
      expected: "at least one predicted step with a loss or a residual",
      found: "none",
    });
  }
  const byLoss = losses === undefined ? undefined : findRise(losses, options);
  const byResidual = residuals === undefined ? undefined : findRise(residuals, options);
  if (byLoss !== undefined && byLoss.seen <= (byResidual?.seen ?? Infinity)) {
    return { ...byLoss, by: "loss" };
  }
  if (byResidual !== undefined) return { ...byResidual, by: "residual" };
  return { last: length - 1, seen: length - 1, by: "none" };
}

/** Undefined when the series does not rise for good. Nothing is worse than a first value that is not finite. */
function findRise(
  values: Float64Array,
  { tolerance, patience }: AdaptiveStopOptions,
): { readonly last: number; readonly seen: number } | undefined {
  let least = Infinity;
  let last = 0;
  let risen = 0;
  for (let sample = 0; sample < values.length; sample++) {
    const value = values[sample]!;
    if (value < least) {
      least = value;
      last = sample;
    }
    risen = value <= least + tolerance * Math.abs(least) && Number.isFinite(value) ? 0 : risen + 1;
    if (risen >= patience) return { last, seen: sample };
  }
  return undefined;
}

/**
 * Estimates the residuals of a forecast.
 *
 * @param errors e_1 … e_H of the steps held out, as `measureHoldOut` gives them.
 * @param steps numbers of applications k ≥ 1, one a sample.
 * @param displacements ‖ŵ_k − w(t2)‖₂ at these samples.
 * @returns one a sample; 0 where no error is expected, Infinity where errors are expected without any motion.
 */
export function estimateResiduals(
  errors: Float64Array,
  steps: Int32Array,
  displacements: Float64Array,
): Float64Array {
  const held = errors.length;
  const last = errors[held - 1] ?? NaN;
  const power = findPower(errors);
  return Float64Array.from(steps, (step, sample) => {
    const error = step <= held ? errors[step - 1]! : last * exp(power * log(step / held));
    return error === 0 ? 0 : error / displacements[sample]!;
  });
}

/** α, at least 0; 1 where the errors do not tell. */
function findPower(errors: Float64Array): number {
  const held = errors.length;
  const half = Math.ceil(held / 2);
  const [early = 0, late = 0] = [errors[half - 1], errors[held - 1]];
  if (held < 2 || !(early > 0) || !Number.isFinite(late)) return 1;
  return Math.max(0, log(late / early) / log(held / half));
}
