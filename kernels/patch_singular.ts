/// <reference path="./dense_assembly.d.ts" />

/**
 * The singular value decomposition of rows of floats or doubles: QR, QR with column pivoting, QR, then Jacobi.
 *
 * Bᵀ = Q₀·L (L n × n), L·Π = Q·R, Rᵀ = P·S and K·S = diag(σ)·Y give B = J·diag(σ)·W with Jᵀ = K·Pᵀ·Πᵀ and
 * W = Y·Qᵀ·Q₀ᵀ. Pivoting and the second factorisation make S's rows nearly orthogonal where singular values fall
 * steeply (Drmač & Veselić 2008, SIAM J. Matrix Anal. Appl. 29(4), part II, section 3).
 */

import { loadScalar, storeScalar } from "./lanes.ts";
import { epsilon, orthogonalise } from "./patch_jacobi.ts";
import {
  applyReflections,
  factorColumns,
  reduceColumn,
  reflectionScratch,
  takeColumns,
  takeTriangle,
} from "./patch_qr.ts";
import { dot, round, scale } from "./patch_vector.ts";

/** Bytes of scratch memory that `decomposeSingular` needs. */
export function singularScratch(n: i32, m: i32): i32 {
  return 56 * n + 40 * n * n + reflectionScratch(n, m) + 64;
}

/**
 * Decomposes n rows of m ≥ n entries, near 1 in their largest magnitude.
 *
 * A row that is a combination of longer ones to within n·2⁻⁵² of its own length (in floats min(n, 8)·2⁻²³) counts as one
 * exactly.
 *
 * @param b n × m, overwritten. @param w n × m, filled with W: orthonormal rows, zero where σ is 0.
 * @param sigma n doubles, in no order; @param j n × n, filled with Jᵀ: row i belongs to σᵢ.
 * @param product `productScratch()` bytes; @param scratch `singularScratch(n, m)` bytes; aligned to 16.
 * @returns 0, or the largest cosine that is left when the iteration did not end.
 */
export function decomposeSingular<T>(
  n: i32,
  m: i32,
  b: usize,
  w: usize,
  sigma: usize,
  j: usize,
  product: usize,
  scratch: usize,
): f64 {
  const size: usize = sizeof<T>();
  const tauB = scratch, tauC = tauB + 8 * n, tauR = tauC + 8 * n;
  const order = tauR + 8 * n, squares = order + 8 * n;
  const c = squares + 16 * n;
  const r = c + 8 * n * n;
  const s = r + 8 * n * n;
  const gram = s + 16 * n * n;
  const rest = gram + 8 * n * n;
  factorColumns<T>(n, m, b, m, tauB, product, rest);
  takeColumns<T>(n, b, m, c, n);
  const rank = factorPivoted<T>(n, c, tauC, order, squares);
  takeRows<T>(rank, n, c, r);
  factorColumns<T>(rank, n, r, n, tauR, product, rest);
  const width = 2 * rank;
  takeTriangle<T>(rank, r, n, s, width);
  for (let i: i32 = 0; i < rank; i++) {
    memory.fill(s + size * (i * width + rank), 0, size * rank);
    storeScalar<T>(s + size * (i * width + rank + i), 1);
  }
  const worst = orthogonalise<T>(rank, rank, width, s, gram, product);
  memory.fill(sigma, 0, 8 * n);
  for (let i: i32 = 0; i < rank; i++) {
    const row = s + size * (i * width);
    const length = round<T>(sqrt<f64>(dot<T>(rank, row, row)));
    store<f64>(sigma + 8 * i, length);
    if (length > 0) scale<T>(rank, round<T>(1 / length), row);
  }
  spread<T>(rank, n, s + size * rank, width, gram);
  applyReflections<T>(rank, rank, n, gram, n, r, n, tauR, true, product, rest);
  memory.fill(j, 0, size * (n * n));
  for (let i: i32 = 0; i < rank; i++) {
    for (let k: i32 = 0; k < n; k++) {
      const place = load<i32>(order + 4 * k);
      storeScalar<T>(j + size * (i * n + place), loadScalar<T>(gram + size * (i * n + k)));
    }
  }
  spread<T>(rank, m, s, width, w);
  applyReflections<T>(rank, rank, n, w, m, c, n, tauC, true, product, rest);
  applyReflections<T>(rank, n, m, w, m, b, m, tauB, true, product, rest);
  memory.fill(w + size * (rank * m), 0, size * ((n - rank) * m));
  return worst;
}

