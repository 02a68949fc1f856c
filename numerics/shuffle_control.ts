/**
 * The randomised shuffle control of Redman et al. (2024), "Identifying Equivalent Training Dynamics".
 *
 * Each matched pair of eigenvalues swaps its members between the two spectra by a fair coin; W is
 * computed again with a new assignment. The control reports how many of the shuffled W's are at least
 * as large as W. Parts of a coupling of unequally long spectra swap whole, with their mass.
 *
 * No shuffled W exceeds W: the old matching is still a coupling of the swapped spectra, and of the
 * same cost. The fraction is thus that of shuffles which leave the matching optimal. It is small when
 * matched distances exceed the gaps between eigenvalues, which noise alone brings about as well: it
 * describes a pair of spectra and is no p-value.
 */

import { solveAssignment } from "./assignment.ts";
import { measureDistances, type Points } from "./plane_distances.ts";
import type { Matrix } from "./matrix.ts";
import type { RandomStream } from "./random.ts";
import { solveTransport } from "./transport.ts";
import type { Coupling } from "./wasserstein.ts";

/** Relative difference below which two W's are one: sums of equal terms differ by rounding alone. */
const ROUNDING = 1e-12;

/**
 * Counts the shuffles whose W is at least as large as that of the coupling.
 *
 * @param a the first spectrum.
 * @param b the second spectrum.
 * @param coupling an optimal coupling of `a` (from) and `b` (to).
 * @param shuffles how many times to shuffle.
 * @param stream where the coins come from: one uniform number a matched pair and shuffle.
 */
export function countShuffles(
  a: Points,
  b: Points,
  coupling: Coupling,
  shuffles: number,
  stream: RandomStream,
): number {
  const { units, total, distance } = coupling;
  const pairs = units.length;
  const pool = joinPairs(a, b, coupling);
  const between = measureDistances(pool, pool);
  const threshold = distance * total * (1 - ROUNDING);
  const first = new Int32Array(pairs);
  const second = new Int32Array(pairs);
  let count = 0;
  for (let shuffle = 0; shuffle < shuffles; shuffle++) {
    for (let k = 0; k < pairs; k++) {
      const swapped = stream.uniform() < 0.5;
      first[k] = swapped ? pairs + k : k;
      second[k] = swapped ? k : pairs + k;
    }
    if (measureCost(pickEntries(between, first, second), units) >= threshold) count++;
  }
  return count;
}

/** Lists the first members of all pairs, then the second members. */
function joinPairs(a: Points, b: Points, { from, to }: Coupling): Points {
  const pick = (of: "re" | "im") =>
    Float64Array.of(...Array.from(from, (i) => a[of][i]!), ...Array.from(to, (j) => b[of][j]!));
  return { re: pick("re"), im: pick("im") };
}

function pickEntries(
  matrix: Matrix,
  rows: Int32Array,
  columns: Int32Array,
): Matrix {
  const data = new Float64Array(rows.length * columns.length);
  let next = 0;
  for (const row of rows) {
    for (const column of columns) data[next++] = matrix.data[row * matrix.columns + column]!;
  }
  return { rows: rows.length, columns: columns.length, data };
}

/** The least total cost of moving `units` to `units`. */
function measureCost(cost: Matrix, units: Int32Array): number {
  const { rows, columns, data } = cost;
  let sum = 0;
  if (units.every((unit) => unit === 1)) {
    solveAssignment(data, rows).columns.forEach((j, i) => sum += data[i * columns + j]!);
    return sum;
  }
  const plan = solveTransport(cost, units, units);
  plan.units.forEach((moved, k) => sum += moved * data[plan.from[k]! * columns + plan.to[k]!]!);
  return sum;
}
