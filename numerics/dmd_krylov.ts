/**
 * The factors of pairs by a block Krylov method that never writes X out (`singular_subspace.ts`): it
 * needs products of the snapshots with narrow blocks only, and finds the largest singular values.
 */

import type { Problem } from "../schemas/error.ts";
import type { PairFactors } from "./dmd_factors.ts";
import type { DmdOptions } from "./dmd.ts";
import { createMatrix, type Matrix, transpose } from "./matrix.ts";
import { multiply } from "./product.ts";
import { holdMatrix } from "./resident_matrix.ts";
import { chooseRank, countByEnergy, type RankRule } from "./rank.ts";
import {
  findSingularSubspace,
  type SingularSubspace,
  SMALLEST_VISIBLE,
} from "./singular_subspace.ts";
import { combinePairs, measureSquare, projectPairs, type SnapshotStack } from "./snapshot_stack.ts";
import { decomposeSingular } from "./svd.ts";

/** Singular values that the first step looks for when energy decides how many there are. */
const ENERGY_GUESS = 8;

/** Gives about how many singular values a rule keeps; undefined for rules that need all of them. */
export function guessRank(rule: RankRule): number | undefined {
  if (rule.kind === "fixed") return rule.rank;
  return rule.kind === "energy" && rule.fraction < 1 ? ENERGY_GUESS : undefined;
}

/** Gives the most basis vectors that the route takes before it gives up. */
export function limitBasis(guess: number): number {
  return 96 + 16 * guess;
}

/** Why the route did not end: what a `KooplineError` would say. */
export interface KrylovRefusal {
  readonly problem: Problem;
}

/**
 * Factors the pairs of a stack.
 *
 * @param options its rule is `fixed` or `energy`.
 * @returns the factors, or a refusal when singular values lie too close together or the smallest that
 * is kept is below 1e-6·σ₁.
 * @throws KooplineError `numeric.rank` when the cut-off leaves nothing.
 */
export function factorByKrylov(
  stack: SnapshotStack,
  options: Pick<DmdOptions, "rank" | "cutoff" | "method">,
): PairFactors | KrylovRefusal {
  const size = { rows: stack.observables, columns: stack.pairs };
  const { rank: rule, cutoff } = options;
  const square = measureSquare(stack);
  const shareOf = (values: Float64Array) => square / values[0]! / values[0]!;
  const [before, after] = [listRows(stack.pairs), listRows(stack.pairs)];
  const guess = guessRank(rule) ?? Math.min(size.rows, size.columns);
  const subspace = holdMatrix(stack.snapshots, (products) =>
    findSingularSubspace({
      ...size,
      project(vectors) {
        const projected = projectPairs(stack, vectors, products);
        before.push(projected.before);
        after.push(projected.after);
        return projected.before;
      },
      combine: (weights) => combinePairs(stack, weights, 0, products),
    }, {
      guess,
      most: limitBasis(guess),
      countWanted: (values) =>
        rule.kind === "energy" ? countByEnergy(values, rule.fraction * shareOf(values)) : guess,
    }));
  const { values, leftTransposed, weights } = subspace;
  const chosen = chooseRank(values, size, rule, cutoff, shareOf(values));
  const problem = findProblem(subspace, chosen.rank);
  if (problem !== undefined) return { problem };
  const kept = cutRows(weights, chosen.rank);
  const factors = rotate(multiply(kept, before.stack()), multiply(kept, after.stack()));
  return {
    route: "krylov",
    unit: stack.scale,
    values: Float64Array.of(...factors.values, ...values.subarray(chosen.rank)),
    ...chosen,
    right: factors.right,
    after: factors.after,
    basis: options.method === "exact"
      ? divideColumns(transpose(combinePairs(stack, factors.right, 1)), factors.values)
      : multiply(transpose(cutRows(leftTransposed, chosen.rank)), factors.turn),
    meanSquare: square / stack.pairs,
  };
}

function findProblem(
  { values, error, converged }: SingularSubspace,
  rank: number,
): Problem | undefined {
  if (!converged) {
    return {
      code: "numeric.no_convergence",
      expected: "singular vectors within 1e-7 rad by the route `krylov`",
      found: `${error} rad: singular values lie close together`,
      hint: "Take another rank, or `route: svd`.",
    };
  }
  const ratio = values[rank - 1]! / values[0]!;
  if (ratio >= SMALLEST_VISIBLE) return undefined;
  return {
    code: "numeric.rank",
    expected: `σ_k of at least ${SMALLEST_VISIBLE}·σ₁ for the route \`krylov\``,
    found: `${ratio}·σ₁ with k = ${rank}`,
    hint: "Lower the rank, raise the cut-off, or take `route: svd`.",
  };
}

/** Makes the factors exact in the space found: Uᵀ·X = T·Σ·Vᵀ turns U to U·T and Uᵀ·Y to Tᵀ·Uᵀ·Y. */
function rotate(before: Matrix, after: Matrix) {
  const { left, values, rightTransposed } = decomposeSingular(before);
  return {
    turn: left,
    values,
    right: rightTransposed,
    after: multiply(transpose(left), after),
  };
}

function divideColumns(matrix: Matrix, divisors: Float64Array): Matrix {
  const { columns } = matrix;
  return { ...matrix, data: matrix.data.map((value, i) => value / divisors[i % columns]!) };
}

function cutRows({ columns, data }: Matrix, count: number): Matrix {
  return { rows: count, columns, data: data.subarray(0, count * columns) };
}

/** Collects blocks of rows. */
function listRows(columns: number) {
  const blocks: Matrix[] = [];
  return {
    push: (block: Matrix) => blocks.push(block),
    stack(): Matrix {
      const stacked = createMatrix(blocks.reduce((sum, { rows }) => sum + rows, 0), columns);
      let first = 0;
      for (const { data } of blocks) {
        stacked.data.set(data, first);
        first += data.length;
      }
      return stacked;
    },
  };
}
