/**
 * QR with column pivoting, A·Π = Q·R, by modified Gram–Schmidt with reorthogonalisation.
 *
 * Björck 1994, Numerics of Gram–Schmidt orthogonalization, Linear Algebra Appl. 197–198; "twice is
 * enough" (Giraud et al. 2005). Pivoting takes the longest remaining column first, so that R's rows
 * fall in size and a Jacobi iteration on R converges in few sweeps.
 */

import { createMatrix, type Matrix } from "./matrix.ts";

/** Columns shorter than this count as zero: their squares would leave the range of doubles. */
const SHORTEST = 1e-140;

/** The factors of an m × n matrix with m ≥ n, whose columns are given as rows. */
export interface QrFactors {
  /** Qᵀ, n × m; rows beyond the numerical rank are zero. */
  readonly qTransposed: Matrix;
  /** R, n × n, upper triangular. */
  readonly r: Matrix;
  /** Column j of A·Π is column order[j] of A. */
  readonly order: Int32Array;
}

/**
 * Factors a matrix.
 *
 * @param columns its transpose, n × m: row j holds column j; finite, near 1 in its largest magnitude. A
 * column that is a combination of longer ones to within n·2⁻⁵² of its own length counts as one exactly.
 */
export function factorQr(columns: Matrix): QrFactors {
  const { rows: n, columns: m } = columns;
  const rest = Array.from(
    { length: n },
    (_, j) => columns.data.slice(j * m, (j + 1) * m),
  );
  const lengths = rest.map(measureLength);
  const order = Int32Array.from({ length: n }, (_, j) => j);
  const r = createMatrix(n, n);
  const qTransposed = createMatrix(n, m);
  for (let j = 0; j < n; j++) {
    bringLongest(rest, order, r, j);
    const vector = rest[j]!;
    const length = orthogonalise(vector, qTransposed, r, j);
    if (length <= Math.max(SHORTEST, n * Number.EPSILON * lengths[order[j]!]!)) {
      continue;
    }
    r.data[j * n + j] = length;
    const q = qTransposed.data.subarray(j * m, (j + 1) * m);
    for (let i = 0; i < m; i++) q[i] = vector[i]! / length;
    for (let k = j + 1; k < n; k++) r.data[j * n + k] = subtractAlong(rest[k]!, q);
  }
  return { qTransposed, r, order };
}

/** Swaps the longest of the columns j, j + 1, … to place j. */
function bringLongest(rest: Float64Array[], order: Int32Array, r: Matrix, j: number): void {
  let longest = j;
  let most = -1;
  for (let k = j; k < rest.length; k++) {
    const square = multiplyVectors(rest[k]!, rest[k]!);
    if (square > most) [most, longest] = [square, k];
  }
  if (longest === j) return;
  [rest[j], rest[longest]] = [rest[longest]!, rest[j]!];
  [order[j], order[longest]] = [order[longest]!, order[j]!];
  for (let i = 0; i < j; i++) {
    const [here, there] = [i * r.columns + j, i * r.columns + longest];
    [r.data[here], r.data[there]] = [r.data[there]!, r.data[here]!];
  }
}

/** Takes rounding's share of the first j directions out of a vector; gives the length that is left. */
function orthogonalise(vector: Float64Array, qTransposed: Matrix, r: Matrix, j: number): number {
  const m = vector.length;
  let length = measureLength(vector);
  for (let pass = 0; pass < 3; pass++) {
    for (let i = 0; i < j; i++) {
      const q = qTransposed.data.subarray(i * m, (i + 1) * m);
      const place = i * r.columns + j;
      r.data[place] = r.data[place]! + subtractAlong(vector, q);
    }
    const left = measureLength(vector);
    if (left > 0.5 * length) return left;
    length = left;
  }
  return length;
}

/** Subtracts the part of a vector along a unit vector and gives that part's size. */
function subtractAlong(vector: Float64Array, unit: Float64Array): number {
  const size = multiplyVectors(vector, unit);
  for (let i = 0; i < vector.length; i++) vector[i] = vector[i]! - size * unit[i]!;
  return size;
}

function measureLength(vector: Float64Array): number {
  return Math.sqrt(multiplyVectors(vector, vector));
}

/** Gives the dot product of two vectors, summed in order. */
export function multiplyVectors(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
