/**
 * The operator of a patch at one rank, and how it is applied: A = B·Uᵀ, so A^k·w = B·Ã^{k−1}·Uᵀw.
 *
 * With h₁ = Uᵥᵀ·w + u the weights after k ≥ 1 applications are B·h_k, h_{k+1} = Ã·h_k + u; without the constant u is 0.
 * The constant's own row of A, which truncation spoils, is replaced by that of the identity: the constant
 * stays exactly 1. A projection multiplies from the left by K and adds k (`patch_projection.ts`):
 * h₁ = K(Uᵥᵀ·w + u) + k, h_{k+1} = K(Ã·h_k + u) + k.
 */

import { createMatrix, type Matrix, takeColumns } from "./matrix.ts";
import type { PatchArithmetic } from "./patch_precision.ts";
import { findDominant } from "./patch_dominant.ts";
import type { PatchFactors } from "./patch_factors.ts";
import { projectEigenvalues, type Projection } from "./patch_projection.ts";
import { measureResidual } from "./patch_spectrum.ts";

/** What there is to say about the operator of a patch. */
export interface PatchSummary {
  /** Weights in the patch, n. */
  readonly size: number;
  /** Singular values kept, r. */
  readonly rank: number;
  /** σ₁/σ_r; 1 at rank 0. */
  readonly condition: number;
  /** The largest |λ|, after projection; with the constant observable, besides that observable's own 1; NaN when not asked for. */
  readonly radius: number;
  /** ResDMD residual of that eigenpair in units of |λ|·‖g‖; NaN where λ or g is 0, and when not asked for. */
  readonly residual: number;
  /** √(Σ‖w⁺ − A·w‖²/Σ‖w⁺‖²) over the pairs, before projection; 0 where all successors are 0. */
  readonly defect: number;
}

/** An operator ready to be applied. */
export interface PatchOperator {
  /** r × r: Ã. */
  readonly reduced: Matrix;
  /** r × r: K·Ã. */
  readonly transition: Matrix;
  /** r: K·u + k. */
  readonly offset: Float64Array;
  /** B, m × r. */
  readonly basis: Matrix;
  /** Gives h₁ of weights in the coordinates of the factors, m. */
  enter(weights: Float64Array): Float64Array;
}

/** Makes the operator of rank r from the factors of a patch. */
export function makeOperator(
  arithmetic: PatchArithmetic,
  factors: PatchFactors,
  rank: number,
  projection: "none" | "unit_circle",
): PatchOperator {
  const left = takeColumns(factors.left, rank);
  const constant = factors.constant?.slice(0, rank) ?? null;
  const basis = divideColumns(arithmetic, takeColumns(factors.after, rank), factors.values);
  const square = takeSquare(factors.reduced, rank);
  const reduced = divideColumns(arithmetic, square, factors.values);
  const projected = projection === "none" ? null : projectEigenvalues(reduced, constant);
  const turned = (vector: Float64Array) => turn(arithmetic, projected, vector);
  return {
    reduced,
    transition: projected === null ? reduced : arithmetic.multiply(projected.factor, reduced),
    offset: turned(constant ?? new Float64Array(rank)),
    basis,
    enter: (weights) => {
      const column = { rows: weights.length, columns: 1, data: weights };
      const inside = arithmetic.multiplyTransposed(left, column).data;
      return turned(inside.map((value, i) => arithmetic.round(value + (constant?.[i] ?? 0))));
    },
  };
}

/** K·v + k. */
function turn(
  arithmetic: PatchArithmetic,
  projection: Projection | null,
  vector: Float64Array,
): Float64Array {
  if (projection === null) return vector;
  const column = { rows: vector.length, columns: 1, data: vector };
  const turned = arithmetic.multiply(projection.factor, column).data;
  return turned.map((value, i) => arithmetic.round(value + projection.shift[i]!));
}

function takeSquare(a: Matrix, count: number): Matrix {
  return takeColumns({ ...a, rows: count, data: a.data.subarray(0, count * a.columns) }, count);
}

function divideColumns({ round }: PatchArithmetic, a: Matrix, by: Float64Array): Matrix {
  const result = createMatrix(a.rows, a.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.columns; j++) {
      result.data[i * a.columns + j] = round(a.data[i * a.columns + j]! / by[j]!);
    }
  }
  return result;
}

/**
 * Says what there is to say about an operator. An eigenvalue is looked for, which takes about as long as the fit.
 *
 * @param projection as the operator was made with.
 * @param eigenvalues whether it is looked for; radius and residual are NaN without.
 */
export function summariseOperator(
  factors: PatchFactors,
  { reduced }: Pick<PatchOperator, "reduced">,
  projection: "none" | "unit_circle",
  eigenvalues = true,
): PatchSummary {
  const { size, values, square } = factors;
  const rank = reduced.rows;
  const defect = square === 0 ? 0 : Math.sqrt(factors.measureDefect(rank) / square);
  if (rank === 0) return { size, rank, condition: 1, radius: 0, residual: NaN, defect };
  const condition = values[0]! / values[rank - 1]!;
  if (!eigenvalues) return { size, rank, condition, radius: NaN, residual: NaN, defect };
  const dominant = findDominant(whiten(reduced, values));
  const kept = projection === "none" ? dominant.modulus : Math.min(1, dominant.modulus);
  return {
    size,
    rank,
    condition,
    radius: kept,
    residual: measureResidual(factors, dominant, kept),
    defect,
  };
}

/** Σ⁻¹·Ã·Σ: Ã in coordinates of equal size on the data, where it is nearly normal and its eigenvectors are well told apart. */
export function whiten({ rows: r, data }: Matrix, values: Float64Array): Matrix {
  const entry = (i: number) => data[i]! * values[i % r]! / values[Math.floor(i / r)]!;
  return { rows: r, columns: r, data: Float64Array.from(data, (_, i) => entry(i)) };
}
