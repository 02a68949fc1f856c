/**
 * Eigenvalues and eigenvectors of a symmetric matrix, A = V·Λ·Vᵀ, by tridiagonal form and divide and
 * conquer in the kernel (`kernels/linear_algebra_tridiagonal.ts`, `…_conquer.ts`, `…_secular.ts`).
 */

import * as kernel from "../kernels/linear_algebra.wasm";
import { KooplineError } from "../schemas/error.ts";
import { assertFinite } from "./finite.ts";
import { borrowMemory, placeScaled, PRODUCT_SCRATCH } from "./kernel_memory.ts";
import { createMatrix, type Matrix } from "./matrix.ts";
import { assertMemory } from "./memory.ts";

/** The eigenvalues and eigenvectors of an n × n matrix. */
export interface SymmetricDecomposition {
  /** Λ, largest first. */
  readonly values: Float64Array;
  /** V, n × n, orthonormal columns; column j belongs to values[j]. */
  readonly vectors: Matrix;
}

/**
 * Decomposes a symmetric matrix. Errors are of the order of 2⁻⁵² of the largest |λ|.
 *
 * @param a n × n; its lower triangle is read.
 * @throws KooplineError `numeric.not_finite`, `numeric.too_large`, `numeric.no_convergence`.
 */
export function decomposeSymmetric(a: Matrix): SymmetricDecomposition {
  const n = a.rows;
  assertFinite(a.data, (i) => `row ${Math.floor(i / n)}, column ${i % n}`);
  assertMemory(6 * n * n, `the eigenvalues of a ${n} × ${n} matrix`, "Take fewer observables.");
  return borrowMemory((memory) => {
    const { pointer, scale } = placeScaled(memory, a.data);
    const values = memory.take(8 * n);
    const vectors = memory.take(8 * n * n);
    const scratch = memory.take(kernel.symmetricScratch(n) >>> 0);
    const ended = kernel.decomposeSymmetric(n, pointer, values, vectors, PRODUCT_SCRATCH, scratch);
    if (ended === 0) throw failConvergence(n);
    return {
      values: memory.f64(values, n).toReversed().map((value) => value * scale),
      vectors: turnRows(n, memory.f64(vectors, n * n)),
    };
  });
}

/** Makes rows into columns, last first. */
function turnRows(n: number, rows: Float64Array): Matrix {
  const columns = createMatrix(n, n);
  for (let j = 0; j < n; j++) {
    const row = rows.subarray((n - 1 - j) * n, (n - j) * n);
    for (let i = 0; i < n; i++) columns.data[i * n + j] = row[i]!;
  }
  return columns;
}

function failConvergence(n: number): KooplineError {
  return new KooplineError({
    code: "numeric.no_convergence",
    expected: "eigenvalues of a tridiagonal matrix within 100 steps each",
    found: `one of ${n} that still moves`,
  });
}
