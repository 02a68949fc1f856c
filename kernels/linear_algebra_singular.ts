/**
 * The singular value decomposition B = J·diag(σ)·W of n rows of m ≥ n entries, by one of two ways.
 *
 * Well-conditioned rows, κ ≤ 2¹⁶: B·Bᵀ = Jᵀ·Λ·J by the symmetric eigen-solver makes the rows of J·B
 * orthogonal but for rounding, and one or two Jacobi sweeps take away the rest. Errors of σ are of the order
 * of 2⁻⁵²·σ₁, so at most 2⁻³⁶ of the smallest. All others: QR with column pivoting, then Jacobi on R,
 * which keeps the relative accuracy of small singular values (Drmač & Veselić 2008, SIAM J. Matrix Anal.
 * Appl. 29(4)).
 */

import { orthogonalise } from "./linear_algebra_jacobi.ts";
import { multiply, multiplySelf, productScratch } from "./linear_algebra_product.ts";
import { applyQ, factorPivoted, takeTriangle } from "./linear_algebra_qr.ts";
import { reflectionScratch } from "./linear_algebra_reflection.ts";
import { decomposeSymmetric, symmetricScratch } from "./linear_algebra_symmetric.ts";
import { dot, scale } from "./linear_algebra_vector.ts";

/** Up to this many rows Jacobi alone is fast. */
const FEW: i32 = 32;
/** 2⁻³², the square of 1/κ. */
const WELL: f64 = 2.3283064365386963e-10;

/** Bytes of scratch memory that `decomposeSingular` needs. */
export function singularScratch(n: i32, m: i32): i32 {
  const well = max(symmetricScratch(n), 8 * n * (n + m));
  const triangle = 16 * n + 16 * n * n + 8 * n * m + reflectionScratch(n);
  return productScratch() + 8 * n * n + max(well, triangle);
}

/**
 * Decomposes rows, near 1 in their largest magnitude.
 *
 * @param b n × m, overwritten by W: orthonormal rows, zero where σ is 0.
 * @param sigma n values, in no order; @param j n × n, filled with Jᵀ: row i belongs to σᵢ.
 * @returns 0, or the largest cosine that is left when the iteration did not end.
 */
export function decomposeSingular(
  n: i32,
  m: i32,
  b: usize,
  sigma: usize,
  j: usize,
  scratch: usize,
): f64 {
  const gram = scratch + productScratch();
  const rest = gram + 8 * n * n;
  if (n > FEW && isWell(n, m, b, sigma, j, scratch, gram, rest)) {
    return rotateWell(n, m, b, sigma, j, scratch, gram, rest);
  }
  return rotateTriangle(n, m, b, sigma, j, scratch, gram, rest);
}

/** Fills j with the eigenvectors of B·Bᵀ and says whether they are good enough to begin with. */
function isWell(
  n: i32,
  m: i32,
  b: usize,
  sigma: usize,
  j: usize,
  product: usize,
  gram: usize,
  rest: usize,
): bool {
  multiplySelf(n, m, b, m, false, gram, n, false, product);
  if (!decomposeSymmetric(n, gram, sigma, j, rest)) return false;
  return load<f64>(sigma) >= WELL * load<f64>(sigma + 8 * (n - 1));
}

function rotateWell(
  n: i32,
  m: i32,
  b: usize,
  sigma: usize,
  j: usize,
  product: usize,
  gram: usize,
  rows: usize,
): f64 {
  const width = m + n;
  multiply(n, m, n, 1, j, n, false, b, m, false, rows, width, false, product);
  for (let i: i32 = 0; i < n; i++) {
    memory.copy(rows + 8 * (i * width + m), j + 8 * i * n, 8 * n);
  }
  const worst = orthogonalise(n, m, width, rows, gram, product);
  for (let i: i32 = 0; i < n; i++) {
    memory.copy(b + 8 * i * m, rows + 8 * i * width, 8 * m);
    memory.copy(j + 8 * i * n, rows + 8 * (i * width + m), 8 * n);
    store<f64>(sigma + 8 * i, normalise(m, b + 8 * i * m));
  }
  return worst;
}

/** Makes a vector's length 1 if it is not 0; gives its length. */
function normalise(n: i32, x: usize): f64 {
  const length = sqrt<f64>(dot(n, x, x));
  if (length > 0) scale(n, 1 / length, x);
  return length;
}

/** Bᵀ·Π = Q·R and K·R = diag(σ)·Yᵀ give Jᵀ = Yᵀ·Πᵀ and W = K·Qᵀ. */
function rotateTriangle(
  n: i32,
  m: i32,
  b: usize,
  sigma: usize,
  j: usize,
  product: usize,
  gram: usize,
  rest: usize,
): f64 {
  const tau = rest;
  const order = tau + 8 * n;
  const r = order + 8 * n;
  const rank = factorPivoted(n, m, b, tau, order, r);
  const width = n + rank;
  const v = r + 8 * n * width;
  takeTriangle(rank, n, m, b, r, width);
  for (let i: i32 = 0; i < rank; i++) {
    const row = r + 8 * i * width;
    memory.fill(row + 8 * n, 0, 8 * rank);
    store<f64>(row + 8 * (n + i), 1);
  }
  const worst = orthogonalise(rank, n, width, r, gram, product);
  memory.fill(j, 0, 8 * n * n);
  memory.fill(sigma, 0, 8 * n);
  memory.fill(v, 0, 8 * n * m);
  for (let i: i32 = 0; i < rank; i++) {
    const row = r + 8 * i * width;
    store<f64>(sigma + 8 * i, normalise(n, row));
    memory.copy(v + 8 * i * m, row + 8 * n, 8 * rank);
    for (let k: i32 = 0; k < n; k++) {
      store<f64>(j + 8 * (i * n + load<i32>(order + 4 * k)), load<f64>(row + 8 * k));
    }
  }
  applyQ(rank, rank, m, v, b, tau, product, v + 8 * n * m);
  memory.copy(b, v, 8 * n * m);
  return worst;
}
