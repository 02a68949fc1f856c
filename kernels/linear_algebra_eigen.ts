/**
 * Eigenvalues, right and left eigenvectors of a real matrix: A·v = λ·v and l·A = λ·l.
 *
 * With the balanced D⁻¹·A·D = Z·G·T·Gᴴ·Zᵀ and T's own vectors y, x: v = D·Z·G·y and l = x·Gᴴ·Zᵀ·D⁻¹. As x is
 * zero before entry j and y beyond it, l·v = x·y = xⱼ·yⱼ without cancellation.
 */

import { balance } from "./linear_algebra_balance.ts";
import { reduceHessenberg } from "./linear_algebra_hessenberg.ts";
import { multiply } from "./linear_algebra_product.ts";
import { reflectionScratch } from "./linear_algebra_reflection.ts";
import { iterateSchur, NEGLIGIBLE } from "./linear_algebra_schur.ts";
import { chooseSmallestPivot, solveLeft, solveRight } from "./linear_algebra_substitution.ts";
import { findPower, scale } from "./linear_algebra_vector.ts";
import {
  leaveLeft,
  leaveRight,
  makeTriangular,
  multiplyBlocks,
} from "./linear_algebra_triangular.ts";

/** Bytes of scratch memory that `decomposeEigen` needs. */
export function eigenScratch(n: i32): i32 {
  const vectors = 40 * n * n;
  return 8 * n * n + 40 * n + max(vectors, 8 * n * n + 8 * n + reflectionScratch(n));
}

/**
 * Decomposes a matrix, near 1 in its largest magnitude.
 *
 * @param a n × n, overwritten.
 * @param values 2·n doubles: real parts, then imaginary parts; of a conjugate pair the upper comes first.
 * @param products n doubles: l·v of the vectors stored.
 * @param right, left: n × n for the real and n × n for the imaginary parts; row s belongs to the s-th
 * eigenvalue that is not the lower one of a pair. Their lengths are arbitrary.
 * @param product `productScratch()` bytes; @param scratch `eigenScratch(n)` bytes.
 * @returns 0, or the row whose subdiagonal entry, then the first of `values`, did not vanish.
 */
export function decomposeEigen(
  n: i32,
  a: usize,
  values: usize,
  products: usize,
  right: usize,
  left: usize,
  product: usize,
  scratch: usize,
): i32 {
  const zt = scratch;
  const d = zt + 8 * n * n;
  const u = d + 8 * n;
  const v = u + 16 * n;
  const tau = v + 8 * n;
  const rest = tau + 8 * n;
  balance(n, a, d);
  let power = findPower(n * n, a);
  if (power == 0) power = 1;
  scale(n * n, 1 / power, a);
  dropNegligible(n, a);
  reduceHessenberg(n, a, zt, rest, tau, product, rest + 8 * n * n);
  dropNegligible(n, a);
  const row = iterateSchur(n, a, zt);
  if (row != 0) {
    store<f64>(values, load<f64>(a + 8 * (row * n + row - 1)));
    return row;
  }
  memory.fill(v, 0, 8 * n);
  memory.fill(rest, 0, 8 * n * n);
  makeTriangular(n, a, rest, u, v);
  solveAll(n, a, rest, u, v, d, zt, values, products, right, left, product);
  scale(2 * n, power, values);
  return 0;
}

/**
 * Computes the complex Schur form A = Z·T·Zᴴ of a matrix near 1 in its largest magnitude.
 *
 * @param a n × n, becomes the real part of T; tIm, zRe, zIm: n × n, filled.
 * @param product `productScratch()` bytes; @param scratch `eigenScratch(n)` bytes.
 * @returns 0, or the row whose subdiagonal entry, then the first of tIm, did not vanish.
 */
export function decomposeTriangular(
  n: i32,
  a: usize,
  tIm: usize,
  zRe: usize,
  zIm: usize,
  product: usize,
  scratch: usize,
): i32 {
  const zt = scratch;
  const u = zt + 8 * n * n;
  const v = u + 16 * n;
  const tau = v + 8 * n;
  const rest = tau + 8 * n;
  dropNegligible(n, a);
  reduceHessenberg(n, a, zt, rest, tau, product, rest + 8 * n * n);
  dropNegligible(n, a);
  const row = iterateSchur(n, a, zt);
  if (row != 0) {
    store<f64>(tIm, load<f64>(a + 8 * (row * n + row - 1)));
    return row;
  }
  memory.fill(v, 0, 8 * n);
  memory.fill(tIm, 0, 8 * n * n);
  memory.fill(zIm, 0, 8 * n * n);
  makeTriangular(n, a, tIm, u, v);
  transpose(n, zt, zRe);
  multiplyBlocks(n, zRe, zIm, u, v);
  return 0;
}

