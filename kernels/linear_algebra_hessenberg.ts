/**
 * Reduction to upper Hessenberg form, A = Z·H·Zᵀ, by Householder reflections.
 *
 * Golub & Van Loan 2013, Matrix Computations, 4th ed., algorithm 7.4.2; Z by blocks of reflections.
 */

import { reflect, REFLECTIONS } from "./linear_algebra_reflection.ts";
import { addScaled, dot } from "./linear_algebra_vector.ts";

/**
 * Reduces A (n × n, near 1 in its largest magnitude) to H in place.
 *
 * @param zt n × n, filled with Zᵀ; @param x n × n, scratch for the reflections; @param tau n doubles.
 * @param product `productScratch()` bytes; scratch: `reflectionScratch(n)` and 8·n bytes.
 */
export function reduceHessenberg(
  n: i32,
  a: usize,
  zt: usize,
  x: usize,
  tau: usize,
  product: usize,
  scratch: usize,
): void {
  memory.fill(zt, 0, 8 * n * n);
  memory.fill(x, 0, 8 * n * n);
  for (let i: i32 = 0; i < n; i++) store<f64>(zt + 8 * i * (n + 1), 1);
  for (let k: i32 = 0; k + 2 < n; k++) {
    const v = x + 8 * (k * n + k + 1);
    const factor = makeReflection(n, k, a, v);
    store<f64>(tau + 8 * k, factor);
    if (factor != 0) applyBoth(n, k, factor, a, v, scratch);
  }
  const blocks: i32 = (n - 2 + REFLECTIONS - 1) / REFLECTIONS;
  for (let block: i32 = blocks - 1; block >= 0; block--) {
    const first = block * REFLECTIONS;
    const count: i32 = min(REFLECTIONS, n - 2 - first);
    const from = x + 8 * (first * n + first + 1);
    const to = zt + 8 * (first + 1);
    reflect(n, n - first - 1, to, n, count, from, n, tau + 8 * first, true, product, scratch);
  }
}

/** The reflection for column k below its subdiagonal, which becomes (…, ±‖x‖, 0, …); gives τ. */
function makeReflection(n: i32, k: i32, a: usize, v: usize): f64 {
  const length = n - k - 1;
  for (let i: i32 = 0; i < length; i++) {
    store<f64>(v + 8 * i, load<f64>(a + 8 * ((k + 1 + i) * n + k)));
  }
  let largest: f64 = 0;
  for (let i: i32 = 1; i < length; i++) largest = max(largest, abs(load<f64>(v + 8 * i)));
  if (largest == 0) return 0;
  // Divided by the largest entry, so that no square leaves the range of doubles.
  largest = max(largest, abs(load<f64>(v)));
  for (let i: i32 = 0; i < length; i++) store<f64>(v + 8 * i, load<f64>(v + 8 * i) / largest);
  const head = load<f64>(v);
  const norm = sqrt<f64>(dot(length, v, v));
  const end = head > 0 ? -norm : norm;
  for (let i: i32 = 1; i < length; i++) {
    store<f64>(v + 8 * i, load<f64>(v + 8 * i) / (head - end));
    store<f64>(a + 8 * ((k + 1 + i) * n + k), 0);
  }
  store<f64>(v, 1);
  store<f64>(a + 8 * ((k + 1) * n + k), end * largest);
  return (end - head) / end;
}

/** A ← H·A·H for the rows and columns behind k; column k is done already. */
function applyBoth(n: i32, k: i32, factor: f64, a: usize, v: usize, sums: usize): void {
  const length = n - k - 1;
  const corner = a + 8 * (k + 1);
  memory.fill(sums, 0, 8 * length);
  for (let i: i32 = 0; i < length; i++) {
    addScaled(length, load<f64>(v + 8 * i), corner + 8 * (k + 1 + i) * n, sums);
  }
  for (let i: i32 = 0; i < n; i++) {
    const row = corner + 8 * i * n;
    if (i > k) addScaled(length, -factor * load<f64>(v + 8 * (i - k - 1)), sums, row);
    addScaled(length, -factor * dot(length, row, v), v, row);
  }
}
