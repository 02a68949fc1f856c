/// <reference path="./dense_assembly.d.ts" />

/** The pairs of a patch's snapshots, as rows of floats or doubles. */

import { fillLanes, loadScalar, maximizeLanes, storeScalar } from "./lanes.ts";
import { scale } from "./patch_vector.ts";

/** Gives the largest magnitude of some numbers, 0 of none. */
export function findLargest<T>(count: i32, from: usize): f64 {
  const size: usize = sizeof<T>();
  const step: i32 = 16 / <i32> size;
  let most = fillLanes<T>(0);
  let i: i32 = 0;
  for (; i + step <= count; i += step) {
    most = v128.max<T>(most, v128.abs<T>(v128.load(from)));
    from += 16;
  }
  let largest = maximizeLanes<T>(most);
  for (; i < count; i++) {
    largest = max(largest, abs(loadScalar<T>(from)));
    from += size;
  }
  return largest;
}

/**
 * Makes X, all columns of a matrix but the last, with `constant` a row of ones, and below Y, all columns but the first.
 *
 * @param n rows of the matrix; @param columns ≥ 2; @param factor what all is multiplied with.
 * @param into 2·n + constant rows of columns − 1.
 */
export function makePairs<T>(
  n: i32,
  columns: i32,
  from: usize,
  constant: bool,
  factor: f64,
  into: usize,
): void {
  const size: usize = sizeof<T>();
  const pairs = columns - 1;
  const bytes: usize = size * pairs;
  scale<T>(n * columns, factor, from);
  for (let i: i32 = 0; i < n; i++) {
    memory.copy(into + bytes * i, from + size * (i * columns), bytes);
  }
  into += bytes * n;
  if (constant) {
    for (let t: i32 = 0; t < pairs; t++) storeScalar<T>(into + size * t, factor);
    into += bytes;
  }
  for (let i: i32 = 0; i < n; i++) {
    memory.copy(into + bytes * i, from + size * (i * columns + 1), bytes);
  }
}
