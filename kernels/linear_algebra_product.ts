/**
 * Matrix products C = α·op(A)·op(B) (+ C) by packed panels and a 4 × 4 micro-kernel.
 *
 * Goto & van de Geijn 2008, Anatomy of high-performance matrix multiplication, ACM TOMS 34(3). Every
 * entry of C is summed in the order of k, starting from 0 or from C: the bits of the plain loop.
 */

/** Steps of k packed at once, even. */
const DEPTH: i32 = 256;
/** Columns packed at once: 256 × 512 doubles are 1 MiB, half of the second cache. */
const WIDTH: i32 = 512;
/** Rows packed at once: 32 KiB, which stay in the first cache while columns pass by. */
const HEIGHT: i32 = 16;
const PANEL_BYTES: i32 = DEPTH * HEIGHT * 8;
const TILE_BYTES: i32 = 128;

/** Bytes of scratch memory that a product needs, whatever its size. */
export function productScratch(): i32 {
  return TILE_BYTES + PANEL_BYTES + WIDTH * DEPTH * 8;
}

/**
 * Computes C = α·op(A)·op(B), or C += α·op(A)·op(B).
 *
 * @param m rows of C and op(A); @param n columns of C and op(B); @param depth columns of op(A).
 * @param aTransposed whether A is stored depth × m; bTransposed: whether B is stored n × depth.
 * @param scratch `productScratch()` bytes, aligned to 16.
 */
export function multiply(
  m: i32,
  n: i32,
  depth: i32,
  alpha: f64,
  a: usize,
  aStride: i32,
  aTransposed: bool,
  b: usize,
  bStride: i32,
  bTransposed: bool,
  c: usize,
  cStride: i32,
  accumulate: bool,
  scratch: usize,
): void {
  if (depth == 0 && !accumulate) clear(m, n, c, cStride);
  for (let k: i32 = 0; k < depth; k += DEPTH) {
    const steps: i32 = min(DEPTH, depth - k);
    const fromA = a + 8 * (aTransposed ? k * aStride : k);
    const fromB = b + 8 * (bTransposed ? k : k * bStride);
    const start = accumulate || k > 0;
    for (let j: i32 = 0; j < n; j += WIDTH) {
      const wide: i32 = min(WIDTH, n - j);
      const panels = scratch + TILE_BYTES + PANEL_BYTES;
      const columns = fromB + 8 * (bTransposed ? j * bStride : j);
      packAll(wide, steps, columns, bStride, bTransposed, 1, panels);
      for (let i: i32 = 0; i < m; i += HEIGHT) {
        const panel = scratch + TILE_BYTES;
        const high: i32 = min(HEIGHT, m - i);
        const rows = fromA + 8 * (aTransposed ? i : i * aStride);
        packAll(high, steps, rows, aStride, !aTransposed, alpha, panel);
        const target = c + 8 * (i * cStride + j);
        multiplyPanels(0, wide, high, steps, panel, panels, target, cStride, start, scratch);
      }
    }
  }
}

/**
 * Computes the symmetric C = op(A)·op(A)ᵀ, or C += …, from half of the products.
 *
 * @param m rows of C and op(A); @param depth columns of op(A); aTransposed: A is stored depth × m.
 * @param scratch `productScratch()` bytes, aligned to 16.
 */
