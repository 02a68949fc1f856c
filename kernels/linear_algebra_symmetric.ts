/** The symmetric eigenvalue problem A = V·Λ·Vᵀ: tridiagonal form, divide and conquer, and back. */

import { conquer } from "./linear_algebra_conquer.ts";
import { conquerScratch } from "./linear_algebra_conquer_state.ts";
import { reflectionScratch } from "./linear_algebra_reflection.ts";
import { applyReflections, reduceTridiagonal } from "./linear_algebra_tridiagonal.ts";

/** Bytes of scratch memory that `decomposeSymmetric` needs. */
export function symmetricScratch(n: i32): i32 {
  return 8 * 4 * (n + 2) + max(conquerScratch(n), reflectionScratch(n));
}

/**
 * Decomposes a symmetric matrix, near 1 in its largest magnitude.
 *
 * @param a n × n, its lower triangle is read; overwritten.
 * @param d filled with the n eigenvalues, rising; @param v n × n, filled with the eigenvectors as rows.
 * @param product `productScratch()` bytes; @param scratch `symmetricScratch(n)` bytes; aligned to 16.
 * @returns whether the iteration ended.
 */
export function decomposeSymmetric(
  n: i32,
  a: usize,
  d: usize,
  v: usize,
  product: usize,
  scratch: usize,
): bool {
  return decomposePositive(n, a, d, v, 0, product, scratch);
}

/**
 * Decomposes a positive symmetric matrix as `decomposeSymmetric` does, unless its eigenvalues span more
 * than 1 : 1/least. A `least` of 0 allows all.
 *
 * @returns whether the iteration ended and the eigenvectors were computed.
 */
export function decomposePositive(
  n: i32,
  a: usize,
  d: usize,
  v: usize,
  least: f64,
  product: usize,
  scratch: usize,
): bool {
  const e = scratch;
  const tau = e + 8 * n;
  const rest = tau + 8 * n;
  reduceTridiagonal(n, a, d, e, tau, rest);
  const order = rest;
  if (!conquer(n, d, e, v, order, product, order + 8 * (n + 2))) return false;
  if (least > 0 && load<f64>(d) < least * load<f64>(d + 8 * (n - 1))) return false;
  applyReflections(n, n, v, a, tau, product, rest);
  return true;
}
