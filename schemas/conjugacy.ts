import { z } from "zod";
import { defineArtifact } from "./artifact_type.ts";
import { bool, f64, i32, utf8 } from "./column.ts";

/** Distances between spectra, and whether they speak for or against a conjugacy. */
export const Conjugacy = defineArtifact({
  name: "conjugacy",
  version: 2,
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
        a_in_b: f64(
          "smallest tolerance within which the first spectrum is a sub-multiset of the second; Infinity when it has more eigenvalues",
          { finite: false },
        ),
        b_in_a: f64("that of the second spectrum in the first", { finite: false }),
        cophenetic: f64(
          "height at which the two spectra first share a cluster of `clusters`, level `spectra`",
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
        to_floor: f64("mean W as a multiple of the floor; NaN without repeats or a floor of 0", {
          finite: false,
        }),
        to_floor_low: f64("lower end of the bootstrap interval of that multiple", {
          finite: false,
        }),
        to_floor_high: f64("upper end of that interval", { finite: false }),
        cophenetic: f64(
          "height at which the two groups first share a cluster of `clusters`, level `groups`",
        ),
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
    subsets: {
      meaning:
        "One row an ordered pair of groups: are the spectra of `part` sub-multisets of those of `whole`?",
      columns: {
        part: utf8("the group whose eigenvalues are looked for"),
        whole: utf8("the group they are looked for in"),
        tolerance: f64(
          "mean over the compared pairs of the smallest tolerance within which it is one; Infinity when the part has more eigenvalues",
          { finite: false },
        ),
        largest: f64("largest of these tolerances", { finite: false }),
        floor: f64("mean of these tolerances between different repeats within the two groups", {
          finite: false,
        }),
        share: f64("share of the compared pairs within `subset_tolerance`"),
        count: i32("number of compared pairs"),
        contained: bool("whether all of them are"),
      },
    },
    contrasts: {
      meaning:
        "One row a claim of `contrasts`: W of the pair `less` is less than W of the pair `than`.",
      columns: {
        less_a: utf8(
          "first group of the pair said to be closer; its floor when both are one group",
        ),
        less_b: utf8("second group of that pair"),
        than_a: utf8("first group of the pair said to be farther"),
        than_b: utf8("second group of that pair"),
        less: f64("mean W of the closer pair over the repeats that all groups share", {
          finite: false,
        }),
        than: f64("mean W of the farther pair over these repeats", { finite: false }),
        difference: f64("than − less", { finite: false }),
        difference_low: f64("lower end of the paired bootstrap interval of the difference", {
          finite: false,
        }),
        difference_high: f64("upper end of that interval", { finite: false }),
        ratio: f64("than / less", { finite: false }),
        ratio_low: f64("lower end of the paired bootstrap interval of the ratio", {
          finite: false,
        }),
        ratio_high: f64("upper end of that interval", { finite: false }),
        share: f64("share of the repeats in which the claim holds", { finite: false }),
        count: i32("number of shared repeats"),
        verdict: utf8("`holds`, `fails` or `undecided`"),
        reason: utf8("the rule and the numbers that gave the verdict"),
      },
    },
    clusters: {
      meaning:
        "One row a join of average linkage, lowest first. Nodes: items from 0, then the clusters of joins.",
      columns: {
        level: utf8("`groups` for groups by mean W, `spectra` for spectra by W"),
        join: i32("number of the join, from 0"),
        left: i32("node that holds the item that comes first"),
        right: i32("the other node"),
        height: f64("mean distance between the items of the two nodes"),
        size: i32("items in the cluster"),
      },
    },
    leaves: {
      meaning: "One row an item of `clusters`, from left to right in the dendrogram.",
      columns: {
        level: utf8("`groups` or `spectra`"),
        place: i32("from 0"),
        item: i32("the item's node"),
        group: utf8("value of `between`"),
        repeat: utf8("value of `repeats`; empty for groups and without repeats"),
      },
    },
  },
  files: {},
  meta: z.strictObject({
    between: z.string(),
    repeats: z.string().nullable(),
    groups: z.array(z.string()),
    weights: z.enum(["uniform", "energy", "residual"]),
    missing: z.array(z.strictObject({ group: z.string(), repeat: z.string() }))
      .describe("spectra that are not there because what makes them failed"),
  }),
});
