/**
 * The factors of a patch that operators of every rank share.
 *
 * X = U·Σ·Vᵀ are the snapshots t₁ … t₂ − 1 as columns, Y their successors; with the constant observable X has
 * a row of ones below. C = Y·V and G = UᵥᵀC, where Uᵥ are U's rows of weights and u its row of the constant. The
 * operator of rank r is A = B·Uᵣᵀ with B = Cᵣ·Σᵣ⁻¹, and its reduced matrix Ã = G_{r×r}·Σᵣ⁻¹ (Tu et al. 2014, J. Comput.
 * Dyn. 1; Dogra & Redman 2020, eq. 8).
 */

import { createMatrix, type Matrix, takeColumns, takeRows, transpose } from "./matrix.ts";
import type { PatchArithmetic } from "./patch_precision.ts";
import type { GatheredPatch } from "./patch_gather.ts";
import type { TallFactors } from "./patch_tall.ts";

/** With so many times more pairs than rows, pairs are compressed first. */
const FEW = 4;
/** From this ratio of pairs to X's rows, and this many rows, pairs are turned first. */
const RATIO = 1.5;
const MANY = 32;

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
  /** Vᵀ, k × at most `pairs`: what is missing is 0. */
  readonly right: Matrix;
  /** C, m × k. */
  readonly after: Matrix;
  /** G, k × k. */
  readonly reduced: Matrix;
  /** Entries of a row over the pairs: P, or fewer where pairs were compressed. Sums of products of two rows are what counts. */
  readonly pairs: number;
  /** The constant's row of X, at most `pairs` entries: what is missing is 0. */
  readonly ones: Float64Array;
  /** Gives Y − C·Vᵀ, m × `pairs`: what an operator of full rank leaves. */
  measureError(): Matrix;
  /** Gives Σ‖w⁺ − A·w‖² over the pairs for the operator of a rank. */
  measureDefect(rank: number): number;
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
  const paths = span === null ? weights : span.r;
  const { x, y, ones } = makePairs(arithmetic, paths, constant);
  const m = paths.rows;
  const factors = arithmetic.decomposeSingular(x);
  const k = factors.values.filter((value) => value > 0).length;
  const right = takeRows(factors.rightTransposed, 0, k);
  const all = takeColumns(factors.left, k);
  const left = takeRows(all, 0, m);
  const inside = y.columns === x.columns ? y : takeColumns(y, x.columns);
  const after = arithmetic.multiplyByTransposed(inside, right);
  const size = tall ? weights.columns : weights.rows;
  const measureError = remember(() => subtractProduct(arithmetic, y, after, right));
  return {
    size,
    shape: { rows: size + Number(constant), columns: paths.columns - 1 },
    span,
    values: factors.values.slice(0, k),
    left,
    constant: constant ? takeRows(all, m, m + 1).data : null,
    right,
    pairs: y.columns,
    ones,
    after,
    reduced: arithmetic.multiplyTransposed(left, after),
    measureError,
    measureDefect: openDefect(after, measureError),
    square: sumSquares(y.data),
    last: span === null ? takeLastColumn(paths) : span.reduce(takeLastRow(weights)).data,
  };
}

/** Y − C·Vᵀ. As many right vectors as they have entries leave nothing of these. */
function subtractProduct(
  { multiply, round }: PatchArithmetic,
  y: Matrix,
  after: Matrix,
  right: Matrix,
): Matrix {
  const error = { ...y, data: y.data.slice() };
  const width = right.columns;
  const explained = right.rows === width ? null : multiply(after, right).data;
  for (let i = 0; i < y.rows; i++) {
    for (let t = 0; t < width; t++) {
      const place = i * y.columns + t;
      const value = error.data[place]!;
      error.data[place] = explained === null ? 0 : round(value - explained[i * width + t]!);
    }
  }
  return error;
}

/** What a smaller rank leaves beside what the full one leaves: C's other columns, at right angles to it. */
function openDefect(after: Matrix, measureError: () => Matrix): (rank: number) => number {
  const full = remember(() => sumSquares(measureError().data));
  const squares = remember(() => {
    const sums = new Float64Array(after.columns);
    after.data.forEach((value, i) => {
      sums[i % after.columns] = sums[i % after.columns]! + value * value;
    });
    return sums;
  });
  return (rank) => squares().subarray(rank).reduce((sum, square) => sum + square, full());
}

/** X with the row of the constant, Y, and that row; X's rows may be shorter, where what is missing is 0. */
interface Pairs {
  readonly x: Matrix;
  readonly y: Matrix;
  readonly ones: Float64Array;
}

/**
 * Makes the pairs. Few rows over many pairs are expressed in coordinates of the space they span, which changes no product
 * of two rows: [X; Y]ᵀ = Q·R, and R's columns take the place of the rows. Of more rows X alone is made triangular so, and
 * Y turned by all of the same reflections.
 */
function makePairs(arithmetic: PatchArithmetic, paths: Matrix, constant: boolean): Pairs {
  const pairs = paths.columns - 1;
  const own = paths.rows + Number(constant);
  const rows = own + paths.rows;
  if (FEW * rows > pairs) {
    const x = createMatrix(own, pairs);
    const y = createMatrix(paths.rows, pairs);
    copyPairs(paths, x.data, y.data);
    if (own < MANY || pairs < RATIO * own) {
      return { x, y, ones: new Float64Array(pairs).fill(1) };
    }
    const { r, turn } = arithmetic.factorTall(x);
    const short = transpose(r);
    return { x: short, y: turn(y), ones: takeRows(short, own - 1, own).data };
  }
  const short = transpose(arithmetic.takePairTriangle(paths, constant));
  return {
    x: takeRows(short, 0, own),
    y: takeRows(short, own, rows),
    ones: short.data.slice((own - 1) * rows, own * rows),
  };
}

/** X: all columns but the last, and ones below if there is room; Y: all columns but the first. */
function copyPairs({ rows, columns, data }: Matrix, x: Float64Array, y: Float64Array): void {
  const pairs = columns - 1;
  for (let i = 0; i < rows; i++) {
    x.set(data.subarray(i * columns, i * columns + pairs), i * pairs);
    y.set(data.subarray(i * columns + 1, (i + 1) * columns), i * pairs);
  }
  x.fill(1, rows * pairs);
}

function sumSquares(numbers: Float64Array): number {
  let sum = 0;
  for (const value of numbers) sum += value * value;
  return sum;
}

/** Computes a value when it is first asked for. */
function remember<T>(compute: () => T): () => T {
  let value: T | undefined;
  return () => value ??= compute();
}

function takeLastColumn({ rows, columns, data }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => data[(i + 1) * columns - 1]!);
}

function takeLastRow({ rows, columns, data }: Matrix): Matrix {
  return { rows: 1, columns, data: data.slice((rows - 1) * columns) };
}
