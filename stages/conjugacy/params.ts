/** The parameters of `conjugacy`. */

import { z } from "zod";

const group = z.union([z.string().min(1), z.number(), z.boolean()]).transform(String);
const pair = z.tuple([group, group]);

const claim = z.strictObject({
  less: pair.describe("the two groups said to be closer; one group twice stands for its floor"),
  than: pair.describe("the two groups said to be farther apart"),
});

/** The parameters; defaults are part of the key. */
export const Params = z.strictObject({
  between: z.string().min(1).describe("the label whose values are compared: an axis, or `stage`"),
  repeats: z.string().min(1).nullable().default(null)
    .describe("the label whose values repeat the same experiment"),
  weights: z.enum(["uniform", "energy", "residual"]).default("uniform")
    .describe("how the eigenvalues of a spectrum weigh in W"),
  contrasts: z.array(claim).max(100).default([])
    .describe("claims that one pair of groups is closer together than another"),
  shuffles: z.int().min(1).max(1_000_000).default(100)
    .describe("shuffles of the randomised control for each pair of spectra"),
  permutations: z.int().min(1).max(10_000_000).default(10_000)
    .describe("the most labellings of the permutation test; all of them when there are fewer"),
  bootstrap: z.strictObject({
    resamples: z.int().min(1).max(1_000_000).default(1000).describe("how often repeats are drawn"),
    level: z.number().gt(0).lt(1).default(0.95).describe("the share of resamples in an interval"),
  }).prefault({}).describe("intervals by drawing repeats again"),
  significance: z.number().gt(0).lt(1).default(0.05).describe(
    "the level α of the permutation test",
  ),
  tolerance: z.number().min(0).default(1e-12).describe("W at most this large counts as equality"),
  subset_tolerance: z.number().min(0).nullable().default(null)
    .describe("eigenvalues this close count as equal in `subsets`; `tolerance` when left out"),
  seed: z.int().default(0).describe("seeds shuffles, labellings and resamples"),
});
