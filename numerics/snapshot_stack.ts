/**
 * Snapshots of many trajectories, one under another, and products with their delayed pairs.
 *
 * With d delays, pair p is a delayed row [x_t, …, x_{t+d}] and the next of the same trajectory. X and Y
 * (n × P, pairs as columns, n = (d + 1)·D) repeat every snapshot d + 1 times: X is block-Hankel. Their
 * products with vectors need only the snapshots S (M × D) once, as the block of X·v for delay i is
 * Σ_t x_{t+i}·v_t: one product with S of d + 1 shifted copies of v.
 */

import { KooplineError } from "../schemas/error.ts";
import { assertFinite } from "./finite.ts";
import { createMatrix, type Matrix } from "./matrix.ts";
import { type MatrixProducts, openProducts } from "./resident_matrix.ts";
import { floorPowerOfTwo } from "./scale.ts";

/** The snapshots that pairs are made of. */
export interface SnapshotStack {
  /** S, M × D: trajectory after trajectory, divided by `scale`. */
  readonly snapshots: Matrix;
  /** T_i, at least d + 2 each. */
  readonly lengths: readonly number[];
  /** d. */
  readonly delays: number;
  /** A power of two; the snapshots are at most 2 in magnitude. */
  readonly scale: number;
  /** n = (d + 1)·D. */
  readonly observables: number;
  /** P = Σ (T_i − d − 1). */
  readonly pairs: number;
}

/** Rows, T_i and d of a stack before it is made. */
export type StackShape = Pick<SnapshotStack, "lengths" | "delays" | "observables" | "pairs">;

/**
 * Checks what trajectories would be stacked to.
 *
 * @param trajectories each T_i × D, one row a snapshot; T_i may differ, D may not.
 * @param delays d ≥ 0.
 * @throws KooplineError `input.shape` when there is no trajectory, D differs, or a trajectory has fewer
 * than d + 2 snapshots.
 */
export function measureStack(trajectories: readonly Matrix[], delays: number): StackShape {
  const columns = trajectories[0]?.columns ?? 0;
  if (columns === 0) {
    throw new KooplineError({
      code: "input.shape",
      expected: "at least one trajectory with at least one observable",
      found: trajectories.length === 0 ? "no trajectory" : "no observable",
    });
  }
  trajectories.forEach((trajectory, index) => checkShape(trajectory, index, columns, delays));
  return {
    lengths: trajectories.map(({ rows }) => rows),
    delays,
    observables: (delays + 1) * columns,
    pairs: trajectories.reduce((sum, { rows }) => sum + rows - delays - 1, 0),
  };
}

/**
 * Stacks trajectories, divided by a power of two near their largest magnitude.
 *
 * @throws KooplineError `numeric.not_finite` with trajectory, snapshot and observable; what
 * `measureStack` throws.
 */
export function stackSnapshots(trajectories: readonly Matrix[], delays: number): SnapshotStack {
  const shape = measureStack(trajectories, delays);
  const scale = floorPowerOfTwo(findLargestFinite(trajectories));
  const inverse = 1 / scale;
  const columns = trajectories[0]!.columns;
  const snapshots = createMatrix(shape.lengths.reduce((sum, rows) => sum + rows, 0), columns);
  let first = 0;
  for (const { data } of trajectories) {
    for (let i = 0; i < data.length; i++) snapshots.data[first + i] = data[i]! * inverse;
    first += data.length;
  }
  return { ...shape, snapshots, scale };
}

function findLargestFinite(trajectories: readonly Matrix[]): number {
  let largest = 0;
  trajectories.forEach(({ columns, data }, index) => {
    for (let i = 0; i < data.length; i++) {
      const size = Math.abs(data[i]!);
      if (size > largest) largest = size;
      if (size < Infinity) continue;
      assertFinite(
        data.subarray(i, i + 1),
        () => `trajectory ${index}, snapshot ${Math.floor(i / columns)}, observable ${i % columns}`,
      );
    }
  });
  return largest;
}

