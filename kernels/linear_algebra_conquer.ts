/**
 * Eigenvalues and eigenvectors of a symmetric tridiagonal matrix by divide and conquer.
 *
 * Cuppen 1981, Numer. Math. 36: T = diag(T₁, T₂) + ρ·v·vᵀ. With T₁ = Q₁D₁Q₁ᵀ, T₂ = Q₂D₂Q₂ᵀ and
 * z = (last column of Q₁ᵀ, ± first of Q₂ᵀ), what is left is D + ρ·z·zᵀ. Entries of z near 0 and pairs of
 * equal d deflate; ẑ is computed anew from the roots, which makes the vectors orthogonal to rounding
 * (Gu & Eisenstat 1995, SIAM J. Matrix Anal. Appl. 16(1), eq. 3.1 and algorithm 3.2). Products skip the
 * zero blocks of Q as LAPACK's dlaed2 does.
 */

import {
  copy,
  dropped,
  kept,
  kinds,
  layOut,
  links,
  places,
  poles,
  product,
  secular,
  size,
  sorted,
  squares,
  values,
  vectors,
  weights,
  z,
} from "./linear_algebra_conquer_state.ts";
import { deflate, mergeLists, sortRange } from "./linear_algebra_deflate.ts";
import { multiply } from "./linear_algebra_product.ts";
import { solveSmall } from "./linear_algebra_implicit.ts";
import { solveSecular } from "./linear_algebra_secular.ts";
import { dot, scale } from "./linear_algebra_vector.ts";

/** Problems up to this size are solved by QL iteration. */
const SMALL: i32 = 24;

// Gathered rows of kind 0, and of kinds 0 and 1.
let counts0: i32 = 0;
let counts1: i32 = 0;

/**
 * Solves T, which must be near 1 in its largest magnitude.
 *
 * @param d diagonal, overwritten by the eigenvalues, rising.
 * @param e e[i] between i − 1 and i; e[0] is not used; overwritten.
 * @param q n × n, filled with the eigenvectors as rows; order: n integers.
 * @param productMemory `productScratch()` bytes; scratch: `conquerScratch(n)` bytes.
 * @returns whether every iteration ended.
 */
export function conquer(
  n: i32,
  d: usize,
  e: usize,
  q: usize,
  order: usize,
  productMemory: usize,
  scratch: usize,
): bool {
  layOut(n, d, e, q, order, productMemory, scratch);
  memory.fill(q, 0, 8 * n * n);
  if (!divide(0, n)) return false;
  // The rows in rising order of their values.
  memory.copy(copy, q, 8 * n * n);
  memory.copy(z, d, 8 * n);
  for (let i: i32 = 0; i < n; i++) {
    const from = load<i32>(places + 4 * i);
    memory.copy(q + 8 * i * n, copy + 8 * from * n, 8 * n);
    store<f64>(d + 8 * i, load<f64>(z + 8 * from));
  }
  return true;
}

/** Solves rows first … first + n; `places` then lists them by rising value. */
function divide(first: i32, n: i32): bool {
  if (n <= SMALL) {
    const corner = vectors + 8 * (first * size + first);
    if (!solveSmall(n, values + 8 * first, links + 8 * first, corner, size)) return false;
    sortRange(first, n);
    return true;
  }
  const half: i32 = n >> 1;
  const cut = first + half;
  const link = load<f64>(links + 8 * cut);
  const rho = abs(link);
  changeValue(cut - 1, -rho);
  changeValue(cut, -rho);
  if (!divide(first, half) || !divide(cut, n - half)) return false;
  return merge(first, half, n - half, rho, link < 0 ? -1 : 1);
}

function changeValue(i: i32, by: f64): void {
  store<f64>(values + 8 * i, load<f64>(values + 8 * i) + by);
}

function merge(first: i32, upper: i32, lower: i32, link: f64, sign: f64): bool {
  const n = upper + lower;
  const cut = first + upper;
  // z / √2, which has length 1; then ρ doubles.
  const root = sqrt<f64>(0.5);
  for (let i: i32 = first; i < cut; i++) {
    store<f64>(z + 8 * i, root * load<f64>(vectors + 8 * (i * size + cut - 1)));
    store<i32>(kinds + 4 * i, 0);
  }
  for (let i: i32 = cut; i < first + n; i++) {
    store<f64>(z + 8 * i, sign * root * load<f64>(vectors + 8 * (i * size + cut)));
    store<i32>(kinds + 4 * i, 2);
  }
  const rho = 2 * link;
  mergeLists(places + 4 * first, upper, places + 4 * cut, lower, sorted);
  const k = deflate(first, n, rho);
  if (!solveRoots(first, k, rho)) return false;
  computeWeights(k);
  gatherRows(first, n, k);
  makeVectors(k);
  multiplyRows(first, upper, lower, k);
  listRows(first, n, k);
  return true;
}

