import { z } from "zod";
import { defineArtifact } from "./artifact_type.ts";
import { f64, i32, vector } from "./column.ts";

/** The spectrum of a Koopman operator. */
export const Spectrum = defineArtifact({
  name: "spectrum",
  version: 1,
  summary: "Koopman eigenvalues with energies, residuals and modes.",
  tables: {
    eigenvalues: {
      meaning: "One row an eigenvalue, by falling modulus, then rising angle.",
      columns: {
        index: i32("from 0"),
        re: f64("real part"),
        im: f64("imaginary part"),
        modulus: f64("|λ|"),
        angle: f64("arg λ in (−π, π]", { unit: "rad" }),
        energy: f64(
          "mean square of the mode's part of the snapshots, as a share of the snapshots' mean square; NaN when imported or when λ is defective",
          { finite: false },
        ),
        residual: f64("ResDMD residual of the eigenpair; NaN when imported", { finite: false }),
        condition: f64(
          "‖left‖·‖right‖/|left·right| of the eigenvectors: 1 at best, Infinity when λ is defective; NaN when imported",
          { finite: false },
        ),
      },
    },
    modes: {
      meaning:
        "One row an eigenvalue: its Koopman mode, of length 1, over the (delayed) observables; empty when imported.",
      columns: {
        index: i32("the eigenvalue's index"),
        re: vector("f64", "real parts"),
        im: vector("f64", "imaginary parts"),
      },
    },
  },
  files: {},
  meta: z.strictObject({
    rank: z.int().min(0).describe("number of eigenvalues"),
  }),
});
