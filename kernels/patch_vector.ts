/// <reference path="./dense_assembly.d.ts" />

/**
 * Operations on vectors of floats or doubles, each in one fixed order. Loads need no alignment.
 *
 * A scalar of T is held as a double and rounded after every operation, which gives the same floats as arithmetic in
 * floats: 53 ≥ 2·24 + 2 digits make the second rounding harmless (Figueroa 1995, SIGNUM Newsletter 30(3)).
 */

import { fillLanes, loadScalar, storeScalar, sumLanes } from "./lanes.ts";

/** Rounds a number to T. */
export function round<T>(value: f64): f64 {
  if (sizeof<T>() == 4) return f32(value);
  return value;
}

/** Σ aᵢ·bᵢ in sums for each lane of four vectors, then the rest. */
export function dot<T>(n: i32, a: usize, b: usize): f64 {
  const step: i32 = 64 / <i32> sizeof<T>();
  let s0 = fillLanes<T>(0), s1 = s0, s2 = s0, s3 = s0;
  let i: i32 = 0;
  for (; i + step <= n; i += step) {
    s0 = v128.add<T>(s0, v128.mul<T>(v128.load(a), v128.load(b)));
    s1 = v128.add<T>(s1, v128.mul<T>(v128.load(a, 16), v128.load(b, 16)));
    s2 = v128.add<T>(s2, v128.mul<T>(v128.load(a, 32), v128.load(b, 32)));
    s3 = v128.add<T>(s3, v128.mul<T>(v128.load(a, 48), v128.load(b, 48)));
    a += 64;
    b += 64;
  }
  let sum = sumLanes<T>(v128.add<T>(v128.add<T>(s0, s1), v128.add<T>(s2, s3)));
  for (; i < n; i++) {
    sum = round<T>(sum + round<T>(loadScalar<T>(a) * loadScalar<T>(b)));
    a += sizeof<T>();
    b += sizeof<T>();
  }
  return sum;
}

/** y += α·x */
export function addScaled<T>(n: i32, alpha: f64, x: usize, y: usize): void {
  const step: i32 = 32 / <i32> sizeof<T>();
  const factor = fillLanes<T>(alpha);
  let i: i32 = 0;
  for (; i + step <= n; i += step) {
    v128.store(y, v128.add<T>(v128.load(y), v128.mul<T>(factor, v128.load(x))));
    v128.store(y, v128.add<T>(v128.load(y, 16), v128.mul<T>(factor, v128.load(x, 16))), 16);
    x += 32;
    y += 32;
  }
  const rounded = round<T>(alpha);
  for (; i < n; i++) {
    storeScalar<T>(y, loadScalar<T>(y) + round<T>(rounded * loadScalar<T>(x)));
    x += sizeof<T>();
    y += sizeof<T>();
  }
}

/** x *= α */
export function scale<T>(n: i32, alpha: f64, x: usize): void {
  const step: i32 = 16 / <i32> sizeof<T>();
  const factor = fillLanes<T>(alpha);
  let i: i32 = 0;
  for (; i + step <= n; i += step) {
    v128.store(x, v128.mul<T>(factor, v128.load(x)));
    x += 16;
  }
  const rounded = round<T>(alpha);
  for (; i < n; i++) {
    storeScalar<T>(x, rounded * loadScalar<T>(x));
    x += sizeof<T>();
  }
}

/** (x, y) ← (c·x + s·y, c·y − s·x) for c and s of T */
export function rotate<T>(n: i32, x: usize, y: usize, c: f64, s: f64): void {
  const step: i32 = 16 / <i32> sizeof<T>();
  const cosine = fillLanes<T>(c), sine = fillLanes<T>(s);
  let i: i32 = 0;
  for (; i + step <= n; i += step) {
    const u = v128.load(x), v = v128.load(y);
    v128.store(x, v128.add<T>(v128.mul<T>(cosine, u), v128.mul<T>(sine, v)));
    v128.store(y, v128.sub<T>(v128.mul<T>(cosine, v), v128.mul<T>(sine, u)));
    x += 16;
    y += 16;
  }
  for (; i < n; i++) {
    const u = loadScalar<T>(x), v = loadScalar<T>(y);
    storeScalar<T>(x, round<T>(c * u) + round<T>(s * v));
    storeScalar<T>(y, round<T>(c * v) - round<T>(s * u));
    x += sizeof<T>();
    y += sizeof<T>();
  }
}
