/** The parameters of `operator`; README.md explains them. */

import { z } from "zod";

/** How many singular values a fit keeps; `forecast` asks for it too. */
export const RankParams = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("full") }),
  z.strictObject({ kind: z.literal("fixed"), rank: z.int().min(1).describe("k") }),
  z.strictObject({
    kind: z.literal("energy"),
    fraction: z.number().gt(0).max(1).describe("share of Σ σ² that is kept"),
  }),
  z.strictObject({ kind: z.literal("optimal") }),
]);

const constant = z.boolean().default(false).describe("whether the function 1 belongs to it");

const dictionary = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("identity"), constant }),
  z.strictObject({
    kind: z.literal("polynomial"),
    degree: z.int().min(1).max(16).describe("largest total degree of a monomial"),
    constant,
  }),
  z.strictObject({
    kind: z.literal("fourier"),
    harmonics: z.int().min(1).describe(
      "cosines and sines of 1 to this many times the base frequency",
    ),
    period: z.number().positive().describe("in the observables' unit"),
    constant,
  }),
  z.strictObject({
    kind: z.literal("kernel"),
    kernel: z.discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("gaussian"),
        width: z.number().positive().describe("w in exp(−‖x − y‖²/w²), in the observables' unit"),
      }),
      z.strictObject({
        kind: z.literal("polynomial"),
        degree: z.int().min(1).max(16).describe("p in (1 + x·y)ᵖ"),
      }),
    ]),
  }),
]);

/** The parameters. */
export const OperatorParams = z.strictObject({
  method: z.enum(["projected", "exact", "forward_backward", "total_least_squares"])
    .default("projected").describe(
      "modes in the span of the snapshots, or of their successors; or a fit that noise biases less",
    ),
  delays: z.int().min(0).default(0).describe(
    "extra copies d in a row [x_t, x_{t+1}, …, x_{t+d}]",
  ),
  rank: RankParams.prefault({ kind: "full" }).describe(
    "singular values kept above the cut-off: all, k, enough for a share of energy, or by the optimal hard threshold",
  ),
  cutoff: z.union([z.number().min(0).lt(1), z.literal("machine")]).default("machine").describe(
    "relative cut-off: σ ≤ cutoff·σ₁ is dropped; `machine` is max(n, P)·2⁻⁵²",
  ),
  route: z.enum(["auto", "svd", "krylov"]).default("auto").describe(
    "all singular values, or the largest only; `auto` decides by size and rank rule",
  ),
  reduce: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("none") }),
    z.strictObject({
      kind: z.literal("pca"),
      components: z.int().min(1).describe("principal components that are kept"),
    }),
  ]).prefault({ kind: "none" }).describe("what is done to the observables first"),
  dictionary: dictionary.prefault({ kind: "identity" }).describe(
    "functions of the observables that are fitted in their place (EDMD)",
  ),
  window: z.strictObject({
    from: z.int().min(0).default(0).describe("first step"),
    to: z.int().min(0).nullable().default(null).describe("last step, included; null for the end"),
  }).prefault({}).describe("the steps that the fit sees"),
}).refine(
  ({ route, rank: { kind } }) => route !== "krylov" || kind === "fixed" || kind === "energy",
  { path: ["route"], message: "the route `krylov` takes the rank rules `fixed` and `energy` only" },
).refine(
  ({ dictionary: { kind }, method, route }) =>
    kind !== "kernel" || (method !== "exact" && route === "auto"),
  {
    path: ["dictionary"],
    message: "a kernel takes neither `method: exact` nor a `route`: it has its own",
  },
);

/** The parameters after defaults. */
export type OperatorParams = z.output<typeof OperatorParams>;
