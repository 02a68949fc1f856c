/** Euclidean distances between points of the complex plane. */

import { KooplineError } from "../schemas/error.ts";
import { hypot } from "./elementary.ts";
import type { Matrix } from "./matrix.ts";

/** Points of the complex plane, such as the eigenvalues of a spectrum. */
export interface Points {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Measures |a_i − b_j| for every pair of points.
 *
 * @returns a matrix with one row a point of `a` and one column a point of `b`.
 * @throws KooplineError `numeric.not_finite` when a distance is not a finite number.
 */
export function measureDistances(a: Points, b: Points): Matrix {
  const rows = a.re.length;
  const columns = b.re.length;
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const distance = hypot(a.re[i]! - b.re[j]!, a.im[i]! - b.im[j]!);
      if (!(distance < Infinity)) refuseDistance(a, i, b, j, distance);
      data[i * columns + j] = distance;
    }
  }
  return { rows, columns, data };
}

function refuseDistance(a: Points, i: number, b: Points, j: number, distance: number): never {
  throw new KooplineError({
    code: "numeric.not_finite",
    expected: "eigenvalues at a finite distance",
    found: `|(${a.re[i]}, ${a.im[i]}) − (${b.re[j]}, ${b.im[j]})| = ${distance}`,
    hint:
      "Eigenvalues this large usually mean that the operator was fitted without a rank or cut-off.",
  });
}
