/**
 * Reduction of a symmetric matrix to tridiagonal form, A = Q·T·Qᵀ, and the way back for eigenvectors.
 *
 * Golub & Van Loan 2013, Matrix Computations, 4th ed., algorithm 8.3.1, from the last row up. Each step's
 * rank-two update is done in the pass that multiplies the matrix with the next reflection, so that the
 * matrix travels through the cache once a step.
 */

import { reflect, REFLECTIONS } from "./linear_algebra_reflection.ts";
import { addScaled, dot, scale } from "./linear_algebra_vector.ts";

/** Beside entries near 1, squares below this change nothing. */
const NEGLIGIBLE: f64 = 1e-280;

/**
 * Reduces the lower triangle of A (n × n, near 1 in its largest magnitude).
 *
 * On return row i of A holds the reflection I − τᵢ·x·xᵀ in its first i entries and zeros behind them;
 * d the diagonal; e[i] the entry between i − 1 and i, e[0] = 0.
 *
 * @param scratch 16·(n + 1) bytes.
 */
export function reduceTridiagonal(
  n: i32,
  a: usize,
  d: usize,
  e: usize,
  tau: usize,
  scratch: usize,
): void {
  let w = scratch;
  let next = scratch + 8 * (n + 1);
  memory.fill(w, 0, 8 * n);
  let before = w;
  for (let i: i32 = n - 1; i >= 0; i--) {
    const x = a + 8 * i * n;
    // The update that the step before left pending, for this row.
    addScaled(i + 1, -load<f64>(before + 8 * i), w, x);
    addScaled(i + 1, -load<f64>(w + 8 * i), before, x);
    store<f64>(d + 8 * i, load<f64>(x + 8 * i));
    memory.fill(x + 8 * i, 0, 8 * (n - i));
    store<f64>(tau + 8 * i, 0);
    store<f64>(e + 8 * i, 0);
    if (i == 0) return;
    const factor = makeReflection(i, x, e + 8 * i);
    store<f64>(tau + 8 * i, factor);
    memory.fill(next, 0, 8 * i);
    updateAndMultiply(i, n, a, before, w, x, next);
    scale(i, factor, next);
    addScaled(i, -0.5 * factor * dot(i, next, x), x, next);
    before = x;
    const swap = w;
    w = next;
    next = swap;
  }
}

/** Turns x into a multiple of its last unit vector, stored at e; leaves the reflection in x, gives τ. */
function makeReflection(n: i32, x: usize, e: usize): f64 {
  const last = x + 8 * (n - 1);
  const head = load<f64>(last);
  const rest = dot(n - 1, x, x);
  store<f64>(last, 1);
  if (rest < NEGLIGIBLE) {
    memory.fill(x, 0, 8 * (n - 1));
    store<f64>(e, head);
    return 0;
  }
  const length = sqrt<f64>(head * head + rest);
  const end = head > 0 ? -length : length;
  scale(n - 1, 1 / (head - end), x);
  store<f64>(e, end);
  return (end - head) / end;
}

/** A −= v·wᵀ + w·vᵀ and p += A·x for the leading n × n lower triangle, two rows at a time. */
function updateAndMultiply(
  n: i32,
  stride: i32,
  a: usize,
  v: usize,
  w: usize,
  x: usize,
  p: usize,
): void {
  let r: i32 = 0;
  for (; r + 2 <= n; r += 2) {
    const upper = a + 8 * r * stride;
    const lower = upper + 8 * stride;
    passTwoRows(r, upper, lower, v, w, x, p);
  }
  if (r < n) passRow(r, a + 8 * r * stride, v, w, x, p);
}

/** Rows r and r + 1, r even. */
function passTwoRows(
  r: i32,
  upper: usize,
  lower: usize,
  v: usize,
  w: usize,
  x: usize,
  p: usize,
): void {
  const place = 8 * r;
  const v0 = v128.load64_splat(v + place), v1 = v128.load64_splat(v + place, 8);
  const w0 = v128.load64_splat(w + place), w1 = v128.load64_splat(w + place, 8);
  const x0 = v128.load64_splat(x + place), x1 = v128.load64_splat(x + place, 8);
  let s0 = f64x2.splat(0), s1 = s0;
  for (let j: usize = 0; j < <usize> place; j += 16) {
    const vj = v128.load(v + j), wj = v128.load(w + j), xj = v128.load(x + j);
    let y = f64x2.sub(v128.load(upper + j), f64x2.add(f64x2.mul(v0, wj), f64x2.mul(w0, vj)));
    v128.store(upper + j, y);
    s0 = f64x2.add(s0, f64x2.mul(y, xj));
    let sum = f64x2.add(v128.load(p + j), f64x2.mul(y, x0));
    y = f64x2.sub(v128.load(lower + j), f64x2.add(f64x2.mul(v1, wj), f64x2.mul(w1, vj)));
    v128.store(lower + j, y);
    s1 = f64x2.add(s1, f64x2.mul(y, xj));
    sum = f64x2.add(sum, f64x2.mul(y, x1));
    v128.store(p + j, sum);
  }
  finishRow(r, upper, v, w, x, p, f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1));
  finishRow(r, lower, v, w, x, p, f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1), 1);
}

function passRow(r: i32, row: usize, v: usize, w: usize, x: usize, p: usize): void {
  const place = 8 * r;
  const v0 = v128.load64_splat(v + place), w0 = v128.load64_splat(w + place);
  const x0 = v128.load64_splat(x + place);
  let s0 = f64x2.splat(0);
  for (let j: usize = 0; j < <usize> place; j += 16) {
    const product = f64x2.add(f64x2.mul(v0, v128.load(w + j)), f64x2.mul(w0, v128.load(v + j)));
    const y = f64x2.sub(v128.load(row + j), product);
    v128.store(row + j, y);
    s0 = f64x2.add(s0, f64x2.mul(y, v128.load(x + j)));
    v128.store(p + j, f64x2.add(v128.load(p + j), f64x2.mul(y, x0)));
  }
  finishRow(r, row, v, w, x, p, f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1));
}

/** Columns r … r + more of row r + more, the last of which is on the diagonal. */
function finishRow(
  r: i32,
  row: usize,
  v: usize,
  w: usize,
  x: usize,
  p: usize,
  sum: f64,
  more: i32 = 0,
): void {
  const own = 8 * (r + more);
  for (let j: i32 = r; j <= r + more; j++) {
    const at = 8 * j;
    const y = load<f64>(row + at) -
      (load<f64>(v + own) * load<f64>(w + at) + load<f64>(w + own) * load<f64>(v + at));
    store<f64>(row + at, y);
    sum += y * load<f64>(x + at);
    if (at != own) store<f64>(p + at, load<f64>(p + at) + y * load<f64>(x + own));
  }
  store<f64>(p + own, load<f64>(p + own) + sum);
}

/**
 * Carries vectors of T to vectors of A: V ← V·H₁·H₂·…·Hₙ₋₁, for the rows of V.
 *
 * @param rows rows of V, each of n entries; a, tau: from `reduceTridiagonal`.
 * @param product `productScratch()` bytes; scratch: `reflectionScratch(rows)` bytes.
 */
export function applyReflections(
  rows: i32,
  n: i32,
  v: usize,
  a: usize,
  tau: usize,
  product: usize,
  scratch: usize,
): void {
  for (let first: i32 = 1; first < n; first += REFLECTIONS) {
    const count: i32 = min(REFLECTIONS, n - first);
    const x = a + 8 * first * n;
    const factors = tau + 8 * first;
    reflect(rows, first + count - 1, v, n, count, x, n, factors, false, product, scratch);
  }
}
