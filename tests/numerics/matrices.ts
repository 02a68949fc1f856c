/** Matrices for tests: made from rows, drawn at random, compared. */

import assert from "node:assert/strict";
import { createMatrix, makeDiagonal, type Matrix } from "../../numerics/matrix.ts";
import { multiply } from "../../numerics/product.ts";
import type { RandomStream } from "../../numerics/random.ts";

/** Makes a matrix from its rows. */
export function fromRows(rows: readonly (readonly number[])[]): Matrix {
  return {
    rows: rows.length,
    columns: rows[0]?.length ?? 0,
    data: Float64Array.from(rows.flat()),
  };
}

/** Draws a matrix with entries uniform in [−1, 1). */
export function drawMatrix(stream: RandomStream, rows: number, columns: number): Matrix {
  const matrix = createMatrix(rows, columns);
  matrix.data.forEach((_, i) => matrix.data[i] = stream.uniform(-1, 1));
  return matrix;
}

/** Draws a lower and an upper unit triangular matrix and multiplies them: well conditioned enough. */
export function drawInvertible(stream: RandomStream, n: number): { p: Matrix; inverse: Matrix } {
  const lower = makeDiagonal(new Float64Array(n).fill(1));
  const upper = makeDiagonal(new Float64Array(n).fill(1));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      lower.data[i * n + j] = stream.uniform(-0.5, 0.5);
      upper.data[j * n + i] = stream.uniform(-0.5, 0.5);
    }
  }
  return { p: multiply(lower, upper), inverse: multiply(invert(upper, -1), invert(lower, 1)) };
}

/** Inverts a unit triangular matrix by substitution; direction 1 for lower, −1 for upper. */
function invert(matrix: Matrix, direction: 1 | -1): Matrix {
  const n = matrix.rows;
  const inverse = makeDiagonal(new Float64Array(n).fill(1));
  const order = Array.from({ length: n }, (_, i) => direction === 1 ? i : n - 1 - i);
  for (const [place, i] of order.entries()) {
    for (const k of order.slice(0, place)) {
      const factor = matrix.data[i * n + k]!;
      for (let j = 0; j < n; j++) {
        inverse.data[i * n + j] = inverse.data[i * n + j]! - factor * inverse.data[k * n + j]!;
      }
    }
  }
  return inverse;
}

/** Gives the trajectory x, A·x, A²·x, … of a linear map as T × n. */
export function iterate(map: Matrix, start: readonly number[], snapshots: number): Matrix {
  const trajectory = createMatrix(snapshots, start.length);
  trajectory.data.set(start);
  for (let t = 1; t < snapshots; t++) {
    const before = trajectory.data.subarray((t - 1) * map.rows, t * map.rows);
    const state = { rows: map.rows, columns: 1, data: before };
    trajectory.data.set(multiply(map, state).data, t * map.rows);
  }
  return trajectory;
}

/** Checks that two lists of numbers agree place by place. */
export function assertClose(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  assert.equal(found.length, expected.length);
  for (let i = 0; i < found.length; i++) {
    const difference = Math.abs(found[i]! - expected[i]!);
    assert.ok(difference <= tolerance, `[${i}]: ${found[i]} is not ${expected[i]} ± ${tolerance}`);
  }
}
