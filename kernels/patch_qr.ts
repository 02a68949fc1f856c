/// <reference path="./dense_assembly.d.ts" />

/**
 * QR by Householder reflections, many at once, of floats or doubles: A = Q·R for columns that lie in rows.
 *
 * Compact WY form, H₁·H₂·…·Hₖ = I − X·T·Xᵀ: Schreiber & Van Loan 1989, SIAM J. Sci. Stat. Comput. 10(1), eq. 2.5.
 */

import { copyScalar, loadScalar, storeScalar } from "./lanes.ts";
import { multiply } from "./patch_product.ts";
import { addScaled, dot, round, scale } from "./patch_vector.ts";

/** How many reflections are applied at once. */
const BLOCK: i32 = 64;

/** Bytes of scratch memory that reflections of m entries need on so many rows. */
export function reflectionScratch(rows: i32, m: i32): i32 {
  return 8 * (BLOCK * m + 2 * BLOCK * BLOCK + 2 * rows * BLOCK);
}

/** Bytes of scratch memory that `factorColumns` needs. */
export function factorScratch(n: i32, m: i32): i32 {
  return n <= BLOCK ? 0 : reflectionScratch(n, m);
}

/**
 * Factors n columns of m ≥ n entries.
 *
 * @param a row j holds column j, and on return R's column j up to its diagonal, then the entries of reflection j
 * behind its leading 1.
 * @param tau n factors of the reflections, doubles.
 * @param product `productScratch()` bytes; @param scratch `factorScratch(n, m)` bytes.
 */
export function factorColumns<T>(
  n: i32,
  m: i32,
  a: usize,
  stride: i32,
  tau: usize,
  product: usize,
  scratch: usize,
): void {
  const size: usize = sizeof<T>();
  for (let first: i32 = 0; first < n; first += BLOCK) {
    const count: i32 = min(BLOCK, n - first);
    for (let j: i32 = first; j < first + count; j++) {
      reduceColumn<T>(j, first + count, m, a, stride, tau);
    }
    const behind = n - first - count;
    if (behind == 0) return;
    const rest = a + size * ((first + count) * stride + first);
    const own = a + size * (first * stride + first);
    reflect<T>(
      behind,
      m - first,
      rest,
      stride,
      count,
      own,
      stride,
      tau + 8 * first,
      false,
      product,
      scratch,
    );
  }
}

/** Makes column j's reflection and applies it to the columns j + 1 … end − 1. */
export function reduceColumn<T>(
  j: i32,
  end: i32,
  m: i32,
  a: usize,
  stride: i32,
  tau: usize,
): void {
  const size: usize = sizeof<T>();
  const column = a + size * (j * stride + j);
  const factor = makeReflection<T>(m - j, column);
  store<f64>(tau + 8 * j, factor);
  if (factor == 0) return;
  const diagonal = loadScalar<T>(column);
  storeScalar<T>(column, 1);
  for (let k: i32 = j + 1; k < end; k++) {
    const other = a + size * (k * stride + j);
    addScaled<T>(m - j, -round<T>(factor * dot<T>(m - j, column, other)), column, other);
  }
  storeScalar<T>(column, diagonal);
}

/** Makes the reflection that turns x into (±‖x‖, 0, …); x becomes that number, then v₁, v₂, …; gives τ. */
function makeReflection<T>(length: i32, x: usize): f64 {
  const size: usize = sizeof<T>();
  const head = loadScalar<T>(x);
  const rest = dot<T>(length - 1, x + size, x + size);
  if (rest == 0) return 0;
  const norm = round<T>(sqrt<f64>(round<T>(round<T>(head * head) + rest)));
  const end = head > 0 ? -norm : norm;
  const difference = round<T>(head - end);
  scale<T>(length - 1, round<T>(1 / difference), x + size);
  storeScalar<T>(x, end);
  return -round<T>(difference / end);
}

/**
 * Multiplies rows with Q from the right, or with Qᵀ if `backward`: V ← V·H₁·…·Hₙ, or V·Hₙ·…·H₁.
 *
 * @param v rows of m entries; @param a, @param tau as `factorColumns` left them.
 * @param product `productScratch()` bytes; @param scratch `reflectionScratch(rows, m)` bytes.
 */