/** Finds the kept rows' new values and vectors, which become rows first … first + k. */
function solveRoots(first: i32, k: i32, rho: f64): bool {
  let total: f64 = 0;
  for (let j: i32 = 0; j < k; j++) {
    const row = load<i32>(kept + 4 * j);
    const entry = load<f64>(z + 8 * row);
    const square = rho * entry * entry;
    store<f64>(poles + 8 * j, load<f64>(values + 8 * row));
    store<f64>(squares + 8 * j, square);
    store<f64>(weights + 8 * j, entry < 0 ? -1 : 1);
    total += square;
  }
  for (let i: i32 = 0; i < k; i++) {
    const value = solveSecular(i, k, poles, squares, total, secular + 8 * i * k);
    if (value != value) return false;
    store<f64>(z + 8 * (first + i), value);
  }
  return true;
}

/** ẑⱼ from the roots: ẑⱼ² = Πᵢ (dⱼ − λᵢ) / Πᵢ≠ⱼ (dⱼ − dᵢ), up to a factor that all share. */
function computeWeights(k: i32): void {
  for (let j: i32 = 0; j < k; j++) store<f64>(squares + 8 * j, 1);
  for (let i: i32 = 0; i < k; i++) {
    const gaps = secular + 8 * i * k;
    const pole = load<f64>(poles + 8 * i);
    for (let j: i32 = 0; j < k; j++) {
      const gap = load<f64>(gaps + 8 * j);
      const ratio = j == i ? gap : gap / (load<f64>(poles + 8 * j) - pole);
      store<f64>(squares + 8 * j, load<f64>(squares + 8 * j) * ratio);
    }
  }
  for (let j: i32 = 0; j < k; j++) {
    const weight = load<f64>(weights + 8 * j) * sqrt<f64>(abs(load<f64>(squares + 8 * j)));
    store<f64>(weights + 8 * j, weight);
  }
}

/** Copies rows: kept ones by kind, then dropped ones. `sorted` then says where each kept one went. */
function gatherRows(first: i32, n: i32, k: i32): void {
  counts0 = 0, counts1 = 0;
  let to: i32 = 0;
  for (let kind: i32 = 0; kind < 3; kind++) {
    for (let j: i32 = 0; j < k; j++) {
      const row = load<i32>(kept + 4 * j);
      if (load<i32>(kinds + 4 * row) != kind) continue;
      copyRow(vectors + 8 * (row * size + first), copy + 8 * to * n, n);
      store<i32>(sorted + 4 * j, to++);
    }
    if (kind == 0) counts0 = to;
    if (kind == 1) counts1 = to;
  }
  for (let j: i32 = 0; j < n - k; j++) {
    const row = load<i32>(dropped + 4 * j);
    copyRow(vectors + 8 * (row * size + first), copy + 8 * (k + j) * n, n);
    store<f64>(poles + 8 * (k + j), load<f64>(values + 8 * row));
  }
}

function copyRow(from: usize, to: usize, n: i32): void {
  memory.copy(to, from, 8 * n);
}

/** The eigenvectors of D + ρ·z·zᵀ, sⱼ = ẑⱼ/(dⱼ − λᵢ), in the order of the gathered rows. */
function makeVectors(k: i32): void {
  for (let i: i32 = 0; i < k; i++) {
    const row = secular + 8 * i * k;
    for (let j: i32 = 0; j < k; j++) {
      const entry = load<f64>(weights + 8 * j) / load<f64>(row + 8 * j);
      store<f64>(squares + 8 * load<i32>(sorted + 4 * j), entry);
    }
    scale(k, 1 / sqrt<f64>(dot(k, squares, squares)), squares);
    copyRow(squares, row, k);
  }
}

/** Multiplies the gathered rows, whose left parts vanish beyond `counts1`, right ones before `counts0`. */
function multiplyRows(first: i32, upper: i32, lower: i32, k: i32): void {
  const n = upper + lower;
  const to = vectors + 8 * (first * size + first);
  const left = counts1, right = k - counts0;
  multiply(k, upper, left, 1, secular, k, false, copy, n, false, to, size, false, product);
  const from = copy + 8 * (counts0 * n + upper);
  const part = secular + 8 * counts0;
  multiply(
    k,
    lower,
    right,
    1,
    part,
    k,
    false,
    from,
    n,
    false,
    to + 8 * upper,
    size,
    false,
    product,
  );
}

/** Stores values and dropped rows behind the k new ones, and lists all by rising value. */
function listRows(first: i32, n: i32, k: i32): void {
  for (let i: i32 = 0; i < k; i++) {
    store<f64>(values + 8 * (first + i), load<f64>(z + 8 * (first + i)));
    store<i32>(kept + 4 * i, first + i);
  }
  for (let j: i32 = k; j < n; j++) {
    copyRow(copy + 8 * j * n, vectors + 8 * ((first + j) * size + first), n);
    store<f64>(values + 8 * (first + j), load<f64>(poles + 8 * j));
  }
  sortRange(first + k, n - k);
  memory.copy(dropped, places + 4 * (first + k), 4 * (n - k));
  mergeLists(kept, k, dropped, n - k, places + 4 * first);
}
