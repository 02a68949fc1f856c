/**
 * The span of a patch with more weights than snapshots: W = Q·R, with which n weights become p coordinates.
 *
 * Householder 1958; Golub & Van Loan 2013, section 5.2 (`kernels/patch_qr.ts`). All snapshots of a patch, the
 * successors too, lie in the span of Q's p columns, so an operator fitted to R's columns is that of the patch seen in the
 * coordinates Qᵀ·w: nothing of the size n × n is ever made, nor Q, of which only the reflections are kept.
 */

import { createMatrix, type Matrix } from "./matrix.ts";
import { assertMemory } from "./memory.ts";
import type { PatchKernel } from "./patch_kernel.ts";
import { floorPowerOfTwo } from "./scale.ts";

/** The factors of an n × p matrix, n ≥ p. */
export interface TallFactors {
  /** R, p × p: column j belongs to column j of the matrix. */
  readonly r: Matrix;
  /** Gives vectors in the coordinates of the span, Qᵀ·w: k × n → k × p. */
  reduce(vectors: Matrix): Matrix;
  /** Gives all n coordinates after the turn whose first p are those of the span: k × n → k × n. */
  turn(vectors: Matrix): Matrix;
  /** Gives vectors of the span as they are, Q·x: k × p → k × n. */
  lift(vectors: Matrix): Matrix;
}

/** Vectors that are turned at once. */
const ROWS = 256;

/**
 * Factors a matrix that is given by its columns.
 *
 * @param kernel an instance of its own, which keeps the reflections.
 * @param columns p × n, n ≥ p: row j holds column j; finite.
 * @throws KooplineError `numeric.too_large`.
 */
export function factorTall(kernel: PatchKernel, columns: Matrix): TallFactors {
  const { rows: p, columns: n } = columns;
  assertMemory(3 * p * n, `the span of ${p} snapshots of ${n} weights`, "Fit fewer snapshots.");
  const { arena, size } = kernel;
  const { a, tau, r } = factorIn(kernel, columns);
  const mark = arena.mark();
  const turn = (vectors: Matrix, length: number, backward: boolean) => {
    const result = createMatrix(vectors.rows, length);
    for (let first = 0; first < vectors.rows; first += ROWS) {
      const rows = Math.min(ROWS, vectors.rows - first);
      const v = arena.take(size * rows * n);
      const entries = kernel.view(v, rows * n);
      for (let i = 0; i < rows; i++) entries.set(takeRow(vectors, first + i), i * n);
      const scratch = arena.take(kernel.reflectionScratch(rows, n));
      kernel.applyReflections(
        rows,
        p,
        n,
        v,
        n,
        a,
        n,
        tau,
        Number(backward),
        kernel.product,
        scratch,
      );
      for (let i = 0; i < rows; i++) {
        result.data.set(kernel.view(v + size * i * n, length), (first + i) * length);
      }
      arena.release(mark);
    }
    return result;
  };
  return {
    r,
    reduce: (vectors) => turn(vectors, p, false),
    turn: (vectors) => turn(vectors, n, false),
    lift: (vectors) => turn(vectors, n, true),
  };
}

/** Gives R alone, and the memory back. */
export function takeTriangle(kernel: PatchKernel, columns: Matrix): Matrix {
  const mark = kernel.arena.mark();
  try {
    return factorIn(kernel, columns).r;
  } finally {
    kernel.arena.release(mark);
  }
}

/** Factors columns in the kernel's memory: their reflections, the factors of these, and R. */
function factorIn(kernel: PatchKernel, columns: Matrix) {
  const { rows: p, columns: n } = columns;
  const { arena, size } = kernel;
  const scale = floorPowerOfTwo(measureLargest(columns.data));
  const a = placeScaled(kernel, columns.data, scale);
  const tau = arena.take(8 * p);
  const mark = arena.mark();
  kernel.factorColumns(p, n, a, n, tau, kernel.product, arena.take(kernel.reflectionScratch(p, n)));
  arena.release(mark);
  const triangle = arena.take(size * p * p);
  kernel.takeTriangle(p, a, n, triangle, p);
  const r = { rows: p, columns: p, data: kernel.copy(triangle, p * p).map((x) => x * scale) };
  arena.release(mark);
  return { a, tau, r };
}

function takeRow({ columns, data }: Matrix, i: number): Float64Array {
  return data.subarray(i * columns, (i + 1) * columns);
}

/** Copies numbers divided by a power of two, without another copy of all. */
function placeScaled(kernel: PatchKernel, data: Float64Array, scale: number): number {
  const pointer = kernel.arena.take(kernel.size * data.length);
  const target = kernel.view(pointer, data.length);
  for (let i = 0; i < data.length; i++) target[i] = data[i]! / scale;
  return pointer;
}

function measureLargest(data: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) {
    const size = Math.abs(data[i]!);
    if (size > largest) largest = size;
  }
  return largest;
}
