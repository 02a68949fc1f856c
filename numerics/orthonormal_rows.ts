/**
 * A growing list of orthonormal vectors, kept as the rows of a matrix.
 *
 * Block classical Gram–Schmidt, twice ("twice is enough", Giraud et al. 2005), then modified
 * Gram–Schmidt inside the block.
 */

import type { Matrix } from "./matrix.ts";
import { multiply, multiplyByTransposed } from "./product.ts";
import { multiplyVectors } from "./qr.ts";

/** Vectors of one length, orthonormal to rounding. */
export interface OrthonormalRows {
  /** The vectors so far, m × n; valid until the next `append`. */
  readonly matrix: Matrix;
  /**
   * Adds what is new in the rows of a block, and gives that. A row of which no more than `smallest` is
   * left besides the vectors so far adds nothing. Changes the block.
   */
  append(block: Matrix, smallest: number): Matrix;
}

/** Starts a list of vectors with n entries. */
export function openOrthonormalRows(n: number): OrthonormalRows {
  let data = new Float64Array(16 * n);
  let rows = 0;
  const view = (from: number, to: number): Matrix => ({
    rows: to - from,
    columns: n,
    data: data.subarray(from * n, to * n),
  });
  return {
    get matrix() {
      return view(0, rows);
    },
    append(block, smallest) {
      const first = rows;
      if ((rows + block.rows) * n > data.length) {
        const longer = new Float64Array(2 * (rows + block.rows) * n);
        longer.set(data);
        data = longer;
      }
      subtractAlong(block, view(0, first));
      subtractAlong(block, view(0, first));
      for (let r = 0; r < block.rows && rows < n; r++) {
        const row = block.data.subarray(r * n, (r + 1) * n);
        const long = measureLength(row);
        const short = normalise(row, view(first, rows));
        if (!(short > smallest)) continue;
        if (short < long / 8) {
          // What rounding left along earlier vectors grew when a short rest was made a unit vector.
          subtractAlong({ rows: 1, columns: n, data: row }, view(0, rows));
          normalise(row, view(rows, rows));
        }
        data.set(row, rows * n);
        rows++;
      }
      return view(first, rows);
    },
  };
}

/** Subtracts the parts of a block's rows along orthonormal rows. */
function subtractAlong(block: Matrix, along: Matrix): void {
  if (along.rows === 0) return;
  const parts = multiply(multiplyByTransposed(block, along), along);
  for (let i = 0; i < block.data.length; i++) block.data[i] = block.data[i]! - parts.data[i]!;
}

/** Takes a few vectors' parts out of a row, makes it a unit vector and gives the length it had. */
function normalise(row: Float64Array, along: Matrix): number {
  for (let pass = 0; pass < 2; pass++) {
    for (let k = 0; k < along.rows; k++) {
      const unit = along.data.subarray(k * row.length, (k + 1) * row.length);
      const size = multiplyVectors(row, unit);
      for (let i = 0; i < row.length; i++) row[i] = row[i]! - size * unit[i]!;
    }
  }
  const length = measureLength(row);
  if (length === 0) return 0;
  for (let i = 0; i < row.length; i++) row[i] = row[i]! / length;
  return length;
}

function measureLength(row: Float64Array): number {
  return Math.sqrt(multiplyVectors(row, row));
}
