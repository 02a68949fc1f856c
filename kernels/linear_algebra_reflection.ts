/**
 * Many Householder reflections at once: H₁·H₂·…·Hₖ = I − X·T·Xᵀ with an upper triangular T.
 *
 * Compact WY form: Schreiber & Van Loan 1989, SIAM J. Sci. Stat. Comput. 10(1), eq. 2.5.
 */

import { multiply } from "./linear_algebra_product.ts";
import { dot } from "./linear_algebra_vector.ts";

/** How many reflections are applied at once. */
export const REFLECTIONS: i32 = 32;

/** Bytes of scratch memory that `reflect` needs. */
export function reflectionScratch(rows: i32): i32 {
  return 16 * rows * REFLECTIONS + 8 * REFLECTIONS * REFLECTIONS;
}

/**
 * Multiplies the rows of V with reflections I − τⱼ·xⱼ·xⱼᵀ: V ← V·H₁·…·Hₖ, or V·Hₖ·…·H₁ if `backward`.
 *
 * @param rows rows of V; length: entries of each that the reflections touch.
 * @param count k ≤ 32; @param x the vectors as rows, with zeros where they have no entries.
 * @param product `productScratch()` bytes; scratch: `reflectionScratch(rows)` bytes.
 */
export function reflect(
  rows: i32,
  length: i32,
  v: usize,
  vStride: i32,
  count: i32,
  x: usize,
  xStride: i32,
  tau: usize,
  backward: bool,
  product: usize,
  scratch: usize,
): void {
  const w = scratch;
  const turned = w + 8 * rows * REFLECTIONS;
  const t = turned + 8 * rows * REFLECTIONS;
  makeTriangle(count, length, x, xStride, tau, t);
  multiply(rows, count, length, 1, v, vStride, false, x, xStride, true, w, count, false, product);
  multiply(
    rows,
    count,
    count,
    1,
    w,
    count,
    false,
    t,
    count,
    backward,
    turned,
    count,
    false,
    product,
  );
  multiply(
    rows,
    length,
    count,
    -1,
    turned,
    count,
    false,
    x,
    xStride,
    false,
    v,
    vStride,
    true,
    product,
  );
}

function makeTriangle(count: i32, length: i32, x: usize, stride: i32, tau: usize, t: usize): void {
  memory.fill(t, 0, 8 * count * count);
  for (let j: i32 = 0; j < count; j++) {
    const factor = load<f64>(tau + 8 * j);
    const own = x + 8 * j * stride;
    store<f64>(t + 8 * (j * count + j), factor);
    for (let i: i32 = 0; i < j; i++) {
      store<f64>(t + 8 * (i * count + j), dot(length, x + 8 * i * stride, own));
    }
    // Column j above the diagonal becomes −τⱼ·T·(xᵢ·xⱼ); row i needs rows i … j − 1, so from the top.
    for (let i: i32 = 0; i < j; i++) {
      let sum: f64 = 0;
      for (let k: i32 = i; k < j; k++) {
        sum += load<f64>(t + 8 * (i * count + k)) * load<f64>(t + 8 * (k * count + j));
      }
      store<f64>(t + 8 * (i * count + j), -factor * sum);
    }
  }
}
