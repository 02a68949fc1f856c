/// <reference path="./dense_assembly.d.ts" />

/**
 * Matrix products C = ±op(A)·op(B) (+ C) of floats or doubles by packed panels and a micro-kernel of 4 rows × 2 vectors.
 *
 * Goto & van de Geijn 2008, ACM TOMS 34(3), as `linear_algebra_product.ts`. Every entry of C is summed in the order of k,
 * starting from 0 or from C.
 */

import { copyScalar, fillLanes, loadLanes } from "./lanes.ts";

/** Steps of k packed at once. */
const DEPTH: i32 = 256;
/** Columns packed at once, a multiple of both widths of a tile. */
const WIDTH: i32 = 512;
/** Rows packed at once, a multiple of 4. */
const HEIGHT: i32 = 16;
const TILE_BYTES: i32 = 128;

/** Bytes of scratch memory that a product needs, whatever its size. */
export function productScratch(): i32 {
  return TILE_BYTES + 8 * DEPTH * HEIGHT + 8 * WIDTH * DEPTH;
}

/**
 * Computes C = op(A)·op(B), C += op(A)·op(B), or with `negative` C −= op(A)·op(B).
 *
 * @param m rows of C and op(A); @param n columns of C and op(B); @param depth columns of op(A).
 * @param aTransposed whether A is stored depth × m; bTransposed: whether B is stored n × depth.
 * @param accumulate whether C is added to; `negative` asks for it.
 * @param scratch `productScratch()` bytes, aligned to 16.
 */
export function multiply<T>(
  m: i32,
  n: i32,
  depth: i32,
  a: usize,
  aStride: i32,
  aTransposed: bool,
  b: usize,
  bStride: i32,
  bTransposed: bool,
  c: usize,
  cStride: i32,
  accumulate: bool,
  negative: bool,
  scratch: usize,
): void {
  const size: usize = sizeof<T>();
  if (depth == 0 && !accumulate) {
    for (let i: i32 = 0; i < m; i++) memory.fill(c + size * (i * cStride), 0, size * n);
  }
  const panel = scratch + TILE_BYTES;
  const panels = panel + size * DEPTH * HEIGHT;
  for (let k: i32 = 0; k < depth; k += DEPTH) {
    const steps: i32 = min(DEPTH, depth - k);
    const fromA = a + size * (aTransposed ? k * aStride : k);
    const fromB = b + size * (bTransposed ? k : k * bStride);
    for (let j: i32 = 0; j < n; j += WIDTH) {
      const wide: i32 = min(WIDTH, n - j);
      const tile: i32 = 32 / <i32> size;
      packAll<T>(
        tile,
        wide,
        steps,
        fromB + size * (bTransposed ? j * bStride : j),
        bStride,
        bTransposed,
        panels,
      );
      for (let i: i32 = 0; i < m; i += HEIGHT) {
        const high: i32 = min(HEIGHT, m - i);
        const rows = fromA + size * (aTransposed ? i : i * aStride);
        packAll<T>(4, high, steps, rows, aStride, !aTransposed, panel);
        const target = c + size * (i * cStride + j);
        const start = accumulate || k > 0;
        multiplyPanels<T>(
          wide,
          high,
          steps,
          panel,
          panels,
          target,
          cStride,
          start,
          negative,
          scratch,
        );
      }
    }
  }
}

/** Packs vectors `some` at a time: each step's entries side by side, zeros where a vector is missing. */
function packAll<T>(
  some: i32,
  count: i32,
  steps: i32,
  from: usize,
  stride: i32,
  inRows: bool,
  to: usize,
): void {
  const size: usize = sizeof<T>();
  const along: usize = size * (inRows ? 1 : stride);
  const across: usize = size * (inRows ? stride : 1);
  for (let j: i32 = 0; j < count; j += some) {
    const there: i32 = min(some, count - j);
    const first = from + across * j;
    if (there < some) memory.fill(to, 0, size * some * steps);
    if (!inRows && there == some) packLanes<T>(<i32> size * some, steps, first, along, to);
    else {
      for (let i: i32 = 0; i < there; i++) {
        let source = first + across * i, target = to + size * i;
        for (let k: i32 = 0; k < steps; k++) {
          copyScalar<T>(source, target);
          source += along;
          target += size * some;
        }
      }
    }
    to += size * some * steps;
  }
}

