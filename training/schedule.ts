/**
 * Learning rates over time. The rate of step t (from 1) is a function of the t − 1 updates made before it,
 * as PyTorch's schedulers count.
 *
 * | kind     | rate after n updates                                                          |
 * | -------- | ----------------------------------------------------------------------------- |
 * | constant | η                                                                             |
 * | step     | η·factor^⌊n/every⌋                                                            |
 * | inverse  | η/(1 + γ·n) (Robbins & Monro 1951)                                            |
 * | cosine   | end·η + (η − end·η)·(1 + cos(π·n/steps))/2, then end·η (Loshchilov & Hutter 2017, eq. 5, without restarts) |
 * | warm_up  | η·(from + (1 − from)·(n + 1)/steps) for n < steps, then `then` after n − steps updates (Goyal et al. 2017, §2.2) |
 */

import { cos } from "../numerics/elementary.ts";

/** A schedule without warm-up. */
export type PlainSchedule =
  | { readonly kind: "constant" }
  | { readonly kind: "step"; readonly every: number; readonly factor: number }
  | { readonly kind: "inverse"; readonly decay: number }
  | { readonly kind: "cosine"; readonly steps: number | null; readonly end: number };

/** A schedule. `steps` of a cosine is null for all steps that are left. */
export type Schedule = PlainSchedule | {
  readonly kind: "warm_up";
  readonly steps: number;
  readonly from: number;
  readonly then: PlainSchedule;
};

/** Gives the factor on the base rate after n updates. */
export type RateFactor = (updates: number) => number;

/**
 * Opens a schedule.
 *
 * @param steps all steps of the training.
 * @returns the factor on the base rate, by the number of updates made so far.
 */
export function openSchedule(schedule: Schedule, steps: number): RateFactor {
  switch (schedule.kind) {
    case "constant":
      return () => 1;
    case "step":
      return openSteps(schedule.every, schedule.factor);
    case "inverse":
      return (n) => 1 / (1 + schedule.decay * n);
    case "cosine":
      return openCosine(schedule.steps ?? steps, schedule.end);
    case "warm_up": {
      const then = openSchedule(schedule.then, Math.max(1, steps - schedule.steps));
      const { from, steps: warm } = schedule;
      return (n) => n < warm ? from + (1 - from) * (n + 1) / warm : then(n - warm);
    }
  }
}

/** The power by repeated products, kept from call to call since n only grows. */
function openSteps(every: number, factor: number): RateFactor {
  let exponent = 0;
  let power = 1;
  return (n) => {
    const wanted = Math.floor(n / every);
    if (wanted < exponent) [exponent, power] = [0, 1];
    for (; exponent < wanted; exponent++) power *= factor;
    return power;
  };
}

function openCosine(steps: number, end: number): RateFactor {
  return (n) => n >= steps ? end : end + (1 - end) * (1 + cos(Math.PI * n / steps)) / 2;
}
