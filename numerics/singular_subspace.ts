/**
 * The largest singular values of a matrix X that is known by its products only, with their left vectors.
 *
 * A block Krylov method with Rayleigh–Ritz and full reorthogonalisation, in the way of Golub, Luk &
 * Overton 1981 (A block Lanczos method for computing the singular values and corresponding singular
 * vectors of a matrix, ACM TOMS 7(2)), whose blocks here are the residuals that are still large, as in
 * Davidson's method (1975) without a preconditioner. With orthonormal columns Q and Xᵀ·Q = V·R, V orthonormal, the factors
 * Rᵀ = u s wᵀ give Ritz values s, left vectors Q·u and residuals r_j = X·(V·w_j) − s_j·Q·u_j. As neither
 * X Xᵀ nor a power of it is formed, σ_j is seen down to rounding of σ₁ and not of σ₁².
 */

import { createMatrix, type Matrix, takeColumns, transpose } from "./matrix.ts";
import { openOrthonormalRows } from "./orthonormal_rows.ts";
import { multiply, multiplyByTransposed } from "./product.ts";
import { multiplyVectors } from "./qr.ts";
import { seedRandom } from "./random.ts";
import { decomposeSingular } from "./svd.ts";

/** A matrix X (n × P) by its products. */
export interface ImplicitMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Gives (Xᵀ·Q)ᵀ, b × P, for Qᵀ, b × n. */
  readonly project: (vectors: Matrix) => Matrix;
  /** Gives (X·V)ᵀ, b × n, for Vᵀ, b × P. */
  readonly combine: (weights: Matrix) => Matrix;
}

/** What is asked for. */
export interface SubspaceOptions {
  /** How many are wanted, given Ritz values, largest first; more than there are asks to go on. */
  readonly countWanted: (values: Float64Array) => number;
  /** About how many that will be. */
  readonly guess: number;
  /** Most basis vectors before the iteration counts as failed. */
  readonly most: number;
}

/** What came out. */
export interface SingularSubspace {
  /** σ, largest first: as many as were wanted, or all that X has. */
  readonly values: Float64Array;
  /** Uᵀ, k × n, as many rows. */
  readonly leftTransposed: Matrix;
  /** Uᵀ·Q, k × m, where column j of Q is the j-th vector that `project` was given. */
  readonly weights: Matrix;
  /** Largest estimated angle between a wanted vector and the one found, in radians. */
  readonly error: number;
  readonly converged: boolean;
}

/** Angle between a wanted singular vector and the found one, in radians, at which the iteration ends. */
const TOLERANCE = 1e-7;
/** What rounding leaves of a residual, in units of σ₁. */
const ROUNDING = 64 * Number.EPSILON;
/** Singular values below this part of σ₁ are known to be small, but rounding keeps them from `TOLERANCE`. */
export const SMALLEST_VISIBLE = 1e-6;
/** Residuals followed at once: narrow blocks need the fewest products, single ones waste the kernel. */
const BLOCK = 4;
/** Start vectors beyond the wanted, so that the gap behind the last is seen at once. */
const OVERSAMPLING = 2;

/**
 * Finds the largest singular values and their left vectors.
 *
 * It ends when each estimated angle ‖r_j‖·σ_j/(σ_j² − σ²_{k+1}) is at most 1e-7 or at rounding, when the
 * matrix has no further direction, or with `converged: false` at `most` basis vectors. The start is
 * random from a fixed seed, with more vectors than are wanted, so that all of a multiple σ are met.
 *
 * @throws KooplineError `numeric.not_finite`, `numeric.no_convergence` from small decompositions.
 */
export function findSingularSubspace(
  x: ImplicitMatrix,
  options: SubspaceOptions,
): SingularSubspace {
  const space = openSpace(x);
  const wide = Math.min(options.guess + OVERSAMPLING, x.rows, x.columns);
  space.extend(x.combine(drawWeights(wide, x.columns, 0)));
  for (let step = 1;; step++) {
    const { values, ...ritz } = space.findRitz(options.countWanted);
    const wanted = ritz.leftTransposed.rows;
    const angles = estimateAngles(values, ritz.residuals);
    const found = {
      values: values.slice(0, wanted),
      leftTransposed: ritz.leftTransposed,
      weights: ritz.weights,
      error: Math.max(0, ...angles),
    };
    const lacks = options.countWanted(values) > wanted;
    const open = orderOpen(angles, lacks);
    if (open.length === 0) return { ...found, converged: true };
    if (space.size() >= options.most) return { ...found, converged: false };
    if (space.extend(pickRows(ritz.residuals, open.slice(0, BLOCK)))) continue;
    // The residuals are rounding. Unless vectors are lacking, those found are exact; else any new ones do.
    const exact = { ...found, error: 0, converged: true };
    if (!lacks || !space.extend(x.combine(drawWeights(BLOCK, x.columns, step)))) return exact;
  }
}

