/** Parameters of `forecast` that let the recording decide t1, t2 and T. */

import { z } from "zod";

/** Snapshots of a fit: three pairs, as few as show more than a line does. */
const LEAST_FIT = 4;
const LEAST_CHECKED = 2;
const LEAST_WINDOW = LEAST_FIT + LEAST_CHECKED - 1;

const holdOut = z.number().gt(0).lt(1).default(0.2).describe(
  "share of a window, at its end, on which its operators are checked",
);

/** A window that moves on until its operators are worth applying. */
export const AdaptiveFit = z.strictObject({
  kind: z.literal("adaptive"),
  from: z.int().min(0).describe("recorded step at which the first window begins"),
  to: z.int().min(0).describe("recorded step after which no window ends"),
  window: z.int().min(LEAST_WINDOW).describe(
    "iterations of a window: at least 4 snapshots to fit and 2 held out",
  ),
  hop: z.int().min(1).nullable().default(null).describe(
    "iterations from a window to the next; null for about a quarter of a window",
  ),
  windows: z.int().min(1).default(3).describe("windows one behind the other that must qualify"),
  epsilon: z.number().positive().default(0.05).describe("how far a modulus |λ| may be from 1"),
  share: z.number().min(0).max(1).default(0.01).describe(
    "least share of a patch's motion that an eigenvalue's mode carries, so that it counts",
  ),
  residual: z.number().positive().default(0.1).describe(
    "largest residual of an eigenvalue that counts, in units of |λ|: noise has more",
  ),
  hold_out: holdOut,
}).superRefine((fit, context) => {
  const add = (path: string, message: string) =>
    context.addIssue({ code: "custom", path: [path], message });
  const { from, to, window, windows, hold_out } = fit;
  if (window < LEAST_WINDOW) return;
  if (!isLongEnough(window + 1, hold_out)) {
    add(
      "hold_out",
      `a share that leaves ${LEAST_FIT} of a window's ${window + 1} snapshots to fit`,
    );
  }
  const hop = fit.hop ?? chooseHop(window);
  const end = from + window + (windows - 1) * hop;
  if (to >= end) return;
  const apart = windows === 1 ? "" : `, ${hop} apart,`;
  add(
    "to",
    `a step of at least ${end}, where window ${windows} of ${window} iterations${apart} ends`,
  );
});

/** Iterations from a window to the next where nothing else is asked for: about a quarter of a window. */
export function chooseHop(window: number): number {
  return Math.max(1, Math.floor(window / 4));
}

/** Snapshots at the end of a window that are held out to check its operators: at least two, since one shows no growth. */
export function countChecked(share: number, snapshots: number): number {
  return Math.max(LEAST_CHECKED, Math.floor(share * snapshots));
}

/** Tells whether a window of so many snapshots has enough to fit, beside those held out. */
export function isLongEnough(snapshots: number, share: number): boolean {
  return snapshots - countChecked(share, snapshots) >= LEAST_FIT;
}

/** A prediction that ends when it gets worse. */
export const AdaptiveStop = z.strictObject({
  kind: z.literal("adaptive"),
  by: z.enum(["either", "loss", "residual"]).default("either").describe(
    "what ends a prediction when it rises: the loss that is compared, the residual, or whichever does first",
  ),
  tolerance: z.number().min(0).default(0.05).describe(
    "how far above its minimum counts as risen, as a share of it",
  ),
  patience: z.int().min(1).default(3).describe("points of a path in a row that must have risen"),
  hold_out: holdOut,
});
