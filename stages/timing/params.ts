/** The parameters of `timing`; README.md explains them. */

import { z } from "zod";
import { FitWindow, PartitionParams } from "../forecast/fit_params.ts";
import { RankParams } from "../operator/params.ts";

/** The parameters. */
export const TimingParams = z.strictObject({
  trajectory: z.int().min(0).nullable().default(null).describe(
    "number of the trajectory; null for the only one",
  ),
  partition: PartitionParams.prefault({ kind: "node" }).describe("which weights share an operator"),
  fit: FitWindow.describe("the window t1 … t2"),
  steps: z.int().min(1, { abort: true }).max(10_000_000).describe(
    "iterations T of a forecast, which the power takes at once",
  ),
  method: z.enum(["koopman", "affine"]).default("koopman").describe(
    "patch operators, or these with the constant observable",
  ),
  precision: z.enum(["float32", "float64"]).default("float64").describe(
    "the numbers in which operators are fitted and applied",
  ),
  rank: RankParams.prefault({ kind: "full" }).describe("singular values kept above the cut-off"),
  cutoff: z.union([z.number().min(0).lt(1), z.enum(["machine", "jax"])]).default("machine")
    .describe("relative cut-off, as of `forecast`"),
  project: z.enum(["none", "unit_circle"]).default("none").describe(
    "`unit_circle` moves eigenvalues outside it onto it",
  ),
  samples: z.int().min(1).max(10_000).default(20).describe("timed samples of each task"),
  warm_up: z.int().min(0).max(1000).default(5).describe(
    "samples before these that are not kept; a task needs no more once they took a second",
  ),
  limit: z.number().gt(0).default(60).describe(
    "seconds after which a task takes no more samples, once it has three",
  ),
  constructions: z.int().min(0).max(10_000).nullable().default(null).describe(
    "timed constructions, 0 for none; null for as many as `samples`",
  ),
  seed: z.union([z.int(), z.string()]).default(0).describe("of the order of examples"),
});

/** The parameters after defaults. */
export type TimingParams = z.output<typeof TimingParams>;
