/**
 * Matrix products of small and middling size over T = f32 or f64, in tiles of 4 rows × 2 vectors.
 *
 * Goto & van de Geijn 2008, Anatomy of high-performance matrix multiplication, ACM TOMS 34(3). Every
 * entry is summed in the order of k, so its bits depend on no size of block.
 */

import { copyScalar, loadLanes } from "./lanes.ts";

/** Steps of k in a panel: 512 × 32 bytes lie in the first cache. */
const DEPTH: i32 = 512;
/** Bytes of a panel's row: two vectors. */
const PANEL_ROW: i32 = 32;
/** From so many rows of A on it pays to copy B into panels. */
const MANY_ROWS: i32 = 32;

/** Bytes of scratch memory that `multiply` needs. */
export function panelBytes(): i32 {
  return DEPTH * PANEL_ROW;
}

/**
 * Computes C = A·B + start. Pointers and strides are in bytes.
 *
 * @param rows rows of C and A; @param columns columns of C and B; @param depth columns of A, rows of B.
 * @param aRow from one row of A to the next; @param aStep from one column to the next.
 * @param bStep from one row of B to the next; @param bColumn from one column to the next.
 * @param c row-major, its rows filled up to whole vectors; so are those of B where `bColumn` is one number.
 * @param start what C starts from: 0 for zeros, `c` itself, or a row for every row (then `startRow` is 0).
 */
export function multiply<T>(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  aRow: i32,
  aStep: i32,
  b: usize,
  bStep: i32,
  bColumn: i32,
  c: usize,
  cRow: i32,
  start: usize,
  startRow: i32,
  panel: usize,
): void {
  const size = <i32> sizeof<T>();
  const wide = PANEL_ROW / size;
  const packs = bColumn != size || rows >= MANY_ROWS;
  for (let j: i32 = 0; j < columns; j += wide) {
    const across: i32 = min(wide, columns - j);
    const offset = j * size;
    for (let k: i32 = 0; k < depth; k += DEPTH) {
      const steps: i32 = min(DEPTH, depth - k);
      let source = b + k * bStep + j * bColumn;
      if (packs) {
        pack<T>(steps, across, source, bStep, bColumn, panel);
        source = panel;
      }
      const step = packs ? PANEL_ROW : bStep;
      const first = k > 0 ? c + offset : start == 0 ? 0 : start + offset;
      const firstRow = k > 0 ? cRow : start == 0 ? 0 : startRow;
      const left = a + k * aStep;
      if (across * size > 16) {
        multiplyWide<T>(
          rows,
          steps,
          left,
          aRow,
          aStep,
          source,
          step,
          first,
          firstRow,
          c + offset,
          cRow,
        );
      } else {
        multiplyNarrow<T>(
          rows,
          steps,
          left,
          aRow,
          aStep,
          source,
          step,
          first,
          firstRow,
          c + offset,
          cRow,
        );
      }
    }
  }
}

/** Copies `across` columns of B into rows of two vectors, zeros behind them. */
function pack<T>(
  steps: i32,
  across: i32,
  b: usize,
  bStep: i32,
  bColumn: i32,
  panel: usize,
): void {
  const size = <i32> sizeof<T>();
  if (bColumn == size && across * size > 16) {
    for (let k: i32 = 0; k < steps; k++) {
      v128.store(panel, v128.load(b));
      v128.store(panel, v128.load(b, 16), 16);
      b += bStep;
      panel += PANEL_ROW;
    }
    return;
  }
  if (across * size < PANEL_ROW) memory.fill(panel, 0, steps * PANEL_ROW);
  for (let j: i32 = 0; j < across; j++) {
    let from = b + j * bColumn;
    let to = panel + j * size;
    for (let k: i32 = 0; k < steps; k++) {
      copyScalar<T>(from, to);
      from += bStep;
      to += PANEL_ROW;
    }
  }
}

/** Two vectors of columns: tiles of 4 rows, then single rows. */
function multiplyWide<T>(
  rows: i32,
  steps: i32,
  a: usize,
  aRow: i32,
  aStep: i32,
  b: usize,
  bStep: i32,
  start: usize,
  startRow: i32,
  c: usize,
  cRow: i32,
): void {
  let i: i32 = 0;
  for (; i + 4 <= rows; i += 4) {
    computeTile4x2<T>(steps, a, aRow, aStep, b, bStep, start, startRow, c, cRow);
    a += 4 * aRow;
    c += 4 * cRow;
    start += 4 * startRow;
  }
  for (; i < rows; i++) {
    let c0 = start == 0 ? i32x4.splat(0) : v128.load(start);
    let c1 = start == 0 ? i32x4.splat(0) : v128.load(start, 16);
    let left = a;
    let right = b;
    for (let k: i32 = 0; k < steps; k++) {
      const x = loadLanes<T>(left);
      c0 = v128.add<T>(c0, v128.mul<T>(x, v128.load(right)));
      c1 = v128.add<T>(c1, v128.mul<T>(x, v128.load(right, 16)));
      left += aStep;
      right += bStep;
    }
    v128.store(c, c0);
    v128.store(c, c1, 16);
    a += aRow;
    c += cRow;
    start += startRow;
  }
}

