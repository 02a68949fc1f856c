/** Parameters of `forecast` that let the recording decide t2 and T. */

import { z } from "zod";

/** A window that moves on until the operators are trustworthy. */
export const AdaptiveFit = z.strictObject({
  kind: z.literal("adaptive"),
  from: z.int().min(0).describe("recorded step at which the first window begins"),
  to: z.int().min(0).describe("recorded step after which no window ends"),
  window: z.int().min(2).describe("iterations of a window, t2 − t1"),
  epsilon: z.number().positive().default(0.05).describe(
    "how far a modulus |λ| may be from 1",
  ),
  windows: z.int().min(1).default(3).describe("windows one behind the other that must agree"),
  hold_out: z.number().gt(0).lt(1).default(0.2).describe(
    "share of a window at its end on which predictions are checked",
  ),
}).superRefine(({ from, to, window }, context) => {
  if (to >= from + window) return;
  context.addIssue({
    code: "custom",
    path: ["to"],
    message: `a step of at least ${from + window}, where the first window ends`,
  });
});

/** A prediction that ends when it stops paying. */
export const AdaptiveStop = z.strictObject({
  kind: z.literal("adaptive"),
});
