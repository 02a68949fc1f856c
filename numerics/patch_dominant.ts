/**
 * The eigenvalue of largest modulus and its left eigenvector.
 *
 * Small matrices are decomposed. Of larger ones Arnoldi's method (1951, Quart. Appl. Math. 9) finds it in Krylov spaces
 * of Ãᵀ: extreme eigenvalues converge first. Operators of trainings have many near the unit circle, which converge in those
 * of Ã^128: the power draws them apart, and has the same eigenvectors. An eigenpair counts when ‖l·Ã − λ·l‖ is at most
 * 1e-10·|λ|·‖l‖, so that it belongs exactly to a matrix that differs from Ã by so little; if none does, the whole matrix
 * is decomposed.
 */

import type { ComplexVector } from "./complex_matrix.ts";
import { decomposeEigen } from "./eigen.ts";
import { createMatrix, type Matrix } from "./matrix.ts";
import { measureModulus } from "./order.ts";
import { multiply } from "./product.ts";
import { multiplyVectors } from "./qr.ts";
import { findLargest, floorPowerOfTwo } from "./scale.ts";

/** An eigenvalue with its left eigenvector l, as a row. */
export interface DominantPair {
  readonly re: number;
  readonly im: number;
  readonly modulus: number;
  readonly left: ComplexVector;
}

/** Up to this size a whole decomposition is as fast. */
const SMALL = 96;
/** Sizes of Krylov spaces at which Ritz pairs are looked at, for Ã and for its power. */
const SIZES = [48, 96];
const POWER_SIZES = [48, 96, 160, 240];
/** Ã is squared so many times. */
const SQUARINGS = 7;
/** Residual of a Ritz pair in units of |θ|, and of an eigenpair in units of |λ|·‖l‖. */
const RITZ_TOLERANCE = 1e-11;
const TOLERANCE = 1e-10;

/** Finds the eigenvalue with the largest modulus of an r × r matrix, r ≥ 1, in doubles. */
export function findDominant(matrix: Matrix): DominantPair {
  if (matrix.rows === 1) return takeOnly(matrix.data[0]!);
  if (matrix.rows <= SMALL) return findByDecomposition(matrix);
  return findByKrylov(matrix, matrix, SIZES) ??
    findByKrylov(matrix, raise(matrix), POWER_SIZES) ??
    findByDecomposition(matrix);
}

function takeOnly(value: number): DominantPair {
  const left = { re: Float64Array.of(1), im: Float64Array.of(0) };
  return { re: value, im: 0, modulus: Math.abs(value), left };
}

/** Ã^128 but for a factor. */
function raise(matrix: Matrix): Matrix {
  let power = matrix;
  for (let k = 0; k < SQUARINGS; k++) {
    const scale = floorPowerOfTwo(findLargest(power.data));
    const scaled = { ...power, data: power.data.map((value) => value / scale) };
    power = multiply(scaled, scaled);
  }
  return power;
}

function findByDecomposition(matrix: Matrix): DominantPair {
  const { re, im, left } = decomposeEigen(matrix);
  const row = {
    re: left.re.data.slice(0, matrix.rows),
    im: left.im.data.slice(0, matrix.rows),
  };
  return { re: re[0]!, im: im[0]!, modulus: measureModulus(re[0]!, im[0]!), left: row };
}

/** An orthonormal basis of a Krylov space and what Ãᵀ is in it. */
interface KrylovSpace {
  readonly basis: Float64Array[];
  /** h[j] holds column j of the Hessenberg matrix, j + 2 entries. */
  readonly columns: Float64Array[];
}

/** Looks for the pair in Krylov spaces of a power's transpose. */
function findByKrylov(
  matrix: Matrix,
  power: Matrix,
  sizes: readonly number[],
): DominantPair | null {
  const space: KrylovSpace = { basis: [makeStart(matrix.rows)], columns: [] };
  for (const size of sizes) {
    while (space.columns.length < size) {
      extendSpace(power, space);
      if (space.columns.at(-1)!.at(-1) === 0) return null;
    }
    const left = takeRitzVector(space);
    if (left !== null) return takePair(matrix, left);
  }
  return null;
}

