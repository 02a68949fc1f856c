import { z } from "zod";
import { defineArtifact } from "./artifact_type.ts";
import { f64, i32, utf8 } from "./column.ts";

/** Distances between spectra, and whether they speak for or against a conjugacy. */
export const Conjugacy = defineArtifact({
  name: "conjugacy",
  version: 1,
  summary:
    "Wasserstein distances between spectra, their null distributions, and a verdict for each pair.",
  tables: {
    pairs: {
      meaning: "One row an unordered pair of spectra.",
      columns: {
        a: utf8("group of the first spectrum (value of `between`)"),
        b: utf8("group of the second spectrum"),
        repeat_a: utf8("repeat of the first spectrum, empty without `repeats`"),
        repeat_b: utf8("repeat of the second spectrum"),
        distance: f64("Wasserstein distance W of the eigenvalues in the complex plane"),
        nearest: f64(
          "mean distance of each eigenvalue to the other spectrum's nearest, symmetrised",
        ),
      },
    },
    groups: {
      meaning: "One row an unordered pair of different groups.",
      columns: {
        a: utf8("first group"),
        b: utf8("second group"),
        distance: f64(
          "mean W between the groups: over equal repeats when both have the same, else over all cross pairs",
        ),
        deviation: f64("population standard deviation of these W's"),
        count: i32("number of these W's"),
        low: f64("lower end of the bootstrap interval of the mean W; NaN without repeats", {
          finite: false,
        }),
        high: f64("upper end of that interval", { finite: false }),
        floor: f64("mean W between different repeats within the two groups; NaN without repeats", {
          finite: false,
        }),
        floor_high: f64("upper end of the bootstrap interval of the floor; NaN without repeats", {
          finite: false,
        }),
        shuffle: f64(
          "share of shuffled W's at least as large as W (randomised shuffle control); not a p-value",
        ),
        energy: f64("energy statistic of the two groups of spectra; NaN without repeats", {
          finite: false,
        }),
        permutation: f64("p-value of the label permutation test; NaN without repeats", {
          finite: false,
        }),
        labellings: i32("labellings compared by that test; 0 without repeats"),
        verdict: utf8("`conjugate`, `not conjugate` or `undecided`"),
        reason: utf8("the rule and the numbers that gave the verdict"),
      },
    },
    matching: {
      meaning:
        "One row a pair of matched eigenvalues, for the first pair of spectra of each pair of groups.",
      columns: {
        a: utf8("first group"),
        b: utf8("second group"),
        re_a: f64("real part in the first spectrum"),
        im_a: f64("imaginary part in the first spectrum"),
        re_b: f64("real part in the second spectrum"),
        im_b: f64("imaginary part in the second spectrum"),
        distance: f64("|λ_a − λ_b|"),
        weight: f64("share of the mass: 1/n for n eigenvalues each, less where counts differ"),
      },
    },
  },
  files: {},
  meta: z.strictObject({
    between: z.string(),
    repeats: z.string().nullable(),
    groups: z.array(z.string()),
  }),
});
