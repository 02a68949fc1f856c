/**
 * The nearest-neighbour distance between two spectra.
 *
 *   N(a, b) = ½ (mean_i min_j |a_i − b_j| + mean_j min_i |a_i − b_j|)
 *
 * with the means weighted by the masses, if any.
 *
 * The averaged form of the modified Hausdorff distance of Dubuisson & Jain (1994), "A modified Hausdorff distance
 * for object matching", ICPR. Several eigenvalues may share a neighbour, so N ≤ W, and N ≪ W says that the
 * spectra occupy the same places with different multiplicities.
 */

import type { Matrix } from "./matrix.ts";
import type { Masses } from "./wasserstein.ts";

/**
 * Measures N from the m × n distances between the eigenvalues of two spectra.
 *
 * @param distances m ≥ 1 rows and n ≥ 1 columns.
 * @param masses m and n units; without them all weigh the same.
 */
export function measureNearest({ rows, columns, data }: Matrix, masses?: Masses): number {
  const nearestOfRow = new Float64Array(rows).fill(Infinity);
  const nearestOfColumn = new Float64Array(columns).fill(Infinity);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const distance = data[i * columns + j]!;
      if (distance < nearestOfRow[i]!) nearestOfRow[i] = distance;
      if (distance < nearestOfColumn[j]!) nearestOfColumn[j] = distance;
    }
  }
  return (average(nearestOfRow, masses?.rows) + average(nearestOfColumn, masses?.columns)) / 2;
}

function average(values: Float64Array, masses: Int32Array | undefined): number {
  let sum = 0, total = 0;
  for (let i = 0; i < values.length; i++) {
    const mass = masses?.[i] ?? 1;
    sum += mass * values[i]!;
    total += mass;
  }
  return sum / total;
}