function computeTile4x2<T>(
  steps: i32,
  a: usize,
  aRow: i32,
  aStep: i32,
  b: usize,
  bStep: i32,
  start: usize,
  startRow: i32,
  c: usize,
  cRow: i32,
): void {
  let c00 = i32x4.splat(0);
  let c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  if (start != 0) {
    c00 = v128.load(start);
    c01 = v128.load(start, 16);
    c10 = v128.load(start + startRow);
    c11 = v128.load(start + startRow, 16);
    c20 = v128.load(start + 2 * startRow);
    c21 = v128.load(start + 2 * startRow, 16);
    c30 = v128.load(start + 3 * startRow);
    c31 = v128.load(start + 3 * startRow, 16);
  }
  let a1 = a + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  for (let k: i32 = 0; k < steps; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const x0 = loadLanes<T>(a);
    c00 = v128.add<T>(c00, v128.mul<T>(x0, b0));
    c01 = v128.add<T>(c01, v128.mul<T>(x0, b1));
    const x1 = loadLanes<T>(a1);
    c10 = v128.add<T>(c10, v128.mul<T>(x1, b0));
    c11 = v128.add<T>(c11, v128.mul<T>(x1, b1));
    const x2 = loadLanes<T>(a2);
    c20 = v128.add<T>(c20, v128.mul<T>(x2, b0));
    c21 = v128.add<T>(c21, v128.mul<T>(x2, b1));
    const x3 = loadLanes<T>(a3);
    c30 = v128.add<T>(c30, v128.mul<T>(x3, b0));
    c31 = v128.add<T>(c31, v128.mul<T>(x3, b1));
    a += aStep;
    a1 += aStep;
    a2 += aStep;
    a3 += aStep;
    b += bStep;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c + cRow, c10);
  v128.store(c + cRow, c11, 16);
  v128.store(c + 2 * cRow, c20);
  v128.store(c + 2 * cRow, c21, 16);
  v128.store(c + 3 * cRow, c30);
  v128.store(c + 3 * cRow, c31, 16);
}

/** One vector of columns: tiles of 4 rows, then single rows. */
function multiplyNarrow<T>(
  rows: i32,
  steps: i32,
  a: usize,
  aRow: i32,
  aStep: i32,
  b: usize,
  bStep: i32,
  start: usize,
  startRow: i32,
  c: usize,
  cRow: i32,
): void {
  let i: i32 = 0;
  for (; i + 4 <= rows; i += 4) {
    computeTile4x1<T>(steps, a, aRow, aStep, b, bStep, start, startRow, c, cRow);
    a += 4 * aRow;
    c += 4 * cRow;
    start += 4 * startRow;
  }
  for (; i < rows; i++) {
    let c0 = start == 0 ? i32x4.splat(0) : v128.load(start);
    let left = a;
    let right = b;
    for (let k: i32 = 0; k < steps; k++) {
      c0 = v128.add<T>(c0, v128.mul<T>(loadLanes<T>(left), v128.load(right)));
      left += aStep;
      right += bStep;
    }
    v128.store(c, c0);
    a += aRow;
    c += cRow;
    start += startRow;
  }
}

function computeTile4x1<T>(
  steps: i32,
  a: usize,
  aRow: i32,
  aStep: i32,
  b: usize,
  bStep: i32,
  start: usize,
  startRow: i32,
  c: usize,
  cRow: i32,
): void {
  let c0 = i32x4.splat(0);
  let c1 = c0, c2 = c0, c3 = c0;
  if (start != 0) {
    c0 = v128.load(start);
    c1 = v128.load(start + startRow);
    c2 = v128.load(start + 2 * startRow);
    c3 = v128.load(start + 3 * startRow);
  }
  let a1 = a + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  for (let k: i32 = 0; k < steps; k++) {
    const b0 = v128.load(b);
    c0 = v128.add<T>(c0, v128.mul<T>(loadLanes<T>(a), b0));
    c1 = v128.add<T>(c1, v128.mul<T>(loadLanes<T>(a1), b0));
    c2 = v128.add<T>(c2, v128.mul<T>(loadLanes<T>(a2), b0));
    c3 = v128.add<T>(c3, v128.mul<T>(loadLanes<T>(a3), b0));
    a += aStep;
    a1 += aStep;
    a2 += aStep;
    a3 += aStep;
    b += bStep;
  }
  v128.store(c, c0);
  v128.store(c + cRow, c1);
  v128.store(c + 2 * cRow, c2);
  v128.store(c + 3 * cRow, c3);
}
