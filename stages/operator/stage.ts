import { z } from "zod";
import { type DmdFit, fitDmd } from "../../numerics/dmd.ts";
import type { Matrix } from "../../numerics/matrix.ts";
import { Operator } from "../../schemas/operator.ts";
import { Trajectories } from "../../schemas/trajectories.ts";
import { defineStage, many } from "../define.ts";
import { readTrajectories } from "./snapshots.ts";

/** Fits a Koopman operator to trajectories; README.md has the equations. */
export const operator = defineStage({
  kind: "operator",
  summary: "A Koopman operator fitted to trajectories by dynamic mode decomposition with delays.",
  params: z.strictObject({
    method: z.enum(["projected", "exact"]).default("projected").describe(
      "modes in the span of the snapshots, or of their successors",
    ),
    delays: z.int().min(0).default(0).describe(
      "extra copies d in a row [x_t, x_{t+1}, …, x_{t+d}]",
    ),
    rank: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("full") }),
      z.strictObject({ kind: z.literal("fixed"), rank: z.int().min(1).describe("k") }),
      z.strictObject({
        kind: z.literal("energy"),
        fraction: z.number().gt(0).max(1).describe("share of Σ σ² that is kept"),
      }),
      z.strictObject({ kind: z.literal("optimal") }),
    ]).prefault({ kind: "full" }).describe(
      "singular values kept above the cut-off: all, k, enough for a share of energy, or by the optimal hard threshold",
    ),
    cutoff: z.union([z.number().min(0).lt(1), z.literal("machine")]).default("machine").describe(
      "relative cut-off: σ ≤ cutoff·σ₁ is dropped; `machine` is max(n, P)·2⁻⁵²",
    ),
    window: z.strictObject({
      from: z.int().min(0).default(0).describe("first step"),
      to: z.int().min(0).nullable().default(null).describe("last step, included; null for the end"),
    }).prefault({}).describe("the steps that the fit sees"),
  }),
  needs: { trajectories: many(Trajectories) },
  makes: Operator,
  run({ params, needs, log }) {
    const trajectories = readTrajectories(needs.trajectories, params.window);
    const fit = fitDmd(trajectories, params);
    const condition = fit.singularValues[0]! / fit.singularValues[fit.rank - 1]!;
    log(
      `rank ${fit.rank} of ${fit.singularValues.length} singular values, σ₁/σ_k = ${condition}` +
        (params.rank.kind === "fixed" && fit.rank < params.rank.rank
          ? `; the cut-off left fewer than the ${params.rank.rank} asked for`
          : ""),
    );
    if (fit.pairs <= fit.observables) {
      log(
        `warning: ${fit.pairs} pairs for ${fit.observables} observables: any such fit is exact, and its residuals ` +
          "say nothing. Use fewer delays, or more and longer trajectories.",
      );
    }
    return {
      tables: tabulateFit(fit),
      files: {},
      meta: {
        method: params.method,
        delays: params.delays,
        observables: fit.observables,
        pairs: fit.pairs,
        trajectories: trajectories.length,
        rank: fit.rank,
        cutoff: fit.cutoff,
        condition,
        scale: fit.scale,
      },
    };
  },
});

function tabulateFit({ matrix, basis, singularValues, rank, gram }: DmdFit) {
  const products = ["xx", "xy", "yy", "ee"] as const;
  const data = new Float64Array(products.length * rank * rank);
  products.forEach((product, i) => data.set(gram[product].data, i * rank * rank));
  return {
    matrix: { row: countRows(matrix.rows), values: layOut(matrix) },
    basis: { observable: countRows(basis.rows), values: layOut(basis) },
    singular_values: {
      index: countRows(singularValues.length),
      value: singularValues,
      kept: Uint8Array.from(singularValues, (_, i) => i < rank ? 1 : 0),
    },
    gram: {
      product: products.flatMap((product) => Array.from({ length: rank }, () => product)),
      row: Int32Array.from({ length: products.length * rank }, (_, i) => i % rank),
      values: { width: rank, data },
    },
  };
}

function countRows(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i);
}

function layOut({ columns, data }: Matrix) {
  return { width: columns, data };
}