/** Numbers of the residuals to follow, worst first; the last ones when vectors are lacking and all is done. */
function orderOpen(angles: readonly number[], lacks: boolean): number[] {
  const all = angles.map((_, j) => j);
  const open = all.filter((j) => angles[j]! > TOLERANCE);
  if (open.length === 0 && lacks) return all.reverse();
  return open.sort((a, b) => angles[b]! - angles[a]! || a - b);
}

function estimateAngles(values: Float64Array, residuals: Matrix): number[] {
  const largest = values[0] ?? 0;
  const next = values[residuals.rows] ?? 0;
  return Array.from({ length: residuals.rows }, (_, j) => {
    const residual = measureRow(residuals, j);
    const value = values[j]!;
    const isVisible = value > SMALLEST_VISIBLE * largest;
    if (residual <= (isVisible ? ROUNDING : SMALLEST_VISIBLE / 10) * largest) return 0;
    const ratio = next / value;
    return residual / (value * (1 - ratio * ratio));
  });
}

/** The spaces that have been built, and what the matrix does to them. */
interface KrylovSpace {
  /** Number of basis vectors. */
  size(): number;
  /** Adds what is new in a block of left vectors (b × n, changed); false if nothing is. */
  extend(block: Matrix): boolean;
  /** Gives Ritz values, and left vectors and residuals (k × n) of those that are wanted. */
  findRitz(countWanted: SubspaceOptions["countWanted"]): {
    readonly values: Float64Array;
    readonly leftTransposed: Matrix;
    readonly weights: Matrix;
    readonly residuals: Matrix;
  };
}

function openSpace(x: ImplicitMatrix): KrylovSpace {
  const left = openOrthonormalRows(x.rows);
  const right = openOrthonormalRows(x.columns);
  /** (X·V)ᵀ, p × n. */
  let images = createMatrix(0, x.rows);
  /** Rows of Rᵀ: (Xᵀ·q_j)ᵀ along V, as long as V was then. */
  const coefficients: Float64Array[] = [];
  let largest = 0;
  return {
    size: () => left.matrix.rows,
    extend(block) {
      for (let r = 0; r < block.rows; r++) largest = Math.max(largest, measureRow(block, r));
      const added = left.append(block, ROUNDING * largest);
      if (added.rows === 0) return false;
      const projected = x.project(added);
      const fresh = right.append(
        { ...projected, data: projected.data.slice() },
        ROUNDING * largest,
      );
      if (fresh.rows > 0) images = stackRows(images, x.combine(fresh));
      const along = multiplyByTransposed(projected, right.matrix);
      for (let r = 0; r < along.rows; r++) coefficients.push(readRow(along, r));
      return true;
    },
    findRitz(countWanted) {
      const reduced = createMatrix(coefficients.length, right.matrix.rows);
      coefficients.forEach((row, j) => reduced.data.set(row, j * reduced.columns));
      if (reduced.data.length === 0) {
        const none = createMatrix(0, x.rows);
        return {
          values: new Float64Array(),
          leftTransposed: none,
          weights: createMatrix(0, 0),
          residuals: none,
        };
      }
      const factors = decomposeSingular(reduced);
      const { values } = factors;
      const count = Math.min(values.length, countWanted(values));
      const weights = transpose(takeColumns(factors.left, count));
      const leftTransposed = multiply(weights, left.matrix);
      const residuals = multiply(takeRows(factors.rightTransposed, count), images);
      for (let i = 0; i < residuals.data.length; i++) {
        const value = values[Math.floor(i / x.rows)]!;
        residuals.data[i] = residuals.data[i]! - value * leftTransposed.data[i]!;
      }
      return { values, leftTransposed, weights, residuals };
    },
  };
}

/** Draws rows of length about 1. */
function drawWeights(rows: number, columns: number, number: number): Matrix {
  const stream = seedRandom("singular_subspace")(String(number));
  const weights = createMatrix(rows, columns);
  const size = Math.sqrt(3 / columns);
  for (let i = 0; i < weights.data.length; i++) weights.data[i] = stream.uniform(-size, size);
  return weights;
}

function measureRow(matrix: Matrix, row: number): number {
  const entries = readRow(matrix, row);
  return Math.sqrt(multiplyVectors(entries, entries));
}

function readRow({ columns, data }: Matrix, row: number): Float64Array {
  return data.subarray(row * columns, (row + 1) * columns);
}

function takeRows({ columns, data }: Matrix, count: number): Matrix {
  return { rows: count, columns, data: data.subarray(0, count * columns) };
}

function pickRows(matrix: Matrix, rows: readonly number[]): Matrix {
  const picked = createMatrix(rows.length, matrix.columns);
  rows.forEach((row, r) => picked.data.set(readRow(matrix, row), r * matrix.columns));
  return picked;
}

function stackRows(a: Matrix, b: Matrix): Matrix {
  const data = new Float64Array(a.data.length + b.data.length);
  data.set(a.data);
  data.set(b.data, a.data.length);
  return { rows: a.rows + b.rows, columns: b.columns, data };
}
