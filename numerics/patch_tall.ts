/**
 * The span of a patch with more weights than snapshots: W = Q·R, with which n weights become p coordinates.
 *
 * Householder 1958; Golub & Van Loan 2013, section 5.2 (`kernels/patch_qr.ts`). All snapshots of a patch, the
 * successors too, lie in the span of Q's p columns, so an operator fitted to R's columns is that of the patch seen in the
 * coordinates Qᵀ·w: nothing of the size n × n is ever made, nor Q, of which only the reflections are kept.
 */

import { createMatrix, type Matrix, takeRows } from "./matrix.ts";
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

/** 2⁻¹²⁶: the smallest normal float. */
const SMALLEST_FLOAT = 1.1754943508222875e-38;
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
  const turnStrip = (strip: Matrix, result: Float64Array, length: number, backward: boolean) => {
    const { rows } = strip;
    const v = arena.take(size * rows * n);
    const entries = kernel.view(v, rows * n);
    for (let i = 0; i < rows; i++) entries.set(takeRow(strip, i), i * n);
    const scratch = arena.take(kernel.reflectionScratch(rows, n));
    const back = Number(backward);
    kernel.applyReflections(rows, p, n, v, n, a, n, tau, back, kernel.product, scratch);
    for (let i = 0; i < rows; i++) {
      result.set(kernel.view(v + size * i * n, length), i * length);
    }
  };
  const turn = (vectors: Matrix, length: number, backward: boolean) => {
    const result = createMatrix(vectors.rows, length);
    for (let first = 0; first < vectors.rows; first += ROWS) {
      const strip = takeRows(vectors, first, Math.min(vectors.rows, first + ROWS));
      try {
        turnStrip(strip, result.data.subarray(first * length), length, backward);
      } finally {
        arena.release(mark);
      }
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

/**
 * Factors the pairs of paths, [X; 1; Y]ᵀ = Q·R, and gives R alone.
 *
 * @param paths n × (P + 1), rows are paths: X all columns but the last, Y all but the first.
 * @param constant whether there is the row of ones.
 */
export function takePairTriangle(kernel: PatchKernel, paths: Matrix, constant: boolean): Matrix {
  const { rows: n, columns } = paths;
  const rows = 2 * n + Number(constant);
  const { arena, size } = kernel;
  const mark = arena.mark();
  try {
    const from = kernel.place(paths.data);
    const largest = kernel.findLargest(n * columns, from);
    const scale = chooseScale(kernel, constant ? Math.max(1, largest) : largest);
    const a = arena.take(size * rows * (columns - 1));
    kernel.makePairs(n, columns, from, Number(constant), 1 / scale, a);
    return factorPlaced(kernel, a, rows, columns - 1, scale).r;
  } finally {
    arena.release(mark);
  }
}

/** Factors columns in the kernel's memory: their reflections, the factors of these, and R. */
function factorIn(kernel: PatchKernel, columns: Matrix) {
  const { rows: p, columns: n, data } = columns;
  const a = kernel.place(data);
  const scale = chooseScale(kernel, kernel.findLargest(p * n, a));
  kernel.scale(p * n, 1 / scale, a);
  return { a, ...factorPlaced(kernel, a, p, n, scale) };
}

/** A power of two near a number, whose inverse is a number of the precision too. */
function chooseScale({ size }: PatchKernel, largest: number): number {
  return Math.max(floorPowerOfTwo(largest), size === 4 ? SMALLEST_FLOAT : 0);
}

/** Factors p columns of n entries where they lie, divided by `scale`. */
function factorPlaced(kernel: PatchKernel, a: number, p: number, n: number, scale: number) {
  const { arena, size } = kernel;
  const tau = arena.take(8 * p);
  const mark = arena.mark();
  kernel.factorColumns(p, n, a, n, tau, kernel.product, arena.take(kernel.factorScratch(p, n)));
  arena.release(mark);
  const triangle = arena.take(size * p * p);
  kernel.takeTriangle(p, a, n, triangle, p);
  const r = { rows: p, columns: p, data: kernel.copy(triangle, p * p).map((x) => x * scale) };
  arena.release(mark);
  return { tau, r };
}

function takeRow({ columns, data }: Matrix, i: number): Float64Array {
  return data.subarray(i * columns, (i + 1) * columns);
}
