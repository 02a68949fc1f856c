/**
 * The thin singular value decomposition X = U Σ Vᵀ: pivoted QR, then one-sided Jacobi on R.
 *
 * Drmač & Veselić 2008, New fast and accurate Jacobi SVD algorithm I, SIAM J. Matrix Anal. Appl. 29(4).
 * Chosen over a library: ml-matrix 6.15.1 gives wrong factors for shift-like matrices with tiny
 * entries, which delay embedding of decaying data makes.
 */

import { KooplineError } from "../schemas/error.ts";
import { assertFinite } from "./finite.ts";
import { createMatrix, type Matrix, multiply, transpose } from "./matrix.ts";
import { factorQr, multiplyVectors } from "./qr.ts";
import { findLargest, floorPowerOfTwo } from "./scale.ts";

/** The factors of an n × P matrix; r = min(n, P). */
export interface SingularFactors {
  /** U, n × r, orthonormal columns; a column whose σ is 0 may be zero. */
  readonly left: Matrix;
  /** σ, largest first. */
  readonly values: Float64Array;
  /** Vᵀ, r × P, orthonormal rows; a row whose σ is 0 may be zero. */
  readonly rightTransposed: Matrix;
}

/** Sweeps until an iteration counts as failed; ten are many. */
const MOST_SWEEPS = 60;

/**
 * Decomposes a matrix. Singular values below about 1e-140·σ₁ come out as 0.
 *
 * @param x n × P, any orientation, not empty.
 * @throws KooplineError `numeric.not_finite`, `numeric.no_convergence`.
 */
export function decomposeSingular(x: Matrix): SingularFactors {
  assertFinite(x.data, (i) => `row ${Math.floor(i / x.columns)}, column ${i % x.columns}`);
  if (x.rows <= x.columns) return decomposeWide(x);
  const { left, values, rightTransposed } = decomposeWide(transpose(x));
  return { left: transpose(rightTransposed), values, rightTransposed: transpose(left) };
}

/** Decomposes X with n ≤ P: Xᵀ·Π = Q·R and J·R = Σ·Wᵀ give U = Π·W and Vᵀ = J·Qᵀ. */
function decomposeWide(x: Matrix): SingularFactors {
  const n = x.rows;
  const scale = floorPowerOfTwo(findLargest(x.data));
  const scaled: Matrix = { ...x, data: x.data.map((value) => value / scale) };
  const { qTransposed, r, order } = factorQr(scaled);
  const rotation = createMatrix(n, n);
  for (let i = 0; i < n; i++) rotation.data[i * n + i] = 1;
  const rows = splitRows(r);
  orthogonaliseRows(rows, splitRows(rotation));
  const lengths = rows.map((row) => Math.sqrt(multiplyVectors(row, row)));
  const falling = lengths.map((_, i) => i).sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const left = createMatrix(n, n);
  const sorted = createMatrix(n, n);
  falling.forEach((from, to) => {
    sorted.data.set(rotation.data.subarray(from * n, (from + 1) * n), to * n);
    if (lengths[from] === 0) return;
    for (let i = 0; i < n; i++) left.data[order[i]! * n + to] = rows[from]![i]! / lengths[from]!;
  });
  return {
    left,
    values: Float64Array.from(falling, (from) => lengths[from]! * scale),
    rightTransposed: multiply(sorted, qTransposed),
  };
}

function splitRows({ rows, columns, data }: Matrix): Float64Array[] {
  return Array.from({ length: rows }, (_, i) => data.subarray(i * columns, (i + 1) * columns));
}

/** Rotates pairs of rows until all are orthogonal, and the rows of `rotation` along with them. */
function orthogonaliseRows(rows: readonly Float64Array[], rotation: readonly Float64Array[]): void {
  let worst = 0;
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    // Lengths follow the rotations within a sweep and are measured anew for the next.
    const squares = Float64Array.from(rows, (row) => multiplyVectors(row, row));
    worst = 0;
    for (let p = 0; p < rows.length; p++) {
      for (let q = p + 1; q < rows.length; q++) {
        const product = multiplyVectors(rows[p]!, rows[q]!);
        const cosine = Math.abs(product) / (Math.sqrt(squares[p]!) * Math.sqrt(squares[q]!));
        // Also false when a row is zero, where the cosine is 0/0.
        if (!(cosine > rows.length * Number.EPSILON)) continue;
        worst = Math.max(worst, cosine);
        const tangent = findTangent((squares[q]! - squares[p]!) / (2 * product));
        rotate(rows[p]!, rows[q]!, tangent);
        rotate(rotation[p]!, rotation[q]!, tangent);
        squares[p] = squares[p]! - tangent * product;
        squares[q] = squares[q]! + tangent * product;
      }
    }
    if (worst === 0) return;
  }
  throw new KooplineError({
    code: "numeric.no_convergence",
    expected: `orthogonal vectors after ${MOST_SWEEPS} Jacobi sweeps`,
    found: `a cosine of ${worst}`,
  });
}

/** The tangent of the smaller rotation angle: t = sign(ζ) / (|ζ| + √(1 + ζ²)). */
function findTangent(zeta: number): number {
  const size = Math.abs(zeta);
  const tangent = size > 1e8 ? 0.5 / size : 1 / (size + Math.sqrt(1 + size * size));
  return zeta < 0 ? -tangent : tangent;
}

function rotate(a: Float64Array, b: Float64Array, tangent: number): void {
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = cosine * tangent;
  for (let i = 0; i < a.length; i++) {
    const u = a[i]!;
    const v = b[i]!;
    a[i] = cosine * u - sine * v;
    b[i] = sine * u + cosine * v;
  }
}
