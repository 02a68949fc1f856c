/**
 * The Wasserstein distance between two spectra.
 *
 *   W(a, b) = min over couplings π of Σ_ij π_ij |a_i − b_j|
 *
 * Without masses every eigenvalue of a spectrum weighs the same. For equally many eigenvalues the best
 * coupling is then a one-to-one assignment and W the mean matched distance, as in Redman et al. (2024),
 * "Identifying Equivalent Training Dynamics"; for unequal counts, and for given masses, it is the optimal
 * transport between the weights, Peyré & Cuturi (2019), *Computational Optimal Transport*, Equation (2.11).
 */

import { KooplineError } from "../schemas/error.ts";
import { solveAssignment } from "./assignment.ts";
import { measureDistances, type Points } from "./plane_distances.ts";
import type { Matrix } from "./matrix.ts";
import { solveTransport } from "./transport.ts";

/** Matched eigenvalues: `units[k]` of `total` units of mass couple `from[k]` with `to[k]`. */
export interface Coupling {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly units: Int32Array;
  readonly total: number;
  /** Σ units · distance / total, in the unit of the distances. */
  readonly distance: number;
}

/**
 * Measures W between two spectra.
 *
 * @param a m ≥ 1 eigenvalues.
 * @param b n ≥ 1 eigenvalues.
 * @throws KooplineError `input.value` for an empty spectrum, `numeric.not_finite` for distances that overflow.
 */
export function measureWasserstein(a: Points, b: Points): number {
  return coupleOptimally(measureDistances(a, b)).distance;
}

/** Whole units of mass for the rows and for the columns, with equal sums. */
export interface Masses {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
}

/**
 * Finds a coupling of least mean distance.
 *
 * @param distances m × n finite distances, m and n at least 1.
 * @param masses m and n units; without them all rows weigh the same, and all columns.
 * @throws KooplineError `input.value` when there is nothing to couple.
 */
export function coupleOptimally(distances: Matrix, masses?: Masses): Coupling {
  const { rows, columns } = distances;
  if (rows === 0 || columns === 0) {
    throw new KooplineError({
      code: "input.value",
      expected: "two spectra with at least one eigenvalue each",
      found: `${rows} and ${columns} eigenvalues`,
    });
  }
  if (masses !== undefined) {
    const { from, to, units } = solveTransport(distances, masses.rows, masses.columns);
    const total = masses.rows.reduce((sum, mass) => sum + mass, 0);
    return weighCoupling(distances, from, to, units, total);
  }
  if (rows === columns) {
    const from = Int32Array.from({ length: rows }, (_, i) => i);
    const to = solveAssignment(distances.data, rows).columns;
    return weighCoupling(distances, from, to, new Int32Array(rows).fill(1), rows);
  }
  // Whole units: m sources of n/g each supply n sinks of m/g each, g the greatest common divisor.
  const divisor = findCommonDivisor(rows, columns);
  const supply = new Int32Array(rows).fill(columns / divisor);
  const demand = new Int32Array(columns).fill(rows / divisor);
  const { from, to, units } = solveTransport(distances, supply, demand);
  return weighCoupling(distances, from, to, units, rows * columns / divisor);
}

/** Adds up the cost of a coupling, entry after entry. */
function weighCoupling(
  { columns, data }: Matrix,
  from: Int32Array,
  to: Int32Array,
  units: Int32Array,
  total: number,
): Coupling {
  let sum = 0;
  for (let k = 0; k < from.length; k++) sum += units[k]! * data[from[k]! * columns + to[k]!]!;
  return { from, to, units, total, distance: sum / total };
}

function findCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : findCommonDivisor(b, a % b);
}
