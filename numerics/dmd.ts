/**
 * Dynamic mode decomposition of many trajectories: the Koopman operator on a reduced basis of rank k.
 *
 * With snapshots as columns, X = U Σ Vᵀ cut to rank k, and Y one step later:
 * - Ã = Uᵀ Y V Σ⁻¹ (k × k), the operator on reduced coordinates z = Uᵀ x (Schmid 2010; Redman et al.
 *   2024, Sec. 3, whose code pairs within trajectories only, without centring);
 * - projected modes are U·v, exact modes Y V Σ⁻¹·v / λ (Tu et al. 2014, definition 1), v an eigenvector
 *   of Ã. The nonzero eigenvalues of both are those of Y X⁺, the finite section of Dogra & Redman 2020;
 * - `forward_backward` and `total_least_squares` take Ã from the same reduced pairs in a way that noise
 *   in the snapshots biases less (`forward_backward.ts`, `total_least_squares.ts`).
 */

import type { FactorRoute, PairFactors } from "./dmd_factors.ts";
import { type DmdRoute, factorPairs } from "./dmd_route.ts";
import { assertFinite } from "./finite.ts";
import { fitForwardBackward } from "./forward_backward.ts";
import type { FeatureKernel } from "./feature_kernel.ts";
import { makeDiagonal, type Matrix } from "./matrix.ts";
import { multiply, multiplyByTransposed } from "./product.ts";
import type { Cutoff, RankRule } from "./rank.ts";
import { fitTotalLeastSquares } from "./total_least_squares.ts";

/** How Ã is fitted, and whether modes lie in the span of X or, for `exact`, of Y. */
export type DmdMethod = "projected" | "exact" | "forward_backward" | "total_least_squares";

/** What decides a fit besides the data. */
export interface DmdOptions {
  readonly method: DmdMethod;
  /** d ≥ 0, extra copies per row. */
  readonly delays: number;
  readonly rank: RankRule;
  readonly cutoff: Cutoff;
  readonly route: DmdRoute;
  /** A kernel whose features replace the delayed rows; none by default. */
  readonly kernel?: FeatureKernel | undefined;
}

/** A fitted operator. Data were divided by `scale` before products were taken. */
export interface DmdFit {
  /** Ã, k × k. */
  readonly matrix: Matrix;
  /** U, Y V Σ⁻¹ for exact, or X V Σ⁻¹ for kernels; n × k. */
  readonly basis: Matrix;
  /** Singular values of X, largest first, in the data's unit: all, or those that a route computes. */
  readonly singularValues: Float64Array;
  /** Mean products over pairs, each k × k, in units of scale². */
  readonly gram: Gram;
  /** ⟨‖x‖²⟩ over pairs, in units of scale². */
  readonly meanSquare: number;
  /** k. */
  readonly rank: number;
  /** The relative cut-off that was applied. */
  readonly cutoff: number;
  readonly route: FactorRoute;
  /** Why a route was left for another; none otherwise. */
  readonly remark: string | undefined;
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
  /** ⟨e eᵀ⟩, from the errors themselves on every route, so that residuals do not cancel. */
  readonly ee: Matrix;
}

/**
 * Fits an operator.
 *
 * @param trajectories each T_i × D, one row a snapshot.
 * @returns the fit; n = (d + 1)·D observables, P = Σ (T_i − d − 1) pairs.
 * @throws KooplineError `numeric.not_finite`, `numeric.too_large`, `numeric.rank`,
 * `numeric.no_convergence`; `input.shape` when trajectories are too short or differ in D;
 * `input.value` when the route cannot take the rank rule.
 */
export function fitDmd(trajectories: readonly Matrix[], options: DmdOptions): DmdFit {
  const { factors, remark, stack } = factorPairs(trajectories, options);
  const singularValues = factors.values.map((value) => value * factors.unit);
  assertFinite(singularValues, (i) => `singular value ${i}`);
  const { rank, cutoff, route, basis, meanSquare } = factors;
  return {
    ...reduceOperator(factors, options.method),
    basis,
    singularValues,
    meanSquare,
    rank,
    cutoff,
    route,
    remark,
    scale: stack.scale,
    observables: stack.observables,
    pairs: stack.pairs,
  };
}

function reduceOperator(
  { rank, values: all, right, after }: PairFactors,
  method: DmdMethod,
): Pick<DmdFit, "matrix" | "gram"> {
  const values = all.subarray(0, rank);
  const inverses = values.map((value) => 1 / value);
  const forward = multiply(multiplyByTransposed(after, right), makeDiagonal(inverses));
  const before = multiply(makeDiagonal(values), right);
  const matrix = fitMatrix(method, forward, before, after);
  assertFinite(matrix.data, (i) => `entry ${i} of the ${rank} × ${rank} operator`);
  const error = multiply(matrix, before);
  error.data.forEach((value, i) => error.data[i] = after.data[i]! - value);
  const averageProduct = (a: Matrix, b: Matrix): Matrix => {
    const sums = multiplyByTransposed(a, b);
    return { ...sums, data: sums.data.map((sum) => sum / right.columns) };
  };
  return {
    matrix,
    gram: {
      xx: makeDiagonal(values.map((value) => (value * value) / right.columns)),
      xy: averageProduct(before, after),
      yy: averageProduct(after, after),
      ee: averageProduct(error, error),
    },
  };
}

function fitMatrix(method: DmdMethod, forward: Matrix, before: Matrix, after: Matrix): Matrix {
  switch (method) {
    case "projected":
    case "exact":
      return forward;
    case "forward_backward":
      return fitForwardBackward(forward, before, after);
    case "total_least_squares":
      return fitTotalLeastSquares(before, after);
  }
}
