/// <reference path="./dense_assembly.d.ts" />

/**
 * One-sided Jacobi iteration on rows of floats or doubles: rotates pairs until all are orthogonal.
 *
 * Hestenes 1958; Drmač & Veselić 2008, SIAM J. Matrix Anal. Appl. 29(4), as `linear_algebra_jacobi.ts`. Every sweep
 * computes all products in one, and then looks closely only at the pairs that are not orthogonal by them.
 */

import { loadScalar, storeScalar } from "./lanes.ts";
import { multiply } from "./patch_product.ts";
import { dot, rotate, round } from "./patch_vector.ts";

/** Sweeps until an iteration counts as failed; ten are many. */
const MOST_SWEEPS: i32 = 60;
/** Rows whose products are computed in one. */
const STRIP: i32 = 64;

/** ε of T. */
export function epsilon<T>(): f64 {
  return sizeof<T>() == 4 ? 1.1920928955078125e-7 : 2.220446049250313e-16;
}

/**
 * Orthogonalises rows: cosines up to (8 + n/16)·ε, which is what rounding leaves of them, count as 0.
 *
 * @param n rows; length: entries of each that count; width ≥ length: entries that are rotated.
 * @param a n rows of `width` numbers, rotated in place.
 * @param gram n × n, scratch; product: `productScratch()` bytes.
 * @returns 0, or the largest cosine of the last sweep, when the iteration did not end.
 */
export function orthogonalise<T>(
  n: i32,
  length: i32,
  width: i32,
  a: usize,
  gram: usize,
  product: usize,
): f64 {
  const size: usize = sizeof<T>();
  const least = epsilon<T>() * (8 + <f64> n / 16);
  let worst: f64 = 0;
  for (let sweep: i32 = 0; sweep < MOST_SWEEPS; sweep++) {
    for (let i: i32 = 0; i < n; i += STRIP) {
      const from = a + size * (i * width);
      const to = gram + size * (i * n + i);
      const high: i32 = min(STRIP, n - i);
      multiply<T>(
        high,
        n - i,
        length,
        from,
        width,
        false,
        from,
        width,
        true,
        to,
        n,
        false,
        false,
        product,
      );
    }
    worst = 0;
    for (let p: i32 = 0; p < n; p++) {
      for (let q: i32 = p + 1; q < n; q++) {
        const overlap = abs(loadScalar<T>(gram + size * (p * n + q)));
        const pp = gram + size * (p * (n + 1)), qq = gram + size * (q * (n + 1));
        if (!isOblique<T>(least, overlap, pp, qq)) continue;
        worst = max(worst, rotatePair<T>(least, p, q, length, width, a, pp, qq));
      }
    }
    if (worst == 0) return 0;
  }
  return worst;
}

/** Whether a cosine exceeds `least`; false when a row is zero, where the cosine is 0/0. */
function isOblique<T>(least: f64, size: f64, pp: usize, qq: usize): bool {
  return size / (sqrt<f64>(loadScalar<T>(pp)) * sqrt<f64>(loadScalar<T>(qq))) > least;
}

/** Makes two rows orthogonal; the squares of their lengths follow on gram's diagonal. Gives the cosine. */
function rotatePair<T>(
  least: f64,
  p: i32,
  q: i32,
  length: i32,
  width: i32,
  a: usize,
  pp: usize,
  qq: usize,
): f64 {
  const size: usize = sizeof<T>();
  const first = a + size * (p * width);
  const second = a + size * (q * width);
  const product = dot<T>(length, first, second);
  if (!isOblique<T>(least, abs(product), pp, qq)) return 0;
  const cosine = abs(product) / (sqrt<f64>(loadScalar<T>(pp)) * sqrt<f64>(loadScalar<T>(qq)));
  const tangent = findTangent<T>((loadScalar<T>(qq) - loadScalar<T>(pp)) / (2 * product));
  const c = round<T>(1 / sqrt<f64>(1 + tangent * tangent));
  rotate<T>(width, first, second, c, round<T>(-c * tangent));
  storeScalar<T>(pp, max(0, loadScalar<T>(pp) - tangent * product));
  storeScalar<T>(qq, loadScalar<T>(qq) + tangent * product);
  return cosine;
}

/** The tangent of the smaller rotation angle: t = sign(ζ) / (|ζ| + √(1 + ζ²)). */
function findTangent<T>(zeta: f64): f64 {
  const size = abs(zeta);
  const tangent = size > 1e8 ? 0.5 / size : 1 / (size + sqrt<f64>(1 + size * size));
  return round<T>(zeta < 0 ? -tangent : tangent);
}
