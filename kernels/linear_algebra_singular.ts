/**
 * The singular value decomposition B = J·diag(σ)·W of n rows of m ≥ n entries, by one of two ways.
 *
 * Well-conditioned rows, κ ≤ 2¹⁶: B·Bᵀ = Jᵀ·Λ·J by the symmetric eigen-solver makes the rows of J·B
 * orthogonal but for rounding, and one or two Jacobi sweeps take away the rest. Errors of σ are of the order
 * of 2⁻⁵²·σ₁, so at most 2⁻³⁶ of the smallest. All others: QR with column pivoting, then Jacobi on R,
 * which keeps the relative accuracy of small singular values (Drmač & Veselić 2008, SIAM J. Matrix Anal.
 * Appl. 29(4)). Neighbouring rows that are well-conditioned among themselves are first made
 * orthogonal to one another in the first way, which spares most of the rotations.
 */

import { orthogonalise } from "./linear_algebra_jacobi.ts";
import { multiply, multiplySelf } from "./linear_algebra_product.ts";
import { applyQ, factorPivoted, factorPlain, takeTriangle } from "./linear_algebra_qr.ts";
import { reflectionScratch } from "./linear_algebra_reflection.ts";
import { decomposePositive, symmetricScratch } from "./linear_algebra_symmetric.ts";
import { dot, findLargest, scale } from "./linear_algebra_vector.ts";

/** Up to this many rows Jacobi alone is fast. */
const FEW: i32 = 32;
/** 2⁻³², the square of 1/κ. */
const WELL: f64 = 2.3283064365386963e-10;
/** 2⁻¹³: rows whose diagonal entries differ by no more are tried together. */
const ALIKE: f64 = 0.0001220703125;

/** Bytes of scratch memory that `decomposeSingular` needs. */
export function singularScratch(n: i32, m: i32): i32 {
  const well = max(symmetricScratch(n), 8 * n * (n + m));
  const back = 8 * n * m + reflectionScratch(n);
  const together = 8 * n + 16 * n * n + symmetricScratch(n);
  const triangle = 24 * n + 24 * n * n + max(back, together);
  return 8 * n * n + max(well, triangle);
}

/**
 * Decomposes rows, near 1 in their largest magnitude.
 *
 * @param b n × m, overwritten by W: orthonormal rows, zero where σ is 0.
 * @param sigma n values, in no order; @param j n × n, filled with Jᵀ: row i belongs to σᵢ.
 * @param product `productScratch()` bytes; @param scratch `singularScratch(n, m)` bytes; aligned to 16.
 * @returns 0, or the largest cosine that is left when the iteration did not end.
 */
export function decomposeSingular(
  n: i32,
  m: i32,
  b: usize,
  sigma: usize,
  j: usize,
  product: usize,
  scratch: usize,
): f64 {
  const gram = scratch;
  const rest = gram + 8 * n * n;
  if (n > FEW && isWell(n, m, b, sigma, j, product, gram, rest)) {
    return rotateWell(n, m, b, sigma, j, product, gram, rest);
  }
  return rotateTriangle(n, m, b, sigma, j, product, gram, rest);
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
  return decomposePositive(n, gram, sigma, j, WELL, product, rest);
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

/**
 * Bᵀ·Π = Q·R, Rᵀ = P·S and K·S = diag(σ)·Y give Jᵀ = K·Pᵀ·Πᵀ and W = Y·Qᵀ. The second factorisation makes
 * the rows of S nearly orthogonal where those of R fall steeply (Drmač & Veselić 2008, part II, section 3).
 */
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
  const tauP = tau + 8 * n;
  const order = tauP + 8 * n;
  const r = order + 8 * n;
  const s = r + 8 * n * n;
  const v = s + 16 * n * n;
  const rank = factorPivoted(n, m, b, tau, order, v);
  takeTriangle(rank, n, m, b, r, n);
  factorPlain(rank, n, r, tauP);
  const width = 2 * rank;
  takeTriangle(rank, rank, n, r, s, width);
  for (let i: i32 = 0; i < rank; i++) {
    memory.fill(s + 8 * (i * width + rank), 0, 8 * rank);
    store<f64>(s + 8 * (i * width + rank + i), 1);
  }
  orthogonaliseGroups(rank, s, gram, product, v);
  const worst = orthogonalise(rank, rank, width, s, gram, product);
  memory.fill(sigma, 0, 8 * n);
  for (let i: i32 = 0; i < rank; i++) {
    store<f64>(sigma + 8 * i, normalise(rank, s + 8 * i * width));
  }
  const scratch = v + 8 * n * m;
  spread(rank, n, s + 8 * rank, width, v);
  applyQ(rank, rank, n, v, r, tauP, product, scratch);
  memory.fill(j, 0, 8 * n * n);
  for (let i: i32 = 0; i < rank; i++) {
    for (let k: i32 = 0; k < n; k++) {
      const entry = load<f64>(v + 8 * (i * n + k));
      store<f64>(j + 8 * (i * n + load<i32>(order + 4 * k)), entry);
    }
  }
  spread(rank, m, s, width, v);
  applyQ(rank, rank, m, v, b, tau, product, scratch);
  memory.copy(b, v, 8 * rank * m);
  memory.fill(b + 8 * rank * m, 0, 8 * (n - rank) * m);
  return worst;
}

/** Copies rank × rank entries into rows of `length`, with zeros behind. */
function spread(rank: i32, length: i32, from: usize, stride: i32, to: usize): void {
  memory.fill(to, 0, 8 * rank * length);
  for (let i: i32 = 0; i < rank; i++) {
    memory.copy(to + 8 * i * length, from + 8 * i * stride, 8 * rank);
  }
}

/** Makes groups of S's rows orthogonal to one another; the identity beside S turns along. */
function orthogonaliseGroups(
  rank: i32,
  s: usize,
  gram: usize,
  product: usize,
  scratch: usize,
): void {
  const diagonal = 2 * rank + 1;
  let first: i32 = 0;
  while (first < rank) {
    const least = ALIKE * abs(load<f64>(s + 8 * first * diagonal));
    let end = first + 1;
    while (end < rank && abs(load<f64>(s + 8 * end * diagonal)) >= least) end++;
    if (end - first > FEW) {
      orthogonaliseGroup(
        end - first,
        rank,
        first,
        s + 8 * first * diagonal,
        gram,
        product,
        scratch,
      );
    }
    first = end;
  }
}

/** Turns `count` rows from the diagonal of S on, and their columns of the identity. */
function orthogonaliseGroup(
  count: i32,
  rank: i32,
  first: i32,
  rows: usize,
  gram: usize,
  product: usize,
  scratch: usize,
): void {
  const width = 2 * rank;
  const length = rank - first;
  const d = scratch;
  const turn = d + 8 * count;
  const turned = turn + 8 * count * count;
  const rest = turned + 8 * count * length;
  multiplySelf(count, length, rows, width, false, gram, count, false, product);
  scale(count * count, 1 / findLargest(count * count, gram), gram);
  if (!decomposePositive(count, gram, d, turn, WELL, product, rest)) return;
  multiply(
    count,
    length,
    count,
    1,
    turn,
    count,
    false,
    rows,
    width,
    false,
    turned,
    length,
    false,
    product,
  );
  for (let i: i32 = 0; i < count; i++) {
    // Longest first, as S's rows fall in size.
    const from = count - 1 - i;
    const row = rows + 8 * i * width;
    memory.copy(row, turned + 8 * from * length, 8 * length);
    memory.copy(row + 8 * rank, turn + 8 * from * count, 8 * count);
  }
}
