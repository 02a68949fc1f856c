/** The parameters of `forecast`; README.md explains them. */

import { z } from "zod";
import { RankParams } from "../operator/params.ts";
import { AdaptiveFit, AdaptiveStop } from "./adaptive_params.ts";
import { FitWindow, NetParams, PartitionParams } from "./fit_params.ts";

const cutoff = z.union([z.number().min(0).lt(1), z.enum(["machine", "jax"])]);

const METHODS = ["koopman", "affine", "hold", "linear", "quadratic", "average"] as const;

/** The parameters. */
export const ForecastParams = z.strictObject({
  trajectory: z.int().min(0).nullable().default(null).describe(
    "number of the trajectory; null for the only one",
  ),
  net: NetParams.nullable().default(null).describe(
    "the net whose weights were recorded, for recordings that do not say it",
  ),
  partition: PartitionParams.prefault({ kind: "node" }).describe("which weights share an operator"),
  fit: z.discriminatedUnion("kind", [FitWindow, AdaptiveFit]).describe("the window t1 … t2"),
  steps: z.int().min(1, { abort: true }).max(10_000_000).describe("iterations to predict, T"),
  methods: z.array(z.enum(METHODS)).min(1).default([...METHODS]).describe(
    "patch operators, these with the constant observable, and the baselines",
  ),
  precision: z.enum(["float32", "float64"]).default("float64").describe(
    "the numbers in which operators are fitted and applied",
  ),
  rank: RankParams.prefault({ kind: "full" }).describe(
    "singular values kept above the cut-off, as of `operator`",
  ),
  cutoff: z.union([cutoff, z.array(cutoff).min(1)]).default("machine").describe(
    "relative cut-off: σ ≤ cutoff·σ₁ is dropped; `machine` is max(n, P)·ε of the precision and patch, `jax` ten times that; a list gives a row for each",
  ),
  project: z.enum(["none", "unit_circle"]).default("none").describe(
    "`unit_circle` moves eigenvalues outside it onto it",
  ),
  eigenvalues: z.boolean().default(true).describe(
    "whether `patches` tells radius and residual, which takes as long as the fit of patches of hundreds of weights",
  ),
  loss: z.strictObject({
    quantity: z.enum(["auto", "train_loss", "test_loss", "none"]).default("auto").describe(
      "what is compared; `auto` is train_loss for solvers, test_loss for nets, none for other recordings",
    ),
    smooth: z.int().min(1).refine((width) => width % 2 === 1, "an odd number of iterations")
      .default(1).describe("centred mean of the optimiser's loss over so many iterations"),
    every: z.int().min(1).default(1).describe(
      "most iterations between known values of the optimiser's loss",
    ),
  }).prefault({}).describe("the loss that decides T^eq"),
  cap: z.number().gt(0).max(1000).default(2).describe("T^eq is looked for up to cap·T"),
  every: z.int().min(1).nullable().default(null).describe(
    "iterations between points of the paths; null for every application",
  ),
  stop: z.union([z.literal("fixed"), AdaptiveStop]).default("fixed").describe(
    "`fixed` predicts T steps",
  ),
}).superRefine((params, context) => {
  for (const { path, message } of findClashes(params)) {
    context.addIssue({ code: "custom", path, message });
  }
});

/** The parameters after defaults. */
export type ForecastParams = z.output<typeof ForecastParams>;

type Given = Pick<ForecastParams, "methods" | "cutoff" | "every" | "steps">;

function findClashes({ methods, cutoff, every, steps }: Given) {
  const clashes: { readonly path: string[]; readonly message: string }[] = [];
  const cutoffs = Array.isArray(cutoff) ? cutoff : [cutoff];
  if (new Set(methods).size < methods.length) {
    clashes.push({ path: ["methods"], message: "each method once" });
  }
  if (new Set(cutoffs).size < cutoffs.length) {
    clashes.push({ path: ["cutoff"], message: "each cut-off once" });
  }
  if (every !== null && every > steps) {
    clashes.push({ path: ["every"], message: `at most the ${steps} steps of the prediction` });
  }
  return clashes;
}
