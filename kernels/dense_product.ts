/**
 * Matrix products of small and middling size over T = f32 or f64, in tiles of 4 rows × 2 vectors.
 *
 * Goto & van de Geijn 2008, Anatomy of high-performance matrix multiplication, ACM TOMS 34(3). Every
 * entry is summed in the order of k, so its bits depend on no size of block.
 */

import { computeRow1, computeRow2, computeTile4x1, computeTile4x2 } from "./dense_tile.ts";
import { copyScalar } from "./lanes.ts";

/** Steps of k in a panel: 512 × 32 bytes lie in the first cache. */
const DEPTH: i32 = 512;
const VECTOR: i32 = 16;
/** Bytes of a panel's row: two vectors. */
const PANEL_ROW: i32 = 32;
/** From so many rows of A on it pays to copy B into panels. */
const MANY_ROWS: i32 = 32;

/** Bytes of memory, zeroed, that `multiply` needs for a panel and a row of zeros behind it. */
export function panelBytes(): i32 {
  return (DEPTH + 1) * PANEL_ROW;
}

/**
 * Computes C = A·B + start. Pointers and strides are in bytes.
 *
 * @param rows rows of C and A; @param columns columns of C and B; @param depth columns of A, rows of B.
 * @param aRow from one row of A to the next; @param aStep from one column to the next.
 * @param bStep from one row of B to the next; @param bColumn from one column to the next.
 * @param c row-major, its rows filled up to whole vectors; so are those of B where `bColumn` is one number.
 * @param start what C starts from: 0 for zeros, `c` itself, or a row for every row (then `startRow` is 0).
 * @param panel memory of `panelBytes()`.
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
  const zeros = panel + DEPTH * PANEL_ROW;
  for (let j: i32 = 0; j < columns; j += wide) {
    const across: i32 = min(wide, columns - j);
    const to = c + j * size;
    let from = start == 0 ? zeros : start + j * size;
    let fromRow = start == 0 ? 0 : startRow;
    for (let k: i32 = 0; k < depth; k += DEPTH) {
      const steps: i32 = min(DEPTH, depth - k);
      const right = b + k * bStep + j * bColumn;
      if (packs) pack<T>(steps, across, right, bStep, bColumn, panel);
      const source = packs ? panel : right;
      const step = packs ? PANEL_ROW : bStep;
      const left = a + k * aStep;
      if (across * size > VECTOR) {
        multiplyWide<T>(rows, steps, left, aRow, aStep, source, step, from, fromRow, to, cRow);
      } else {
        multiplyNarrow<T>(rows, steps, left, aRow, aStep, source, step, from, fromRow, to, cRow);
      }
      from = to;
      fromRow = cRow;
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
  if (bColumn == size && across * size > VECTOR) {
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
  for (; rows >= 4; rows -= 4) {
    computeTile4x2<T>(steps, a, aRow, aStep, b, bStep, start, startRow, c, cRow);
    a += 4 * aRow;
    c += 4 * cRow;
    start += 4 * startRow;
  }
  for (; rows > 0; rows--) {
    computeRow2<T>(steps, a, aStep, b, bStep, start, c);
    a += aRow;
    c += cRow;
    start += startRow;
  }
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
  for (; rows >= 4; rows -= 4) {
    computeTile4x1<T>(steps, a, aRow, aStep, b, bStep, start, startRow, c, cRow);
    a += 4 * aRow;
    c += 4 * cRow;
    start += 4 * startRow;
  }
  for (; rows > 0; rows--) {
    computeRow1<T>(steps, a, aStep, b, bStep, start, c);
    a += aRow;
    c += cRow;
    start += startRow;
  }
}
