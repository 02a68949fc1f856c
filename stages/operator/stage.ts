import { type DmdFit, fitDmd } from "../../numerics/dmd.ts";
import { liftSnapshots } from "../../numerics/dictionary.ts";
import type { Matrix } from "../../numerics/matrix.ts";
import { reduceToComponents } from "../../numerics/principal_components.ts";
import { Operator } from "../../schemas/operator.ts";
import { Trajectories } from "../../schemas/trajectories.ts";
import { defineStage, many } from "../define.ts";
import { OperatorParams } from "./params.ts";
import { nameTrajectory, readTrajectories } from "./snapshots.ts";

type Log = (line: string) => void;

/** Fits a Koopman operator to trajectories; README.md has the equations. */
export const operator = defineStage({
  kind: "operator",
  summary: "A Koopman operator fitted to trajectories by dynamic mode decomposition with delays.",
  params: OperatorParams,
  needs: { trajectories: many(Trajectories) },
  makes: Operator,
  run({ params, needs, log }) {
    const input = readTrajectories(needs.trajectories, params.window);
    for (const { labels, trajectory, last_step } of input.leftOut) {
      const name = nameTrajectory(labels, trajectory);
      log(`warning: left out ${name}, which diverged at step ${last_step}`);
    }
    const fit = fitDmd(prepareSnapshots(input.trajectories, params, log), {
      ...params,
      kernel: params.dictionary.kind === "kernel" ? params.dictionary.kernel : undefined,
    });
    const condition = fit.singularValues[0]! / fit.singularValues[fit.rank - 1]!;
    logFit(fit, condition, params, log);
    return {
      tables: tabulateFit(fit),
      files: {},
      meta: {
        method: params.method,
        route: fit.route,
        dictionary: params.dictionary.kind,
        delays: params.delays,
        observables: fit.observables,
        pairs: fit.pairs,
        trajectories: input.trajectories.length,
        left_out: [...input.leftOut],
        rank: fit.rank,
        cutoff: fit.cutoff,
        condition,
        mean_square: fit.meanSquare,
        scale: fit.scale,
      },
    };
  },
});

function prepareSnapshots(
  trajectories: readonly Matrix[],
  { reduce, dictionary }: OperatorParams,
  log: Log,
): readonly Matrix[] {
  let prepared = trajectories;
  if (reduce.kind === "pca") {
    const reduced = reduceToComponents(trajectories, reduce.components);
    log(`${reduce.components} principal components keep ${reduced.share} of the variance`);
    prepared = reduced.trajectories;
  }
  return dictionary.kind === "kernel" ? prepared : liftSnapshots(prepared, dictionary);
}

function logFit(fit: DmdFit, condition: number, { rank }: OperatorParams, log: Log): void {
  if (fit.remark !== undefined) log(fit.remark);
  log(
    `rank ${fit.rank} of ${fit.singularValues.length} singular values by the route ${fit.route}, ` +
      `σ₁/σ_k = ${condition}` +
      (rank.kind === "fixed" && fit.rank < rank.rank
        ? `; the cut-off left fewer than the ${rank.rank} asked for`
        : ""),
  );
  if (fit.pairs <= fit.observables && fit.pairs <= 2 * fit.rank) {
    log(
      `warning: ${fit.pairs} pairs for ${fit.observables} observables: such a fit is exact or nearly so, and its residuals ` +
        "say nothing. Use fewer delays, or more and longer trajectories.",
    );
  }
}

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
