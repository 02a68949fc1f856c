/**
 * The span of a patch with more weights than snapshots: W = Q·R, with which n weights become p coordinates.
 *
 * Householder 1958; Golub & Van Loan 2013, section 5.2. All snapshots of a patch, the successors too, lie
 * in the span of Q's p columns, so an operator fitted to R's columns is that of the patch seen in the
 * coordinates Qᵀ·w: nothing of the size n × n is ever made.
 */

import * as kernel from "../kernels/linear_algebra.wasm";
import { borrowMemory, placeNumbers, PRODUCT_SCRATCH } from "./kernel_memory.ts";
import { createMatrix, type Matrix } from "./matrix.ts";
import { assertMemory } from "./memory.ts";
import { multiply, multiplyByTransposed } from "./product.ts";

/** The factors of an n × p matrix, n ≥ p. */
export interface TallFactors {
  /** R, p × p: column j belongs to column j of the matrix. */
  readonly r: Matrix;
  /** Gives vectors in the coordinates of the span: k × n → k × p. */
  reduce(vectors: Matrix): Matrix;
  /** Gives vectors of the span as they are: k × p → k × n. */
  lift(vectors: Matrix): Matrix;
}

/**
 * Factors a matrix that is given by its columns.
 *
 * @param columns p × n, n ≥ p: row j holds column j; finite.
 * @throws KooplineError `numeric.too_large`.
 */
export function factorTall(columns: Matrix): TallFactors {
  const { rows: p, columns: n } = columns;
  assertMemory(4 * p * n, `the span of ${p} snapshots of ${n} weights`, "Fit fewer snapshots.");
  return borrowMemory((memory) => {
    const a = placeNumbers(memory, columns.data);
    const tau = memory.take(8 * p);
    const order = memory.take(4 * p);
    const rank = kernel.factorPivoted(p, n, a, tau, order, memory.take(16 * p));
    const triangle = memory.take(8 * p * p);
    kernel.takeTriangle(rank, p, n, a, triangle, p);
    const q = memory.take(8 * p * n);
    const rows = memory.f64(q, p * n);
    for (let i = 0; i < rank; i++) rows[i * n + i] = 1;
    const scratch = memory.take(kernel.reflectionScratch(p));
    kernel.applyQ(rank, rank, n, q, a, tau, PRODUCT_SCRATCH, scratch);
    const places = memory.i32(order, p);
    const pivoted = memory.f64(triangle, p * p);
    const r = createMatrix(p, p);
    for (let i = 0; i < p; i++) {
      for (let j = 0; j < p; j++) r.data[i * p + places[j]!] = pivoted[i * p + j]!;
    }
    const qTransposed = { rows: p, columns: n, data: memory.f64(q, p * n).slice() };
    return {
      r,
      reduce: (vectors: Matrix) => multiplyByTransposed(vectors, qTransposed),
      lift: (vectors: Matrix) => multiply(vectors, qTransposed),
    };
  });
}