export function multiplySelf(
  m: i32,
  depth: i32,
  a: usize,
  aStride: i32,
  aTransposed: bool,
  c: usize,
  cStride: i32,
  accumulate: bool,
  scratch: usize,
): void {
  if (depth == 0 && !accumulate) clear(m, m, c, cStride);
  const panel = scratch + TILE_BYTES;
  const panels = panel + PANEL_BYTES;
  for (let k: i32 = 0; k < depth; k += DEPTH) {
    const steps: i32 = min(DEPTH, depth - k);
    const from = a + 8 * (aTransposed ? k * aStride : k);
    for (let j: i32 = 0; j < m; j += WIDTH) {
      const wide: i32 = min(WIDTH, m - j);
      const step: i32 = aTransposed ? 1 : aStride;
      packAll(wide, steps, from + 8 * j * step, aStride, !aTransposed, 1, panels);
      for (let i: i32 = 0; i < j + wide; i += HEIGHT) {
        const high: i32 = min(HEIGHT, m - i);
        packAll(high, steps, from + 8 * i * step, aStride, !aTransposed, 1, panel);
        const target = c + 8 * (i * cStride + j);
        const first: i32 = max(0, i - j);
        const start = accumulate || k > 0;
        multiplyPanels(first, wide, high, steps, panel, panels, target, cStride, start, scratch);
      }
    }
  }
  for (let i: i32 = 1; i < m; i++) {
    for (let j: i32 = 0; j < i; j++) {
      store<f64>(c + 8 * (i * cStride + j), load<f64>(c + 8 * (j * cStride + i)));
    }
  }
}

function clear(m: i32, n: i32, c: usize, cStride: i32): void {
  for (let i: i32 = 0; i < m; i++) memory.fill(c + 8 * i * cStride, 0, 8 * n);
}

/** Packs vectors four by four, each in an even number of steps. */
function packAll(
  count: i32,
  steps: i32,
  from: usize,
  stride: i32,
  inRows: bool,
  alpha: f64,
  to: usize,
): void {
  const even = steps + (steps & 1);
  for (let j: i32 = 0; j < count; j += 4) {
    const some: i32 = min(4, count - j);
    if (inRows) packAlong(some, steps, from + 8 * j * stride, stride, alpha, to);
    else packAcross(some, steps, from + 8 * j, stride, alpha, to);
    to += 32 * even;
    if (even > steps) memory.fill(to - 32, 0, 32);
  }
}

/** Packs up to four vectors that lie in columns: each step's entries side by side, then 0. */
function packAcross(
  some: i32,
  steps: i32,
  from: usize,
  stride: i32,
  alpha: f64,
  to: usize,
): void {
  const factor = f64x2.splat(alpha);
  for (let k: i32 = 0; k < steps; k++) {
    if (some == 4) {
      v128.store(to, f64x2.mul(factor, v128.load(from)));
      v128.store(to, f64x2.mul(factor, v128.load(from, 16)), 16);
    } else {
      for (let i: i32 = 0; i < 4; i++) {
        store<f64>(to + 8 * i, i < some ? alpha * load<f64>(from + 8 * i) : 0);
      }
    }
    from += 8 * stride;
    to += 32;
  }
}

/** Packs up to four vectors that lie in rows. */
function packAlong(
  some: i32,
  steps: i32,
  from: usize,
  stride: i32,
  alpha: f64,
  to: usize,
): void {
  let k: i32 = 0;
  if (some == 4) {
    const factor = f64x2.splat(alpha);
    const row: usize = 8 * stride;
    for (; k + 2 <= steps; k += 2) {
      const r0 = f64x2.mul(factor, v128.load(from));
      const r1 = f64x2.mul(factor, v128.load(from + row));
      const r2 = f64x2.mul(factor, v128.load(from + 2 * row));
      const r3 = f64x2.mul(factor, v128.load(from + 3 * row));
      v128.store(to, v128.shuffle<f64>(r0, r1, 0, 2));
      v128.store(to, v128.shuffle<f64>(r2, r3, 0, 2), 16);
      v128.store(to, v128.shuffle<f64>(r0, r1, 1, 3), 32);
      v128.store(to, v128.shuffle<f64>(r2, r3, 1, 3), 48);
      from += 16;
      to += 64;
    }
  }
  for (; k < steps; k++) {
    for (let i: i32 = 0; i < 4; i++) {
      store<f64>(to + 8 * i, i < some ? alpha * load<f64>(from + 8 * i * stride) : 0);
    }
    from += 8;
    to += 32;
  }
}

