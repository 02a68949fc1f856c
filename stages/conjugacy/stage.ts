import { z } from "zod";
import type { Points } from "../../numerics/plane_distances.ts";
import { Conjugacy } from "../../schemas/conjugacy.ts";
import { Spectrum } from "../../schemas/spectrum.ts";
import { defineStage, many } from "../define.ts";
import { groupSpectra } from "./groups.ts";
import { listGroups, listMatching, listPairs } from "./rows.ts";
import { measureAll } from "./distances.ts";

/** Compares spectra by their Wasserstein distance; README.md has the definitions and the rule. */
export const conjugacy = defineStage({
  kind: "conjugacy",
  summary:
    "Distances between spectra, their null distributions, and a verdict for each pair of groups.",
  params: z.strictObject({
    between: z.string().min(1).describe("the label whose values are compared: an axis, or `stage`"),
    repeats: z.string().min(1).nullable().default(null)
      .describe("the label whose values repeat the same experiment"),
    shuffles: z.int().min(1).max(1_000_000).default(100)
      .describe("shuffles of the randomised control for each pair of spectra"),
    permutations: z.int().min(1).max(10_000_000).default(10_000)
      .describe("the most labellings of the permutation test; all of them when there are fewer"),
    bootstrap: z.strictObject({
      resamples: z.int().min(1).max(1_000_000).default(1000),
      level: z.number().gt(0).lt(1).default(0.95).describe("the share of resamples in an interval"),
    }).prefault({}),
    significance: z.number().gt(0).lt(1).default(0.05).describe(
      "the level α of the permutation test",
    ),
    tolerance: z.number().min(0).default(1e-12).describe("W at most this large counts as equality"),
    seed: z.int().default(0).describe("seeds shuffles, labellings and resamples"),
  }),
  needs: { spectra: many(Spectrum) },
  makes: Conjugacy,
  run({ params, needs, random, progress, log }) {
    const { between, repeats } = params;
    const distinct = new Set(needs.spectra.map(({ address }) => address)).size;
    if (distinct < needs.spectra.length) {
      log(
        `warning: only ${distinct} of ${needs.spectra.length} spectra are different artifacts. ` +
          "Does one file or seed stand for several trainings?",
      );
    }
    const spectra = needs.spectra.map(({ labels, tables: { eigenvalues } }) => {
      const points: Points = { re: eigenvalues.re, im: eigenvalues.im };
      return { labels, points };
    });
    const groups = groupSpectra(spectra, between, repeats);
    const distances = measureAll(groups, (share) => progress(share / 2));
    return {
      tables: {
        pairs: listPairs(groups, distances),
        groups: listGroups(groups, distances, params, random, (share) => progress((1 + share) / 2)),
        matching: listMatching(groups),
      },
      files: {},
      meta: { between, repeats, groups: groups.map(({ name }) => name) },
    };
  },
});
