/**
 * The innermost loops of `dense_product.ts`: tiles of C = start + A·B whose sums stay in registers.
 *
 * `a` and `b` move by `aStep` and `bStep` bytes with each of `steps`; rows of A, start and C lie `aRow`,
 * `startRow` and `cRow` bytes apart.
 */

import { loadLanes } from "./lanes.ts";

/** 4 rows × 2 vectors. */
export function computeTile4x2<T>(
  steps: i32,
  a: usize,
  aRow: i32,
  aStep: i32,
  b: usize,
  bStep: i32,
  start: usize,
  startRow: i32,
  c: usize,
  cRow: i32,
): void {
  let c00 = v128.load(start), c01 = v128.load(start, 16);
  start += startRow;
  let c10 = v128.load(start), c11 = v128.load(start, 16);
  start += startRow;
  let c20 = v128.load(start), c21 = v128.load(start, 16);
  start += startRow;
  let c30 = v128.load(start), c31 = v128.load(start, 16);
  let a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
  for (let k: i32 = 0; k < steps; k++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    const x0 = loadLanes<T>(a), x1 = loadLanes<T>(a1);
    c00 = v128.add<T>(c00, v128.mul<T>(x0, b0));
    c01 = v128.add<T>(c01, v128.mul<T>(x0, b1));
    c10 = v128.add<T>(c10, v128.mul<T>(x1, b0));
    c11 = v128.add<T>(c11, v128.mul<T>(x1, b1));
    const x2 = loadLanes<T>(a2), x3 = loadLanes<T>(a3);
    c20 = v128.add<T>(c20, v128.mul<T>(x2, b0));
    c21 = v128.add<T>(c21, v128.mul<T>(x2, b1));
    c30 = v128.add<T>(c30, v128.mul<T>(x3, b0));
    c31 = v128.add<T>(c31, v128.mul<T>(x3, b1));
    a += aStep, a1 += aStep, a2 += aStep, a3 += aStep, b += bStep;
  }
  storePair(c, c00, c01);
  storePair(c + cRow, c10, c11);
  storePair(c + 2 * cRow, c20, c21);
  storePair(c + 3 * cRow, c30, c31);
}

function storePair(into: usize, first: v128, second: v128): void {
  v128.store(into, first);
  v128.store(into, second, 16);
}

/** 4 rows × 1 vector. */
export function computeTile4x1<T>(
  steps: i32,
  a: usize,
  aRow: i32,
  aStep: i32,
  b: usize,
  bStep: i32,
  start: usize,
  startRow: i32,
  c: usize,
  cRow: i32,
): void {
  let c0 = v128.load(start), c1 = v128.load(start + startRow);
  let c2 = v128.load(start + 2 * startRow), c3 = v128.load(start + 3 * startRow);
  let a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
  for (let k: i32 = 0; k < steps; k++) {
    const b0 = v128.load(b);
    c0 = v128.add<T>(c0, v128.mul<T>(loadLanes<T>(a), b0));
    c1 = v128.add<T>(c1, v128.mul<T>(loadLanes<T>(a1), b0));
    c2 = v128.add<T>(c2, v128.mul<T>(loadLanes<T>(a2), b0));
    c3 = v128.add<T>(c3, v128.mul<T>(loadLanes<T>(a3), b0));
    a += aStep, a1 += aStep, a2 += aStep, a3 += aStep, b += bStep;
  }
  v128.store(c, c0);
  v128.store(c + cRow, c1);
  v128.store(c + 2 * cRow, c2);
  v128.store(c + 3 * cRow, c3);
}

/** 1 row × 2 vectors. */
export function computeRow2<T>(
  steps: i32,
  a: usize,
  aStep: i32,
  b: usize,
  bStep: i32,
  start: usize,
  c: usize,
): void {
  let c0 = v128.load(start), c1 = v128.load(start, 16);
  for (let k: i32 = 0; k < steps; k++) {
    const x = loadLanes<T>(a);
    c0 = v128.add<T>(c0, v128.mul<T>(x, v128.load(b)));
    c1 = v128.add<T>(c1, v128.mul<T>(x, v128.load(b, 16)));
    a += aStep, b += bStep;
  }
  storePair(c, c0, c1);
}

/** 1 row × 1 vector. */
export function computeRow1<T>(
  steps: i32,
  a: usize,
  aStep: i32,
  b: usize,
  bStep: i32,
  start: usize,
  c: usize,
): void {
  let c0 = v128.load(start);
  for (let k: i32 = 0; k < steps; k++) {
    c0 = v128.add<T>(c0, v128.mul<T>(loadLanes<T>(a), v128.load(b)));
    a += aStep, b += bStep;
  }
  v128.store(c, c0);
}