/** Without this, shifts of nearly nilpotent matrices underflow and the iteration stands still. */
function dropNegligible(n: i32, a: usize): void {
  for (let i: i32 = 0; i < n * n; i++) {
    if (abs(load<f64>(a + 8 * i)) <= NEGLIGIBLE) store<f64>(a + 8 * i, 0);
  }
}

function solveAll(
  n: i32,
  re: usize,
  im: usize,
  u: usize,
  v: usize,
  d: usize,
  zt: usize,
  values: usize,
  products: usize,
  right: usize,
  left: usize,
  product: usize,
): void {
  const whole = 8 * n * n;
  const reT = im + whole, imT = reT + whole, yr = imT + whole, yi = yr + whole;
  const smallest = chooseSmallestPivot(n, re, im);
  transpose(n, re, reT);
  transpose(n, im, imT);
  let count: i32 = 0;
  for (let j: i32 = 0; j < n; j++) {
    const imaginary = load<f64>(im + 8 * j * (n + 1));
    store<f64>(values + 8 * j, load<f64>(re + 8 * j * (n + 1)));
    store<f64>(values + 8 * (n + j), imaginary);
    if (imaginary < 0) continue;
    const row = 8 * count * n;
    solveRight(n, j, smallest, re, im, yr + row, yi + row);
    store<f64>(products + 8 * count, load<f64>(yr + row + 8 * j));
    leaveRight(n, u, v, yr + row, yi + row);
    count++;
  }
  carry(count, n, yr, yi, zt, right, product);
  count = 0;
  for (let j: i32 = 0; j < n; j++) {
    if (load<f64>(im + 8 * j * (n + 1)) < 0) continue;
    const row = 8 * count * n;
    solveLeft(n, j, smallest, reT, imT, yr + row, yi + row);
    const entry = load<f64>(yr + row + 8 * j);
    store<f64>(products + 8 * count, entry * load<f64>(products + 8 * count));
    leaveLeft(n, u, v, yr + row, yi + row);
    count++;
  }
  carry(count, n, yr, yi, zt, left, product);
  for (let s: i32 = 0; s < count; s++) {
    for (let i: i32 = 0; i < n; i++) unbalance(s * n + i, n, load<f64>(d + 8 * i), right, left);
    const shrunk = shrink(n, right + 8 * s * n) * shrink(n, left + 8 * s * n);
    store<f64>(products + 8 * s, load<f64>(products + 8 * s) / shrunk);
  }
}

/** Divides a vector by a power of two, so that squares of its entries stay within range; gives that. */
function shrink(n: i32, re: usize): f64 {
  const im = re + 8 * n * n;
  const power = max(findPower(n, re), findPower(n, im));
  if (power == 0) return 1;
  scale(n, 1 / power, re);
  scale(n, 1 / power, im);
  return power;
}

function unbalance(place: i32, n: i32, factor: f64, right: usize, left: usize): void {
  const re = 8 * place, im = 8 * (n * n + place);
  store<f64>(right + re, load<f64>(right + re) * factor);
  store<f64>(right + im, load<f64>(right + im) * factor);
  store<f64>(left + re, load<f64>(left + re) / factor);
  store<f64>(left + im, load<f64>(left + im) / factor);
}

/** Multiplies rows with Zᵀ. */
function carry(
  count: i32,
  n: i32,
  re: usize,
  im: usize,
  zt: usize,
  to: usize,
  product: usize,
): void {
  multiply(count, n, n, 1, re, n, false, zt, n, false, to, n, false, product);
  multiply(count, n, n, 1, im, n, false, zt, n, false, to + 8 * n * n, n, false, product);
}

function transpose(n: i32, from: usize, to: usize): void {
  for (let i: i32 = 0; i < n; i++) {
    for (let j: i32 = 0; j < n; j++) {
      store<f64>(to + 8 * (j * n + i), load<f64>(from + 8 * (i * n + j)));
    }
  }
}
