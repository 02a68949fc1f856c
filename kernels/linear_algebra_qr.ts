/**
 * QR with column pivoting by Householder reflections: A·Π = Q·R, for columns that lie in rows.
 *
 * Businger & Golub 1965, Numer. Math. 7. The longest remaining column comes next, so that R's rows fall
 * in size. Lengths are measured anew in every pass, not updated, as updating loses what is small
 * (Drmač & Bujanović 2008, ACM TOMS 35(2)).
 */

import { reflect, REFLECTIONS } from "./linear_algebra_reflection.ts";
import { addScaled, dot, scale } from "./linear_algebra_vector.ts";

const EPSILON: f64 = 2.220446049250313e-16;
/** Columns shorter than this count as zero: their squares would leave the range of doubles. */
const SHORTEST: f64 = 1e-140;

/**
 * Factors n columns of m entries, m ≥ n, near 1 in their largest magnitude.
 *
 * A column that is a combination of longer ones to within n·2⁻⁵² of its own length counts as one exactly.
 *
 * @param a row j holds column j. On return, of A·Π: row j holds R's column j up to its diagonal or the
 * rank, then the entries of reflection j behind its leading 1, or zeros beyond the rank.
 * @param tau n factors of the reflections; @param order n integers: the column that row j holds.
 * @param scratch 16·n bytes.
 * @returns the rank.
 */
export function factorPivoted(
  n: i32,
  m: i32,
  a: usize,
  tau: usize,
  order: usize,
  scratch: usize,
): i32 {
  const squares = scratch;
  const shortest = squares + 8 * n;
  for (let j: i32 = 0; j < n; j++) {
    const square = dot(m, a + 8 * j * m, a + 8 * j * m);
    store<f64>(squares + 8 * j, square);
    store<f64>(shortest + 8 * j, max(SHORTEST, <f64> n * EPSILON * sqrt<f64>(square)));
    store<i32>(order + 4 * j, j);
    store<f64>(tau + 8 * j, 0);
  }
  let rank: i32 = 0;
  let end = n;
  while (rank < end) {
    const longest = findLongest(rank, end, squares);
    if (sqrt<f64>(load<f64>(squares + 8 * longest)) <= load<f64>(shortest + 8 * longest)) {
      memory.fill(a + 8 * (longest * m + rank), 0, 8 * (m - rank));
      swapColumns(longest, --end, m, a, order, squares, shortest);
      continue;
    }
    swapColumns(longest, rank, m, a, order, squares, shortest);
    reduceColumn(rank, n, m, a, tau);
    rank++;
    for (let k: i32 = rank; k < end; k++) {
      const other = a + 8 * (k * m + rank);
      store<f64>(squares + 8 * k, dot(m - rank, other, other));
    }
  }
  return rank;
}

/** Factors columns as `factorPivoted` does, but in the order in which they come, none of them zero. */
export function factorPlain(n: i32, m: i32, a: usize, tau: usize): void {
  for (let j: i32 = 0; j < n; j++) reduceColumn(j, n, m, a, tau);
}

/** Makes column j's reflection and applies it to the columns behind. */
function reduceColumn(j: i32, n: i32, m: i32, a: usize, tau: usize): void {
  const column = a + 8 * (j * m + j);
  const factor = makeReflection(m - j, column);
  store<f64>(tau + 8 * j, factor);
  const diagonal = load<f64>(column);
  store<f64>(column, 1);
  for (let k: i32 = j + 1; k < n; k++) {
    const other = a + 8 * (k * m + j);
    addScaled(m - j, -factor * dot(m - j, column, other), column, other);
  }
  store<f64>(column, diagonal);
}

function findLongest(from: i32, to: i32, squares: usize): i32 {
  let longest = from;
  for (let j: i32 = from + 1; j < to; j++) {
    if (load<f64>(squares + 8 * j) > load<f64>(squares + 8 * longest)) longest = j;
  }
  return longest;
}

function swapColumns(
  i: i32,
  j: i32,
  m: i32,
  a: usize,
  order: usize,
  squares: usize,
  shortest: usize,
): void {
  if (i == j) return;
  for (let k: i32 = 0; k < m; k++) swapNumbers(a + 8 * (i * m + k), a + 8 * (j * m + k));
  swapNumbers(squares + 8 * i, squares + 8 * j);
  swapNumbers(shortest + 8 * i, shortest + 8 * j);
  const held = load<i32>(order + 4 * i);
  store<i32>(order + 4 * i, load<i32>(order + 4 * j));
  store<i32>(order + 4 * j, held);
}

function swapNumbers(a: usize, b: usize): void {
  const held = load<f64>(a);
  store<f64>(a, load<f64>(b));
  store<f64>(b, held);
}

/** Makes the reflection that turns x into (±‖x‖, 0, …); x becomes that number, then v₁, v₂, …; gives τ. */
function makeReflection(length: i32, x: usize): f64 {
  const head = load<f64>(x);
  const rest = dot(length - 1, x + 8, x + 8);
  if (rest == 0) return 0;
  const norm = sqrt<f64>(head * head + rest);
  const end = head > 0 ? -norm : norm;
  scale(length - 1, 1 / (head - end), x + 8);
  store<f64>(x, end);
  return (end - head) / end;
}

/**
 * Takes R out of what `factorPivoted` left, and makes its rows reflections with leading 1 and zeros.
 *
 * @param r rank × n, filled with R.
 */
export function takeTriangle(rank: i32, n: i32, m: i32, a: usize, r: usize, rStride: i32): void {
  for (let j: i32 = 0; j < n; j++) {
    const column = a + 8 * j * m;
    const used: i32 = min(j + 1, rank);
    for (let i: i32 = 0; i < rank; i++) {
      store<f64>(r + 8 * (i * rStride + j), i < used ? load<f64>(column + 8 * i) : 0);
    }
    if (j >= rank) continue;
    memory.fill(column, 0, 8 * j);
    store<f64>(column + 8 * j, 1);
  }
}

/**
 * Multiplies with Qᵀ from the right: V ← V·Qᵀ for rows of V of m entries, after `takeTriangle`.
 *
 * @param product `productScratch()` bytes; scratch: `reflectionScratch(rows)` bytes.
 */
export function applyQ(
  rows: i32,
  rank: i32,
  m: i32,
  v: usize,
  a: usize,
  tau: usize,
  product: usize,
  scratch: usize,
): void {
  const blocks: i32 = (rank + REFLECTIONS - 1) / REFLECTIONS;
  for (let block: i32 = blocks - 1; block >= 0; block--) {
    const first = block * REFLECTIONS;
    const count: i32 = min(REFLECTIONS, rank - first);
    const x = a + 8 * (first * m + first);
    const to = v + 8 * first;
    const factors = tau + 8 * first;
    reflect(rows, m - first, to, m, count, x, m, factors, true, product, scratch);
  }
}
