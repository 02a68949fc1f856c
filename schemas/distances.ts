import { z } from "zod";
import { defineArtifact } from "./artifact_type.ts";
import { f64, i32, utf8 } from "./column.ts";

/** Distances of a share of the pairs of some spectra, for `conjugacy` to put together. */
export const Distances = defineArtifact({
  name: "distances",
  version: 1,
  summary: "Distances between spectra, for one share of their pairs.",
  tables: {
    spectra: {
      meaning:
        "One row a spectrum, of all that are compared, in the order of groups, then repeats.",
      columns: {
        group: utf8("value of `between`"),
        repeat: utf8("value of `repeats`, empty without"),
        address: utf8("address of the spectrum's artifact"),
      },
    },
    distances: {
      meaning: "One row an unordered pair of spectra that belongs to this share.",
      columns: {
        first: i32("place of the first spectrum, from 0"),
        second: i32("place of the second, later one"),
        wasserstein: f64("Wasserstein distance W of the eigenvalues in the complex plane"),
        nearest: f64(
          "mean distance of each eigenvalue to the other spectrum's nearest, symmetrised",
        ),
        subset: f64(
          "smallest tolerance within which the shorter spectrum is a sub-multiset of the other",
        ),
      },
    },
  },
  files: {},
  meta: z.strictObject({
    between: z.string(),
    repeats: z.string().nullable(),
    weights: z.enum(["uniform", "energy", "residual"]),
    part: z.int().min(0),
    of: z.int().min(1),
  }),
});