/** Copies rank × rank entries into rows of `length`, with zeros behind. */
function spread<T>(rank: i32, length: i32, from: usize, stride: i32, to: usize): void {
  const size: usize = sizeof<T>();
  memory.fill(to, 0, size * (rank * length));
  for (let i: i32 = 0; i < rank; i++) {
    memory.copy(to + size * (i * length), from + size * (i * stride), size * rank);
  }
}

/** QR with column pivoting (Businger & Golub 1965, Numer. Math. 7) of n columns of n entries in rows; gives the rank. */
function factorPivoted<T>(n: i32, a: usize, tau: usize, order: usize, squares: usize): i32 {
  const size: usize = sizeof<T>();
  const shortest = squares + 8 * n;
  const slack: f64 = epsilon<T>() * (sizeof<T>() == 4 ? min(n, 8) : n);
  const least: f64 = sizeof<T>() == 4 ? 1e-18 : 1e-140;
  for (let j: i32 = 0; j < n; j++) {
    const square = dot<T>(n, a + size * (j * n), a + size * (j * n));
    store<f64>(squares + 8 * j, square);
    store<f64>(shortest + 8 * j, max(least, slack * sqrt<f64>(square)));
    store<i32>(order + 4 * j, j);
    store<f64>(tau + 8 * j, 0);
  }
  let rank: i32 = 0;
  let end = n;
  while (rank < end) {
    let longest = rank;
    for (let j: i32 = rank + 1; j < end; j++) {
      if (load<f64>(squares + 8 * j) > load<f64>(squares + 8 * longest)) longest = j;
    }
    if (sqrt<f64>(load<f64>(squares + 8 * longest)) <= load<f64>(shortest + 8 * longest)) {
      memory.fill(a + size * (longest * n + rank), 0, size * (n - rank));
      swapColumns<T>(longest, --end, n, a, order, squares, shortest);
      continue;
    }
    swapColumns<T>(longest, rank, n, a, order, squares, shortest);
    reduceColumn<T>(rank, n, n, a, n, tau);
    rank++;
    // Lengths are measured anew, as updating loses what is small (Drmač & Bujanović 2008, ACM TOMS 35(2)).
    for (let k: i32 = rank; k < end; k++) {
      const other = a + size * (k * n + rank);
      store<f64>(squares + 8 * k, dot<T>(n - rank, other, other));
    }
  }
  return rank;
}

function swapColumns<T>(
  i: i32,
  j: i32,
  n: i32,
  a: usize,
  order: usize,
  squares: usize,
  shortest: usize,
): void {
  if (i == j) return;
  const size: usize = sizeof<T>();
  for (let k: i32 = 0; k < n; k++) {
    const first = a + size * (i * n + k), second = a + size * (j * n + k);
    const held = loadScalar<T>(first);
    storeScalar<T>(first, loadScalar<T>(second));
    storeScalar<T>(second, held);
  }
  swapDoubles(squares + 8 * i, squares + 8 * j);
  swapDoubles(shortest + 8 * i, shortest + 8 * j);
  const held = load<i32>(order + 4 * i);
  store<i32>(order + 4 * i, load<i32>(order + 4 * j));
  store<i32>(order + 4 * j, held);
}

function swapDoubles(a: usize, b: usize): void {
  const held = load<f64>(a);
  store<f64>(a, load<f64>(b));
  store<f64>(b, held);
}

/** Takes R's first rows, rank × n, out of what `factorPivoted` left. */
function takeRows<T>(rank: i32, n: i32, a: usize, r: usize): void {
  const size: usize = sizeof<T>();
  for (let j: i32 = 0; j < n; j++) {
    const used: i32 = min(j + 1, rank);
    for (let i: i32 = 0; i < rank; i++) {
      const value = i < used ? loadScalar<T>(a + size * (j * n + i)) : 0;
      storeScalar<T>(r + size * (i * n + j), value);
    }
  }
}