/** The eigenvalue λ = l·Ã·lᴴ/l·lᴴ of a left eigenvector, if it is one. */
function takePair(matrix: Matrix, left: ComplexVector): DominantPair | null {
  const moved = { re: applyTransposed(matrix, left.re), im: applyTransposed(matrix, left.im) };
  const square = multiplyVectors(left.re, left.re) + multiplyVectors(left.im, left.im);
  const re = (multiplyVectors(moved.re, left.re) + multiplyVectors(moved.im, left.im)) / square;
  const im = (multiplyVectors(moved.im, left.re) - multiplyVectors(moved.re, left.im)) / square;
  const modulus = measureModulus(re, im);
  let rest = 0;
  for (let i = 0; i < left.re.length; i++) {
    const [a, b] = [left.re[i]!, left.im[i]!];
    const [u, v] = [moved.re[i]! - re * a + im * b, moved.im[i]! - re * b - im * a];
    rest += u * u + v * v;
  }
  // NaN is no eigenpair either.
  if (!(rest <= TOLERANCE * TOLERANCE * modulus * modulus * square)) return null;
  return { re, im, modulus, left };
}

function applyTransposed({ rows: r, data }: Matrix, vector: Float64Array): Float64Array {
  const sum = new Float64Array(r);
  for (let i = 0; i < r; i++) addTo(sum, data.subarray(i * r, (i + 1) * r), vector[i]!);
  return sum;
}

/** A vector with a part along every direction. */
function makeStart(r: number): Float64Array {
  const start = Float64Array.from({ length: r }, (_, i) => 1 + (i * 7919 % 101) / 101);
  const length = Math.sqrt(multiplyVectors(start, start));
  return start.map((value) => value / length);
}

/** Adds Ãᵀ·v of the last vector, made orthogonal twice (Giraud et al. 2005, Numer. Math. 101: twice is enough). */
function extendSpace(matrix: Matrix, { basis, columns }: KrylovSpace): void {
  const next = applyTransposed(matrix, basis.at(-1)!);
  const column = new Float64Array(basis.length + 1);
  const before = Math.sqrt(multiplyVectors(next, next));
  for (let pass = 0; pass < 2; pass++) {
    basis.forEach((vector, j) => {
      const share = multiplyVectors(vector, next);
      column[j] = column[j]! + share;
      addTo(next, vector, -share);
    });
  }
  const length = Math.sqrt(multiplyVectors(next, next));
  // What rounding leaves of a vector in the space is not a new direction.
  const isNew = length > matrix.rows * Number.EPSILON * before;
  column[basis.length] = isNew ? length : 0;
  columns.push(column);
  basis.push(isNew ? next.map((value) => value / length) : next);
}

function addTo(sum: Float64Array, vector: Float64Array, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + factor * vector[i]!;
}

/** The Ritz vector of the largest modulus, if it has converged. */
function takeRitzVector({ basis, columns }: KrylovSpace): ComplexVector | null {
  const m = columns.length;
  const hessenberg = createMatrix(m, m);
  columns.forEach((column, j) => {
    for (let i = 0; i < Math.min(m, column.length); i++) hessenberg.data[i * m + j] = column[i]!;
  });
  const { re, im, right } = decomposeEigen(hessenberg);
  const last = measureModulus(right.re.data[(m - 1) * m]!, right.im.data[(m - 1) * m]!);
  if (columns[m - 1]![m]! * last > RITZ_TOLERANCE * measureModulus(re[0]!, im[0]!)) return null;
  const left = { re: new Float64Array(basis[0]!.length), im: new Float64Array(basis[0]!.length) };
  for (let j = 0; j < m; j++) {
    addTo(left.re, basis[j]!, right.re.data[j * m]!);
    addTo(left.im, basis[j]!, right.im.data[j * m]!);
  }
  return left;
}
