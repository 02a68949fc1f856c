/**
 * The bottleneck distance from one set of points into another.
 *
 *   B(a, b) = min over one-to-one maps σ of a into b, max_i c[i, σ(i)]
 *
 * c is an m × n cost matrix. B is the smallest tolerance within which a is a sub-multiset of b: every
 * point of a has a partner of its own in b that is at most B away. It is Infinity when a has more points.
 * Rows are assigned one by one along augmenting paths whose largest cost is least (Derigs & Zimmermann
 * 1978, "An augmenting path method for solving linear bottleneck assignment problems", Computing 19).
 * O(m² n).
 */

import type { Matrix } from "./matrix.ts";

/**
 * Measures B from the m × n costs between two sets.
 *
 * @param cost finite costs; no rows give 0.
 */
export function measureBottleneck({ rows, columns, data }: Matrix): number {
  if (rows > columns) return Infinity;
  const rowOf = new Int32Array(columns).fill(-1);
  const columnOf = new Int32Array(rows).fill(-1);
  const reach = new Float64Array(columns);
  const previous = new Int32Array(columns);
  const passed = new Uint8Array(columns);
  let bottleneck = 0;
  for (let start = 0; start < rows; start++) {
    reach.fill(Infinity);
    passed.fill(0);
    let column = -1;
    for (let row = start, base = bottleneck; row >= 0; row = rowOf[column]!) {
      column = -1;
      for (let j = 0, entry = row * columns; j < columns; j++, entry++) {
        if (passed[j] === 1) continue;
        const width = Math.max(base, data[entry]!);
        if (width < reach[j]!) {
          reach[j] = width;
          previous[j] = row;
        }
        if (column < 0 || reach[j]! < reach[column]!) column = j;
      }
      passed[column] = 1;
      base = reach[column]!;
    }
    bottleneck = reach[column]!;
    while (column >= 0) {
      const row = previous[column]!;
      const next = columnOf[row]!;
      rowOf[column] = row;
      columnOf[row] = column;
      column = next;
    }
  }
  return bottleneck;
}