export function applyReflections<T>(
  rows: i32,
  n: i32,
  m: i32,
  v: usize,
  vStride: i32,
  a: usize,
  stride: i32,
  tau: usize,
  backward: bool,
  product: usize,
  scratch: usize,
): void {
  const size: usize = sizeof<T>();
  const blocks: i32 = (n + BLOCK - 1) / BLOCK;
  for (let k: i32 = 0; k < blocks; k++) {
    const first = BLOCK * (backward ? blocks - 1 - k : k);
    const count: i32 = min(BLOCK, n - first);
    const own = a + size * (first * stride + first);
    const to = v + size * first;
    reflect<T>(
      rows,
      m - first,
      to,
      vStride,
      count,
      own,
      stride,
      tau + 8 * first,
      backward,
      product,
      scratch,
    );
  }
}

/** V ← V·(I − X·T·Xᵀ), or with Tᵀ if `backward`; x as a panel of `factorColumns` lies. */
function reflect<T>(
  rows: i32,
  length: i32,
  v: usize,
  vStride: i32,
  count: i32,
  own: usize,
  stride: i32,
  tau: usize,
  backward: bool,
  product: usize,
  scratch: usize,
): void {
  const size: usize = sizeof<T>();
  const x = scratch;
  const t = x + size * (count * length);
  const gram = t + size * (count * count);
  const w = gram + size * (count * count);
  const turned = w + size * (rows * count);
  takeReflections<T>(count, length, own, stride, x);
  makeTriangle<T>(count, length, x, tau, gram, t, product);
  multiply<T>(
    rows,
    count,
    length,
    v,
    vStride,
    false,
    x,
    length,
    true,
    w,
    count,
    false,
    false,
    product,
  );
  multiply<T>(
    rows,
    count,
    count,
    w,
    count,
    false,
    t,
    count,
    backward,
    turned,
    count,
    false,
    false,
    product,
  );
  multiply<T>(
    rows,
    length,
    count,
    turned,
    count,
    false,
    x,
    length,
    false,
    v,
    vStride,
    true,
    true,
    product,
  );
}

/** Copies reflections with what `factorColumns` leaves out: zeros, and the leading 1. */
function takeReflections<T>(count: i32, length: i32, own: usize, stride: i32, x: usize): void {
  const size: usize = sizeof<T>();
  for (let j: i32 = 0; j < count; j++) {
    const row = x + size * (j * length);
    memory.fill(row, 0, size * j);
    storeScalar<T>(row + size * j, 1);
    memory.copy(row + size * (j + 1), own + size * (j * stride + j + 1), size * (length - j - 1));
  }
}

function makeTriangle<T>(
  count: i32,
  length: i32,
  x: usize,
  tau: usize,
  gram: usize,
  t: usize,
  product: usize,
): void {
  const size: usize = sizeof<T>();
  multiply<T>(
    count,
    count,
    length,
    x,
    length,
    false,
    x,
    length,
    true,
    gram,
    count,
    false,
    false,
    product,
  );
  memory.fill(t, 0, size * (count * count));
  for (let j: i32 = 0; j < count; j++) {
    const factor = load<f64>(tau + 8 * j);
    storeScalar<T>(t + size * (j * count + j), factor);
    for (let i: i32 = 0; i < j; i++) {
      copyScalar<T>(gram + size * (i * count + j), t + size * (i * count + j));
    }
    // Column j above the diagonal becomes −τⱼ·T·(xᵢ·xⱼ); row i needs rows i … j − 1, so from the top.
    for (let i: i32 = 0; i < j; i++) {
      let sum: f64 = 0;
      for (let k: i32 = i; k < j; k++) {
        const left = loadScalar<T>(t + size * (i * count + k));
        sum = round<T>(sum + round<T>(left * loadScalar<T>(t + size * (k * count + j))));
      }
      storeScalar<T>(t + size * (i * count + j), -factor * sum);
    }
  }
}

/** Takes R out of what `factorColumns` left, transposed: row j becomes R's column j, zeros behind. */
export function takeColumns<T>(n: i32, a: usize, stride: i32, to: usize, toStride: i32): void {
  const size: usize = sizeof<T>();
  for (let j: i32 = 0; j < n; j++) {
    const row = to + size * (j * toStride);
    memory.copy(row, a + size * (j * stride), size * (j + 1));
    memory.fill(row + size * (j + 1), 0, size * (n - j - 1));
  }
}

/** Takes R as it is: n × n, upper triangular. */
export function takeTriangle<T>(n: i32, a: usize, stride: i32, to: usize, toStride: i32): void {
  const size: usize = sizeof<T>();
  for (let i: i32 = 0; i < n; i++) {
    memory.fill(to + size * (i * toStride), 0, size * i);
    for (let j: i32 = i; j < n; j++) {
      copyScalar<T>(a + size * (j * stride + i), to + size * (i * toStride + j));
    }
  }
}