/**
 * Gives Bᵀ·X and Bᵀ·Y: the coordinates of pairs along vectors.
 *
 * @param vectors Bᵀ, b × n.
 * @param products with S, where it lies by default.
 * @returns both b × P.
 */
export function projectPairs(
  stack: SnapshotStack,
  vectors: Matrix,
  products: MatrixProducts = openProducts(stack.snapshots),
): { readonly before: Matrix; readonly after: Matrix } {
  const { lengths, delays, pairs } = stack;
  const copies = delays + 1;
  // Row r·(d + 1) + i: the parts of all snapshots along the i-th of the d + 1 pieces of vector r.
  const parts = products.multiplyTransposed(splitDelays(vectors, copies));
  const before = createMatrix(vectors.rows, pairs);
  const after = createMatrix(vectors.rows, pairs);
  const sums = new Float64Array(Math.max(...lengths));
  for (let r = 0; r < vectors.rows; r++) {
    let [first, pair] = [0, r * pairs];
    for (const length of lengths) {
      const rows = length - delays;
      sums.fill(0);
      for (let i = 0; i < copies; i++) {
        const place = (r * copies + i) * parts.columns + first + i;
        for (let t = 0; t < rows; t++) sums[t] = sums[t]! + parts.data[place + t]!;
      }
      before.data.set(sums.subarray(0, rows - 1), pair);
      after.data.set(sums.subarray(1, rows), pair);
      first += length;
      pair += rows - 1;
    }
  }
  return { before, after };
}

/**
 * Gives (X·V)ᵀ, or (Y·V)ᵀ: combinations of pairs.
 *
 * @param weights Vᵀ, b × P.
 * @param of 0 for X, 1 for Y.
 * @param products with S, where it lies by default.
 * @returns b × n.
 */
export function combinePairs(
  stack: SnapshotStack,
  weights: Matrix,
  of: 0 | 1,
  products: MatrixProducts = openProducts(stack.snapshots),
): Matrix {
  const { snapshots, lengths, delays, observables, pairs } = stack;
  const copies = delays + 1;
  const shifted = createMatrix(weights.rows * copies, snapshots.rows);
  for (let r = 0; r < weights.rows; r++) {
    let [first, pair] = [of as number, r * pairs];
    for (const length of lengths) {
      const piece = weights.data.subarray(pair, pair + length - copies);
      for (let i = 0; i < copies; i++) {
        shifted.data.set(piece, (r * copies + i) * shifted.columns + first + i);
      }
      first += length;
      pair += piece.length;
    }
  }
  const { data } = products.multiply(shifted);
  return { rows: weights.rows, columns: observables, data };
}

/** Gives ‖X‖² (Frobenius) in units of scale²: Σ σ² of all singular values. */
export function measureSquare({ snapshots, lengths, delays }: SnapshotStack): number {
  const { columns, data } = snapshots;
  let [first, total] = [0, 0];
  for (const length of lengths) {
    for (let t = 0; t + 1 < length; t++) {
      // Snapshot t stands in as many pairs of X as there are delays that reach it.
      const often = Math.min(t + 1, length - 1 - t, delays + 1, length - delays - 1);
      let square = 0;
      for (let i = (first + t) * columns; i < (first + t + 1) * columns; i++) {
        square += data[i]! * data[i]!;
      }
      total += often * square;
    }
    first += length;
  }
  return total;
}

function splitDelays({ rows, columns, data }: Matrix, copies: number): Matrix {
  return { rows: rows * copies, columns: columns / copies, data };
}

function checkShape({ rows, columns }: Matrix, index: number, first: number, delays: number) {
  if (columns !== first) {
    throw new KooplineError({
      code: "input.shape",
      expected: `${first} observables in every trajectory, as in trajectory 0`,
      found: `${columns} in trajectory ${index}`,
      hint: "An operator acts on one set of observables; fit one operator for each set.",
    });
  }
  if (rows >= delays + 2) return;
  throw new KooplineError({
    code: "input.shape",
    expected: `at least ${delays + 2} snapshots in a trajectory for one pair with ${delays} delays`,
    found: `${rows} in trajectory ${index}`,
    hint: "Take fewer delays, a longer window or longer trajectories.",
  });
}
