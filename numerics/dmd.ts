/**
 * Dynamic mode decomposition of many trajectories: the Koopman operator on a reduced basis of rank k.
 *
 * With snapshots as columns, X = U Σ Vᵀ cut to rank k, and Y one step later:
 * - Ã = Uᵀ Y V Σ⁻¹ (k × k), the operator on reduced coordinates z = Uᵀ x (Schmid 2010; Redman et al.
 *   2024, Sec. 3, whose code pairs within trajectories only, without centring);
 * - projected modes are U·v, exact modes Y V Σ⁻¹·v / λ (Tu et al. 2014, definition 1), v an eigenvector
 *   of Ã. The nonzero eigenvalues of both are those of Y X⁺, the finite section of Dogra & Redman 2020.
 */

import { assertFinite } from "./finite.ts";
import {
  makeDiagonal,
  type Matrix,
  multiply,
  multiplyByTransposed,
  takeColumns,
  transpose,
} from "./matrix.ts";
import { collectPairs, type SnapshotPairs } from "./pairs.ts";
import { chooseRank, type Cutoff, type RankRule } from "./rank.ts";
import { decomposeSingular, type SingularFactors } from "./svd.ts";

/** Whether modes lie in the span of X (`projected`) or of Y (`exact`). */
export type DmdMethod = "projected" | "exact";

/** What decides a fit besides the data. */
export interface DmdOptions {
  readonly method: DmdMethod;
  /** d ≥ 0, extra copies per row. */
  readonly delays: number;
  readonly rank: RankRule;
  readonly cutoff: Cutoff;
}

/** A fitted operator. Data were divided by `scale` before products were taken. */
export interface DmdFit {
  /** Ã, k × k. */
  readonly matrix: Matrix;
  /** U (projected) or Y V Σ⁻¹ (exact), n × k. */
  readonly basis: Matrix;
  /** All min(n, P) singular values of X, largest first, in the data's unit. */
  readonly singularValues: Float64Array;
  /** Mean products over pairs, each k × k, in units of scale². */
  readonly gram: Gram;
  /** k. */
  readonly rank: number;
  /** The relative cut-off that was applied. */
  readonly cutoff: number;
  /** A power of two. */
  readonly scale: number;
  /** n. */
  readonly observables: number;
  /** P. */
  readonly pairs: number;
}

/** Mean products of reduced pairs (z, z') and of the error e = z' − Ã·z. */
export interface Gram {
  /** ⟨z zᵀ⟩ = Σ²/P, diagonal. */
  readonly xx: Matrix;
  /** ⟨z z'ᵀ⟩ */
  readonly xy: Matrix;
  /** ⟨z' z'ᵀ⟩ */
  readonly yy: Matrix;
  /** ⟨e eᵀ⟩; as e is uncorrelated with z, this gives residuals without cancellation. */
  readonly ee: Matrix;
}

/**
 * Fits an operator.
 *
 * @param trajectories each T_i × D, one row a snapshot.
 * @returns the fit; n = (d + 1)·D observables, P = Σ (T_i − d − 1) pairs.
 * @throws KooplineError `numeric.not_finite`, `numeric.too_large`, `numeric.rank`,
 * `numeric.no_convergence`; `input.shape` when trajectories are too short or differ in D.
 */
export function fitDmd(trajectories: readonly Matrix[], options: DmdOptions): DmdFit {
  const pairs = collectPairs(trajectories, options.delays);
  const factors = decomposeSingular(pairs.x);
  const singularValues = factors.values.map((value) => value * pairs.scale);
  assertFinite(singularValues, (i) => `singular value ${i}`);
  const { rank, cutoff } = chooseRank(factors.values, pairs.x, options.rank, options.cutoff);
  return {
    ...reduceOperator(pairs, cutFactors(factors, rank), options.method),
    singularValues,
    rank,
    cutoff,
    scale: pairs.scale,
    observables: pairs.x.rows,
    pairs: pairs.x.columns,
  };
}

/** Keeps the k largest singular values: Uᵀ (k × n), σ, Vᵀ (k × P). */
function cutFactors({ left, values, rightTransposed }: SingularFactors, rank: number) {
  const { columns, data } = rightTransposed;
  return {
    leftTransposed: transpose(takeColumns(left, rank)),
    values: values.subarray(0, rank),
    rightTransposed: { rows: rank, columns, data: data.subarray(0, rank * columns) },
  };
}

function reduceOperator(
  { x, y }: SnapshotPairs,
  { leftTransposed, values, rightTransposed }: ReturnType<typeof cutFactors>,
  method: DmdMethod,
): Pick<DmdFit, "matrix" | "basis" | "gram"> {
  const k = values.length;
  const inverses = values.map((value) => 1 / value);
  const after = multiply(leftTransposed, y);
  const matrix = multiply(multiplyByTransposed(after, rightTransposed), makeDiagonal(inverses));
  const before = multiply(makeDiagonal(values), rightTransposed);
  const error = multiply(matrix, before);
  error.data.forEach((value, i) => error.data[i] = after.data[i]! - value);
  const averageProduct = (a: Matrix, b: Matrix): Matrix => ({
    rows: k,
    columns: k,
    data: multiplyByTransposed(a, b).data.map((sum) => sum / x.columns),
  });
  return {
    matrix,
    basis: method === "exact"
      ? multiply(multiplyByTransposed(y, rightTransposed), makeDiagonal(inverses))
      : transpose(leftTransposed),
    gram: {
      xx: makeDiagonal(values.map((value) => (value * value) / x.columns)),
      xy: averageProduct(before, after),
      yy: averageProduct(after, after),
      ee: averageProduct(error, error),
    },
  };
}