/** Packs vectors that lie in columns, 16 or 32 bytes of each step. */
function packLanes<T>(bytes: i32, steps: i32, from: usize, along: usize, to: usize): void {
  for (let k: i32 = 0; k < steps; k++) {
    v128.store(to, v128.load(from));
    if (bytes == 32) v128.store(to, v128.load(from, 16), 16);
    from += along;
    to += bytes;
  }
}

function multiplyPanels<T>(
  wide: i32,
  high: i32,
  steps: i32,
  panel: usize,
  panels: usize,
  c: usize,
  cStride: i32,
  start: bool,
  negative: bool,
  tile: usize,
): void {
  const size: usize = sizeof<T>();
  const width: i32 = 32 / <i32> size;
  for (let j: i32 = 0; j < wide; j += width) {
    const columns = panels + size * (j * steps);
    const across: i32 = min(width, wide - j);
    for (let i: i32 = 0; i < high; i += 4) {
      const rows = panel + size * (i * steps);
      const target = c + size * (i * cStride + j);
      const down: i32 = min(4, high - i);
      if (down == 4 && across == width) {
        multiplyTile<T>(steps, rows, columns, target, size * cStride, start, negative);
        continue;
      }
      if (start) copyTile<T>(down, across, target, cStride, tile, width);
      multiplyTile<T>(steps, rows, columns, tile, 32, start, negative);
      copyTile<T>(down, across, tile, width, target, cStride);
    }
  }
}

function copyTile<T>(
  high: i32,
  some: i32,
  from: usize,
  fromStride: i32,
  to: usize,
  toStride: i32,
): void {
  const size: usize = sizeof<T>();
  for (let i: i32 = 0; i < high; i++) {
    memory.copy(to + size * (i * toStride), from + size * (i * fromStride), size * some);
  }
}

/** The micro-kernel: 4 rows × 2 vectors of sums in eight registers. */
function multiplyTile<T>(
  steps: i32,
  a: usize,
  b: usize,
  c: usize,
  row: usize,
  start: bool,
  negative: bool,
): void {
  const c1 = c + row;
  const c2 = c1 + row;
  const c3 = c2 + row;
  let s00 = fillLanes<T>(0), s01 = s00, s10 = s00, s11 = s00;
  let s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  if (start) {
    s00 = v128.load(c), s01 = v128.load(c, 16);
    s10 = v128.load(c1), s11 = v128.load(c1, 16);
    s20 = v128.load(c2), s21 = v128.load(c2, 16);
    s30 = v128.load(c3), s31 = v128.load(c3, 16);
  }
  if (negative) {
    // s − a·b = −(−s + a·b) to the bit.
    s00 = v128.neg<T>(s00), s01 = v128.neg<T>(s01), s10 = v128.neg<T>(s10), s11 = v128.neg<T>(s11);
    s20 = v128.neg<T>(s20), s21 = v128.neg<T>(s21), s30 = v128.neg<T>(s30), s31 = v128.neg<T>(s31);
  }
  let x0: v128, x1: v128, y: v128;
  for (let k: i32 = 0; k < steps; k++) {
    x0 = v128.load(b), x1 = v128.load(b, 16);
    y = loadLanes<T>(a);
    s00 = v128.add<T>(s00, v128.mul<T>(y, x0)), s01 = v128.add<T>(s01, v128.mul<T>(y, x1));
    y = loadLanes<T>(a + sizeof<T>());
    s10 = v128.add<T>(s10, v128.mul<T>(y, x0)), s11 = v128.add<T>(s11, v128.mul<T>(y, x1));
    y = loadLanes<T>(a + 2 * sizeof<T>());
    s20 = v128.add<T>(s20, v128.mul<T>(y, x0)), s21 = v128.add<T>(s21, v128.mul<T>(y, x1));
    y = loadLanes<T>(a + 3 * sizeof<T>());
    s30 = v128.add<T>(s30, v128.mul<T>(y, x0)), s31 = v128.add<T>(s31, v128.mul<T>(y, x1));
    a += 4 * sizeof<T>();
    b += 32;
  }
  if (negative) {
    s00 = v128.neg<T>(s00), s01 = v128.neg<T>(s01), s10 = v128.neg<T>(s10), s11 = v128.neg<T>(s11);
    s20 = v128.neg<T>(s20), s21 = v128.neg<T>(s21), s30 = v128.neg<T>(s30), s31 = v128.neg<T>(s31);
  }
  v128.store(c, s00), v128.store(c, s01, 16);
  v128.store(c1, s10), v128.store(c1, s11, 16);
  v128.store(c2, s20), v128.store(c2, s21, 16);
  v128.store(c3, s30), v128.store(c3, s31, 16);
}
