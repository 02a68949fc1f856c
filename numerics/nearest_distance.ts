/**
 * The nearest-neighbour distance between two spectra.
 *
 *   N(a, b) = ½ (mean_i min_j |a_i − b_j| + mean_j min_i |a_i − b_j|)
 *
 * The averaged form of the modified Hausdorff distance of Dubuisson & Jain (1994), "A modified Hausdorff distance
 * for object matching", ICPR. Several eigenvalues may share a neighbour, so N ≤ W, and N ≪ W says that the
 * spectra occupy the same places with different multiplicities.
 */

import type { Matrix } from "./matrix.ts";

/**
 * Measures N from the m × n distances between the eigenvalues of two spectra.
 *
 * @param distances m ≥ 1 rows and n ≥ 1 columns.
 */
export function measureNearest({ rows, columns, data }: Matrix): number {
  const nearestOfColumn = new Float64Array(columns).fill(Infinity);
  let rowSum = 0;
  for (let i = 0; i < rows; i++) {
    let nearest = Infinity;
    for (let j = 0; j < columns; j++) {
      const distance = data[i * columns + j]!;
      if (distance < nearest) nearest = distance;
      if (distance < nearestOfColumn[j]!) nearestOfColumn[j] = distance;
    }
    rowSum += nearest;
  }
  let columnSum = 0;
  for (const nearest of nearestOfColumn) columnSum += nearest;
  return (rowSum / rows + columnSum / columns) / 2;
}
