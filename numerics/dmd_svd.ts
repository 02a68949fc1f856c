/** The factors of pairs by a full singular value decomposition of X. */

import type { PairFactors } from "./dmd_factors.ts";
import type { DmdOptions } from "./dmd.ts";
import { makeDiagonal, type Matrix, takeColumns, transpose } from "./matrix.ts";
import { collectPairs } from "./pairs.ts";
import { multiply, multiplyByTransposed } from "./product.ts";
import { chooseRank } from "./rank.ts";
import type { SnapshotStack } from "./snapshot_stack.ts";
import { decomposeSingular } from "./svd.ts";

/**
 * Factors the pairs of a stack.
 *
 * @throws KooplineError `numeric.rank`, `numeric.no_convergence`.
 */
export function factorBySvd(
  stack: SnapshotStack,
  options: Pick<DmdOptions, "rank" | "cutoff" | "method">,
): PairFactors {
  const { x, y } = collectPairs(stack);
  const { left, values, rightTransposed } = decomposeSingular(x);
  const { rank, cutoff } = chooseRank(values, x, options.rank, options.cutoff);
  const basis = takeColumns(left, rank);
  const right = { ...rightTransposed, rows: rank, data: takeRows(rightTransposed, rank) };
  const inverses = values.subarray(0, rank).map((value) => 1 / value);
  return {
    route: "svd",
    unit: stack.scale,
    values,
    rank,
    cutoff,
    right,
    after: multiply(transpose(basis), y),
    basis: options.method === "exact"
      ? multiply(multiplyByTransposed(y, right), makeDiagonal(inverses))
      : basis,
    meanSquare: values.reduce((sum, value) => sum + value * value, 0) / x.columns,
  };
}

function takeRows({ columns, data }: Matrix, count: number): Float64Array {
  return data.subarray(0, count * columns);
}