/** Multiplies packed rows with the packed columns [first, wide); `first` is a multiple of four. */
function multiplyPanels(
  first: i32,
  wide: i32,
  high: i32,
  steps: i32,
  panel: usize,
  panels: usize,
  c: usize,
  cStride: i32,
  start: bool,
  tile: usize,
): void {
  const even = steps + (steps & 1);
  for (let j: i32 = first; j < wide; j += 4) {
    const columns = panels + 8 * j * even;
    const across: i32 = min(4, wide - j);
    for (let i: i32 = 0; i < high; i += 4) {
      const rows = panel + 8 * i * even;
      const target = c + 8 * (i * cStride + j);
      const down: i32 = min(4, high - i);
      if (down == 4 && across == 4) {
        multiplyTile(even, rows, columns, target, 8 * cStride, start);
        continue;
      }
      if (start) copyTile(down, across, target, cStride, tile, 4);
      multiplyTile(even, rows, columns, tile, 32, start);
      copyTile(down, across, tile, 4, target, cStride);
    }
  }
}

function copyTile(
  high: i32,
  some: i32,
  from: usize,
  fromStride: i32,
  to: usize,
  toStride: i32,
): void {
  for (let i: i32 = 0; i < high; i++) {
    for (let j: i32 = 0; j < some; j++) {
      store<f64>(to + 8 * (i * toStride + j), load<f64>(from + 8 * (i * fromStride + j)));
    }
  }
}

/** The micro-kernel: sixteen sums in eight registers, from zero or from C; an even number of steps. */
function multiplyTile(
  steps: i32,
  a: usize,
  b: usize,
  c: usize,
  row: usize,
  start: bool,
): void {
  const c1 = c + row;
  const c2 = c1 + row;
  const c3 = c2 + row;
  let s00 = f64x2.splat(0), s01 = s00, s10 = s00, s11 = s00;
  let s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  if (start) {
    s00 = v128.load(c), s01 = v128.load(c, 16);
    s10 = v128.load(c1), s11 = v128.load(c1, 16);
    s20 = v128.load(c2), s21 = v128.load(c2, 16);
    s30 = v128.load(c3), s31 = v128.load(c3, 16);
  }
  let x0: v128, x1: v128, y: v128;
  for (let k: i32 = 0; k < steps; k += 2) {
    x0 = v128.load(b, 0), x1 = v128.load(b, 16);
    y = v128.load64_splat(a, 0);
    s00 = f64x2.add(s00, f64x2.mul(y, x0)), s01 = f64x2.add(s01, f64x2.mul(y, x1));
    y = v128.load64_splat(a, 8);
    s10 = f64x2.add(s10, f64x2.mul(y, x0)), s11 = f64x2.add(s11, f64x2.mul(y, x1));
    y = v128.load64_splat(a, 16);
    s20 = f64x2.add(s20, f64x2.mul(y, x0)), s21 = f64x2.add(s21, f64x2.mul(y, x1));
    y = v128.load64_splat(a, 24);
    s30 = f64x2.add(s30, f64x2.mul(y, x0)), s31 = f64x2.add(s31, f64x2.mul(y, x1));
    x0 = v128.load(b, 32), x1 = v128.load(b, 48);
    y = v128.load64_splat(a, 32);
    s00 = f64x2.add(s00, f64x2.mul(y, x0)), s01 = f64x2.add(s01, f64x2.mul(y, x1));
    y = v128.load64_splat(a, 40);
    s10 = f64x2.add(s10, f64x2.mul(y, x0)), s11 = f64x2.add(s11, f64x2.mul(y, x1));
    y = v128.load64_splat(a, 48);
    s20 = f64x2.add(s20, f64x2.mul(y, x0)), s21 = f64x2.add(s21, f64x2.mul(y, x1));
    y = v128.load64_splat(a, 56);
    s30 = f64x2.add(s30, f64x2.mul(y, x0)), s31 = f64x2.add(s31, f64x2.mul(y, x1));
    a += 64;
    b += 64;
  }
  v128.store(c, s00), v128.store(c, s01, 16);
  v128.store(c1, s10), v128.store(c1, s11, 16);
  v128.store(c2, s20), v128.store(c2, s21, 16);
  v128.store(c3, s30), v128.store(c3, s31, 16);
}
