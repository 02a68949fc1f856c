/**
 * Eigenvectors of an upper triangular complex matrix by substitution, as in LAPACK's ztrevc.
 *
 * Right: (T − λⱼ)·y = 0 from row j upwards. Left: x·(T − λⱼ) = 0 from column j rightwards. A pivot below
 * 2⁻⁵² of T's size, as in a repeated eigenvalue, is replaced by that: the vectors then belong to a matrix
 * that differs from T by no more than rounding.
 */

import { dot, scale } from "./linear_algebra_vector.ts";

const EPSILON: f64 = 2.220446049250313e-16;
/** 2³⁰⁰; entries beyond this are scaled down, so that chains of small pivots do not overflow. */
const LARGE: f64 = 2.037035976334486e90;

/** The smallest pivot that substitution divides by. */
export function chooseSmallestPivot(n: i32, re: usize, im: usize): f64 {
  let largest: f64 = 0;
  for (let i: i32 = 0; i < n * n; i++) {
    largest = max(largest, max(abs(load<f64>(re + 8 * i)), abs(load<f64>(im + 8 * i))));
  }
  return EPSILON * (largest == 0 ? 1 : largest);
}

/** Solves for the right eigenvector of the j-th diagonal entry; entries beyond j are zero. */
export function solveRight(
  n: i32,
  j: i32,
  smallest: f64,
  re: usize,
  im: usize,
  yr: usize,
  yi: usize,
): void {
  start(n, j, yr, yi);
  const ownRe = load<f64>(re + 8 * j * (n + 1)), ownIm = load<f64>(im + 8 * j * (n + 1));
  for (let i: i32 = j - 1; i >= 0; i--) {
    const row = 8 * (i * n + i + 1), from = 8 * (i + 1);
    const real = multiplyReal(j - i, re + row, im + row, yr + from, yi + from);
    const imaginary = multiplyImaginary(j - i, re + row, im + row, yr + from, yi + from);
    const pivot = 8 * i * (n + 1);
    const pr = load<f64>(re + pivot) - ownRe, pi = load<f64>(im + pivot) - ownIm;
    divide(n, -real, -imaginary, pr, pi, smallest, i, yr, yi);
  }
}

/** Solves for the left eigenvector, given Tᵀ; entries before j are zero. */
export function solveLeft(
  n: i32,
  j: i32,
  smallest: f64,
  re: usize,
  im: usize,
  xr: usize,
  xi: usize,
): void {
  start(n, j, xr, xi);
  const ownRe = load<f64>(re + 8 * j * (n + 1)), ownIm = load<f64>(im + 8 * j * (n + 1));
  for (let i: i32 = j + 1; i < n; i++) {
    const row = 8 * (i * n + j), from = 8 * j;
    const real = multiplyReal(i - j, re + row, im + row, xr + from, xi + from);
    const imaginary = multiplyImaginary(i - j, re + row, im + row, xr + from, xi + from);
    const pivot = 8 * i * (n + 1);
    const pr = load<f64>(re + pivot) - ownRe, pi = load<f64>(im + pivot) - ownIm;
    divide(n, -real, -imaginary, pr, pi, smallest, i, xr, xi);
  }
}

function start(n: i32, j: i32, re: usize, im: usize): void {
  memory.fill(re, 0, 8 * n);
  memory.fill(im, 0, 8 * n);
  store<f64>(re + 8 * j, 1);
}

function multiplyReal(n: i32, ar: usize, ai: usize, br: usize, bi: usize): f64 {
  return dot(n, ar, br) - dot(n, ai, bi);
}

function multiplyImaginary(n: i32, ar: usize, ai: usize, br: usize, bi: usize): f64 {
  return dot(n, ar, bi) + dot(n, ai, br);
}

/** Sets entry i to (a + b·i)/(c + d·i) by Smith's rule (1962), and keeps the vector within range. */
function divide(
  n: i32,
  a: f64,
  b: f64,
  c: f64,
  d: f64,
  smallest: f64,
  i: i32,
  re: usize,
  im: usize,
): void {
  if (max(abs(c), abs(d)) < smallest) c = smallest, d = 0;
  let real: f64, imaginary: f64;
  if (abs(c) >= abs(d)) {
    const ratio = d / c, size = c + ratio * d;
    real = (a + ratio * b) / size, imaginary = (b - ratio * a) / size;
  } else {
    const ratio = c / d, size = d + ratio * c;
    real = (ratio * a + b) / size, imaginary = (ratio * b - a) / size;
  }
  store<f64>(re + 8 * i, real);
  store<f64>(im + 8 * i, imaginary);
  if (max(abs(real), abs(imaginary)) < LARGE) return;
  scale(n, 1 / LARGE, re);
  scale(n, 1 / LARGE, im);
}
