/**
 * One-sided Jacobi iteration: rotates pairs of rows until all are orthogonal.
 *
 * Hestenes 1958; Drmač & Veselić 2008, SIAM J. Matrix Anal. Appl. 29(4). Every sweep computes all
 * products in one, and then looks closely only at the pairs that are not orthogonal by them.
 */

import { multiplySelf } from "./linear_algebra_product.ts";
import { dot, rotate } from "./linear_algebra_vector.ts";

const EPSILON: f64 = 2.220446049250313e-16;
/** Sweeps until an iteration counts as failed; ten are many. */
const MOST_SWEEPS: i32 = 60;

/**
 * Orthogonalises rows.
 *
 * @param n rows; length: entries of each that count; width ≥ length: entries that are rotated.
 * @param a n rows of `width` doubles, rotated in place.
 * @param gram n × n, scratch; product: `productScratch()` bytes.
 * @returns 0, or the largest cosine of the last sweep, when the iteration did not end.
 */
export function orthogonalise(
  n: i32,
  length: i32,
  width: i32,
  a: usize,
  gram: usize,
  product: usize,
): f64 {
  let worst: f64 = 0;
  for (let sweep: i32 = 0; sweep < MOST_SWEEPS; sweep++) {
    multiplySelf(n, length, a, width, false, gram, n, false, product);
    worst = 0;
    for (let p: i32 = 0; p < n; p++) {
      for (let q: i32 = p + 1; q < n; q++) {
        const product = abs(load<f64>(gram + 8 * (p * n + q)));
        if (!isOblique(n, product, gram + 8 * p * (n + 1), gram + 8 * q * (n + 1))) continue;
        worst = max(worst, rotatePair(n, p, q, length, width, a, gram));
      }
    }
    if (worst == 0) return 0;
  }
  return worst;
}

/** Whether a cosine exceeds n·2⁻⁵²; false when a row is zero, where the cosine is 0/0. */
function isOblique(n: i32, size: f64, pp: usize, qq: usize): bool {
  return size / (sqrt<f64>(load<f64>(pp)) * sqrt<f64>(load<f64>(qq))) > <f64> n * EPSILON;
}

/** Makes two rows orthogonal; the squares of their lengths follow on gram's diagonal. Gives the cosine. */
function rotatePair(n: i32, p: i32, q: i32, length: i32, width: i32, a: usize, gram: usize): f64 {
  const first = a + 8 * p * width;
  const second = a + 8 * q * width;
  const pp = gram + 8 * p * (n + 1);
  const qq = gram + 8 * q * (n + 1);
  const product = dot(length, first, second);
  if (!isOblique(n, abs(product), pp, qq)) return 0;
  const cosine = abs(product) / (sqrt<f64>(load<f64>(pp)) * sqrt<f64>(load<f64>(qq)));
  const tangent = findTangent((load<f64>(qq) - load<f64>(pp)) / (2 * product));
  const c = 1 / sqrt<f64>(1 + tangent * tangent);
  rotate(width, first, second, c, -c * tangent);
  store<f64>(pp, load<f64>(pp) - tangent * product);
  store<f64>(qq, load<f64>(qq) + tangent * product);
  return cosine;
}

/** The tangent of the smaller rotation angle: t = sign(ζ) / (|ζ| + √(1 + ζ²)). */
function findTangent(zeta: f64): f64 {
  const size = abs(zeta);
  const tangent = size > 1e8 ? 0.5 / size : 1 / (size + sqrt<f64>(1 + size * size));
  return zeta < 0 ? -tangent : tangent;
}
