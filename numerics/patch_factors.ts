/**
 * The factors of a patch that operators of every rank share.
 *
 * X = U·Σ·Vᵀ are the snapshots t₁ … t₂ − 1 as columns, Y their successors; with the constant observable X has
 * a row of ones below. C = Y·V and G = UᵥᵀC, where Uᵥ are U's rows of weights and u its row of the constant. The
 * operator of rank r is A = B·Uᵣᵀ with B = Cᵣ·Σᵣ⁻¹, and its reduced matrix Ã = G_{r×r}·Σᵣ⁻¹ (Tu et al. 2014, J. Comput.
 * Dyn. 1; Dogra & Redman 2020, eq. 8).
 */

import { createMatrix, type Matrix, takeColumns } from "./matrix.ts";
import type { PatchArithmetic } from "./patch_precision.ts";
import type { GatheredPatch } from "./patch_gather.ts";
import type { TallFactors } from "./patch_tall.ts";

/** The factors; m is n, or P + 1 in the coordinates of the span of more weights than snapshots. */
export interface PatchFactors {
  /** n. */
  readonly size: number;
  /** n, with the constant n + 1; and P. */
  readonly shape: { readonly rows: number; readonly columns: number };
  /** The coordinates of the span; null when weights are their own. */
  readonly span: TallFactors | null;
  /** σ, largest first, those above 0: k of them. */
  readonly values: Float64Array;
  /** Uᵥ, m × k. */
  readonly left: Matrix;
  /** u, k entries; null without the constant. */
  readonly constant: Float64Array | null;
  /** Vᵀ, k × P. */
  readonly right: Matrix;
  /** C, m × k. */
  readonly after: Matrix;
  /** G, k × k. */
  readonly reduced: Matrix;
  /** Y − C·Vᵀ, m × P: what an operator of full rank leaves. */
  readonly error: Matrix;
  /** Σ‖w⁺‖² over the pairs. */
  readonly square: number;
  /** The last snapshot, m. */
  readonly last: Float64Array;
}

/**
 * Factors one patch.
 *
 * @param gathered its weights, rounded to the precision.
 * @throws KooplineError `numeric.too_large`, `numeric.no_convergence`.
 */
export function factorPatch(
  arithmetic: PatchArithmetic,
  { weights, tall }: GatheredPatch,
  constant: boolean,
): PatchFactors {
  const span = tall ? arithmetic.factorTall(weights) : null;
  const size = tall ? weights.columns : weights.rows;
  const paths = span === null ? weights : span.r;
  const y = dropFirst(paths);
  const m = paths.rows;
  const factors = arithmetic.decomposeSingular(dropLast(paths, constant));
  const k = factors.values.filter((value) => value > 0).length;
  const right = { ...factors.rightTransposed, rows: k };
  const kept = { ...right, data: right.data.subarray(0, k * right.columns) };
  const all = takeColumns(factors.left, k);
  const left = { ...all, rows: m, data: all.data.subarray(0, m * k) };
  const after = arithmetic.multiplyByTransposed(y, kept);
  const explained = arithmetic.multiply(after, kept).data;
  return {
    size,
    shape: { rows: size + Number(constant), columns: y.columns },
    span,
    values: factors.values.slice(0, k),
    left,
    constant: constant ? all.data.slice(m * k, (m + 1) * k) : null,
    right: kept,
    after,
    reduced: arithmetic.multiplyTransposed(left, after),
    error: { ...y, data: y.data.map((value, i) => arithmetic.round(value - explained[i]!)) },
    square: y.data.reduce((sum, value) => sum + value * value, 0),
    last: span === null ? takeLastColumn(paths) : span.reduce(takeLastRow(weights)).data,
  };
}

function takeLastColumn({ rows, columns, data }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => data[(i + 1) * columns - 1]!);
}

function takeLastRow({ rows, columns, data }: Matrix): Matrix {
  return { rows: 1, columns, data: data.slice((rows - 1) * columns) };
}

/** X: all columns but the last, with a row of ones below for the constant. */
function dropLast({ rows, columns, data }: Matrix, constant: boolean): Matrix {
  const x = createMatrix(rows + Number(constant), columns - 1);
  for (let i = 0; i < rows; i++) {
    x.data.set(data.subarray(i * columns, (i + 1) * columns - 1), i * x.columns);
  }
  if (constant) x.data.fill(1, rows * x.columns);
  return x;
}

/** Y: all columns but the first. */
function dropFirst({ rows, columns, data }: Matrix): Matrix {
  const y = createMatrix(rows, columns - 1);
  for (let i = 0; i < rows; i++) {
    y.data.set(data.subarray(i * columns + 1, (i + 1) * columns), i * y.columns);
  }
  return y;
}
