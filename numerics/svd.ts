/**
 * The thin singular value decomposition X = U Σ Vᵀ, computed in the kernel
 * (`kernels/linear_algebra_singular.ts`), whose two ways are chosen by the condition number κ of X.
 *
 * - κ ≤ 2¹⁶ and more than 32 rows: eigenvectors of X·Xᵀ, then one-sided Jacobi for the rounding they leave.
 * - else: pivoted QR, then one-sided Jacobi on R (Drmač & Veselić 2008, New fast and accurate Jacobi SVD
 *   algorithm I, SIAM J. Matrix Anal. Appl. 29(4)), which keeps the relative accuracy of tiny values.
 *
 * Chosen over a library: ml-matrix 6.15.1 gives wrong factors for shift-like matrices with tiny
 * entries, which delay embedding of decaying data makes.
 */

import * as kernel from "../kernels/linear_algebra.wasm";
import { KooplineError } from "../schemas/error.ts";
import { assertFinite } from "./finite.ts";
import { borrowMemory, placeScaled, PRODUCT_SCRATCH } from "./kernel_memory.ts";
import { createMatrix, type Matrix, transpose } from "./matrix.ts";
import { assertMemory } from "./memory.ts";

/** The factors of an n × P matrix; r = min(n, P). */
export interface SingularFactors {
  /** U, n × r, orthonormal columns; a column whose σ is 0 may be zero. */
  readonly left: Matrix;
  /** σ, largest first. */
  readonly values: Float64Array;
  /** Vᵀ, r × P, orthonormal rows; a row whose σ is 0 may be zero. */
  readonly rightTransposed: Matrix;
}

/**
 * Decomposes a matrix. Singular values below about 1e-140·σ₁ come out as 0.
 *
 * @param x n × P, any orientation, not empty.
 * @throws KooplineError `numeric.not_finite`, `numeric.too_large`, `numeric.no_convergence`.
 */
export function decomposeSingular(x: Matrix): SingularFactors {
  assertFinite(x.data, (i) => `row ${Math.floor(i / x.columns)}, column ${i % x.columns}`);
  if (x.rows <= x.columns) return decomposeWide(x);
  const { left, values, rightTransposed } = decomposeWide(transpose(x));
  return { left: transpose(rightTransposed), values, rightTransposed: transpose(left) };
}

/** Decomposes X with n ≤ P. */
function decomposeWide({ rows: n, columns: m, data }: Matrix): SingularFactors {
  assertMemory(
    2 * n * m + 9 * n * n,
    `the singular value decomposition of a ${n} × ${m} matrix`,
    "Lower the rank, use fewer delays or fewer snapshots.",
  );
  return borrowMemory((memory) => {
    const { pointer: b, scale } = placeScaled(memory, data);
    const sigma = memory.take(8 * n);
    const rotation = memory.take(8 * n * n);
    const scratch = memory.take(kernel.singularScratch(n, m) >>> 0);
    const cosine = kernel.decomposeSingular(n, m, b, sigma, rotation, PRODUCT_SCRATCH, scratch);
    if (cosine !== 0) throw failConvergence(cosine);
    const values = memory.f64(sigma, n);
    const falling = Array.from(values.keys()).sort((i, j) => values[j]! - values[i]! || i - j);
    return {
      left: transpose(takeRows(memory.f64(rotation, n * n), falling)),
      values: Float64Array.from(falling, (i) => values[i]! * scale),
      rightTransposed: takeRows(memory.f64(b, n * m), falling),
    };
  });
}

/** Copies rows in the given order. */
function takeRows(rows: Float64Array, order: readonly number[]): Matrix {
  const width = rows.length / order.length;
  const result = createMatrix(order.length, width);
  order.forEach((from, to) => {
    result.data.set(rows.subarray(from * width, (from + 1) * width), to * width);
  });
  return result;
}

function failConvergence(cosine: number): KooplineError {
  return new KooplineError({
    code: "numeric.no_convergence",
    expected: "orthogonal vectors after 60 Jacobi sweeps",
    found: `a cosine of ${cosine}`,
  });
}
