import { z } from "zod";
import { defineArtifact } from "./artifact_type.ts";
import { bool, f64, i32, utf8, vector } from "./column.ts";

/** A finite approximation of a Koopman operator, in the coordinates of a reduced basis of rank k. */
export const Operator = defineArtifact({
  name: "operator",
  version: 2,
  summary: "A Koopman operator fitted by dynamic mode decomposition, in a basis of rank k.",
  tables: {
    matrix: {
      meaning: "The reduced operator Ã (k × k), one row a row.",
      columns: {
        row: i32("row of Ã, from 0"),
        values: vector("f64", "the k entries of the row"),
      },
    },
    basis: {
      meaning:
        "U, Y·V·Σ⁻¹ (exact) or X·V·Σ⁻¹ (kernels): carries eigenvectors to modes (n × k), one row an observable.",
      columns: {
        observable: i32("number of the (delayed) observable, from 0"),
        values: vector("f64", "the k components"),
      },
    },
    singular_values: {
      meaning:
        "Singular values of the snapshot matrix, largest first: all of them on the routes svd and kernel, those asked for on krylov.",
      columns: {
        index: i32("from 0"),
        value: f64("singular value"),
        kept: bool("whether the rank rule and the cut-off kept it"),
      },
    },
    gram: {
      meaning:
        "Mean products over all pairs (each k × k, in units of scale²) of the reduced snapshots z, their successors z' and the errors e = z' − Ã·z.",
      columns: {
        product: utf8("`xx` ⟨z zᵀ⟩, `xy` ⟨z z'ᵀ⟩, `yy` ⟨z' z'ᵀ⟩ or `ee` ⟨e eᵀ⟩"),
        row: i32("row of the product, from 0"),
        values: vector("f64", "the k entries of the row"),
      },
    },
  },
  files: {},
  meta: z.strictObject({
    method: z.enum(["projected", "exact", "forward_backward", "total_least_squares"]),
    route: z.enum(["svd", "krylov", "kernel"]).describe("how X was factored"),
    dictionary: z.enum(["identity", "polynomial", "fourier", "kernel"]),
    delays: z.int().min(0).describe("extra copies per row (d)"),
    observables: z.int().min(1).describe("observables after delay embedding (n)"),
    pairs: z.int().min(1).describe("snapshot pairs over all trajectories"),
    trajectories: z.int().min(1),
    left_out: z.array(z.strictObject({
      labels: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
      trajectory: z.int().min(0),
      last_step: z.int(),
    })).describe("trajectories that diverged, which the fit does not see"),
    rank: z.int().min(1).describe("k"),
    cutoff: z.number().describe("relative cut-off that was applied to singular values"),
    condition: z.number().describe("σ₁ / σ_k of what was kept"),
    mean_square: z.number().describe("mean of ‖x‖² over pairs, in scale²"),
    scale: z.number().describe("power of two that the observables were divided by in `gram`"),
  }),
});
