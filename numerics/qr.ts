/**
 * QR with column pivoting, A·Π = Q·R, by Householder reflections in the kernel
 * (`kernels/linear_algebra_qr.ts`).
 *
 * Businger & Golub 1965, Numer. Math. 7. The longest remaining column comes first, so that R's rows fall in
 * size.
 */

import * as kernel from "../kernels/linear_algebra.wasm";
import { borrowMemory, placeNumbers, PRODUCT_SCRATCH } from "./kernel_memory.ts";
import type { Matrix } from "./matrix.ts";

/** The factors of an m × n matrix with m ≥ n, whose columns are given as rows. */
export interface QrFactors {
  /** Qᵀ, n × m; rows beyond the numerical rank are zero. */
  readonly qTransposed: Matrix;
  /** R, n × n, upper triangular; rows beyond the numerical rank are zero. */
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
  return borrowMemory((memory) => {
    const a = placeNumbers(memory, columns.data);
    const tau = memory.take(8 * n);
    const order = memory.take(4 * n);
    const rank = kernel.factorPivoted(n, m, a, tau, order, memory.take(16 * n));
    const r = memory.take(8 * n * n);
    kernel.takeTriangle(rank, n, m, a, r, n);
    const q = memory.take(8 * n * m);
    const rows = memory.f64(q, n * m);
    for (let i = 0; i < rank; i++) rows[i * m + i] = 1;
    kernel.applyQ(
      rank,
      rank,
      m,
      q,
      a,
      tau,
      PRODUCT_SCRATCH,
      memory.take(kernel.reflectionScratch(n)),
    );
    return {
      qTransposed: { rows: n, columns: m, data: memory.f64(q, n * m).slice() },
      r: { rows: n, columns: n, data: memory.f64(r, n * n).slice() },
      order: memory.i32(order, n).slice(),
    };
  });
}

/** Gives the dot product of two vectors, summed in order. */
export function multiplyVectors(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
