/**
 * Eigenvalues and eigenvectors of a small symmetric tridiagonal matrix by implicit QL iteration.
 *
 * EISPACK's imtql2 (Dubrulle 1970, Numer. Math. 15).
 */

import { rotate } from "./linear_algebra_vector.ts";

const MOST_SWEEPS: i32 = 60;
const EPSILON: f64 = 2.220446049250313e-16;
/** Beside entries near 1. */
const NEGLIGIBLE: f64 = 1e-100;

/**
 * Solves T.
 *
 * @param d n diagonal entries, overwritten by the eigenvalues in no order.
 * @param e e[i] between i − 1 and i, overwritten.
 * @param q zeros, n rows of `stride`; filled with the eigenvectors as rows.
 * @returns whether the iteration ended.
 */
export function solveSmall(n: i32, d: usize, e: usize, q: usize, stride: i32): bool {
  for (let i: i32 = 0; i < n; i++) store<f64>(q + 8 * (i * stride + i), 1);
  for (let l: i32 = 0; l < n; l++) {
    for (let sweep: i32 = 0;; sweep++) {
      const m = findEnd(n, l, d, e);
      if (m == l) break;
      if (sweep == MOST_SWEEPS) return false;
      sweepBlock(n, l, m, d, e, q, stride);
    }
  }
  return true;
}

/** The last row of the unreduced block that begins in row l. */
function findEnd(n: i32, l: i32, d: usize, e: usize): i32 {
  let m = l;
  for (; m < n - 1; m++) {
    const beside = abs(load<f64>(d + 8 * m)) + abs(load<f64>(d + 8 * m, 8));
    const link = abs(load<f64>(e + 8 * m, 8));
    if (link <= EPSILON * beside || link <= NEGLIGIBLE) break;
  }
  return m;
}

function sweepBlock(n: i32, l: i32, m: i32, d: usize, e: usize, q: usize, stride: i32): void {
  const first = load<f64>(d + 8 * l);
  const link = load<f64>(e + 8 * l, 8);
  let g = (load<f64>(d + 8 * l, 8) - first) / (2 * link);
  let r = measure(g, 1);
  g = load<f64>(d + 8 * m) - first + link / (g + (g >= 0 ? r : -r));
  let s: f64 = 1, c: f64 = 1, p: f64 = 0;
  for (let i: i32 = m - 1; i >= l; i--) {
    const before = load<f64>(e + 8 * i, 8);
    const f = s * before, b = c * before;
    r = measure(f, g);
    if (i + 1 < m) store<f64>(e + 8 * (i + 1), r, 8);
    if (r == 0) {
      store<f64>(d + 8 * i, load<f64>(d + 8 * i, 8) - p, 8);
      return;
    }
    s = f / r, c = g / r;
    g = load<f64>(d + 8 * i, 8) - p;
    r = (load<f64>(d + 8 * i) - g) * s + 2 * c * b;
    p = s * r;
    store<f64>(d + 8 * i, g + p, 8);
    g = c * r - b;
    rotate(n, q + 8 * i * stride, q + 8 * (i + 1) * stride, c, -s);
  }
  store<f64>(d + 8 * l, load<f64>(d + 8 * l) - p);
  store<f64>(e + 8 * l, g, 8);
}

function measure(a: f64, b: f64): f64 {
  return sqrt<f64>(a * a + b * b);
}
