/** Parameters of `forecast` that let the recording decide t1, t2 and T. */

import { z } from "zod";

const holdOut = z.number().gt(0).lt(1).default(0.2).describe(
  "share of a window, at its end, on which its operators are checked",
);

/** A window that moves on until its operators are worth applying. */
export const AdaptiveFit = z.strictObject({
  kind: z.literal("adaptive"),
  from: z.int().min(0).describe("recorded step at which the first window begins"),
  to: z.int().min(0).describe("recorded step after which no window ends"),
  window: z.int().min(2).describe("iterations of a window"),
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
}).superRefine(({ from, to, window }, context) => {
  if (to >= from + window) return;
  context.addIssue({
    code: "custom",
    path: ["to"],
    message: `a step of at least ${from + window}, where the first window ends`,
  });
});

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
