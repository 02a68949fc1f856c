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
 *
 * A matching that couples every pair with itself is optimal when no cycle of pairs gains by passing
 * partners on, whatever their masses are. So each shuffle is decided by one assignment of equal weights,
 * and most of them before it: by two pairs that gain by an exchange.
 */

import { openAssignment } from "./assignment.ts";
import { measureDistances, type Points } from "./plane_distances.ts";
import type { Matrix } from "./matrix.ts";
import type { RandomStream } from "./random.ts";
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
  const pairs = coupling.units.length;
  const pool = joinPairs(a, b, coupling);
  const between = measureDistances(pool, pool);
  const matched = measureMatched(between, pairs);
  const least = matched - ROUNDING * matched;
  const rivals = findRivals(between, pairs, matched - least);
  const assign = openAssignment(pairs);
  const swapped = new Uint8Array(pairs);
  const cost = new Float64Array(pairs * pairs);
  let count = 0;
  for (let shuffle = 0; shuffle < shuffles; shuffle++) {
    for (let k = 0; k < pairs; k++) swapped[k] = stream.uniform() < 0.5 ? 1 : 0;
    if (haveSplitRivals(rivals, swapped)) continue;
    fillCost(cost, between, swapped);
    const { columns } = assign(cost);
    let sum = 0;
    for (let k = 0; k < pairs; k++) sum += cost[k * pairs + columns[k]!]!;
    if (sum >= least) count++;
  }
  return count;
}

/** Lists the first members of all pairs, then the second members. */
function joinPairs(a: Points, b: Points, { from, to }: Coupling): Points {
  const pick = (of: "re" | "im") =>
    Float64Array.from([
      ...Array.from(from, (i) => a[of][i]!),
      ...Array.from(to, (j) => b[of][j]!),
    ]);
  return { re: pick("re"), im: pick("im") };
}

/** Adds up the distances within pairs. */
function measureMatched({ columns, data }: Matrix, pairs: number): number {
  let sum = 0;
  for (let k = 0; k < pairs; k++) sum += data[k * columns + pairs + k]!;
  return sum;
}

/** Lists pairs, two after two, that gain more than `slack` by an exchange when only one of them is swapped. */
function findRivals({ columns, data }: Matrix, pairs: number, slack: number): readonly number[] {
  const rivals: number[] = [];
  for (let k = 0; k < pairs; k++) {
    for (let l = k + 1; l < pairs; l++) {
      const apart = data[k * columns + l]! + data[(pairs + k) * columns + pairs + l]!;
      const matched = data[k * columns + pairs + k]! + data[l * columns + pairs + l]!;
      if (matched - apart > 2 * slack) rivals.push(k, l);
    }
  }
  return rivals;
}

function haveSplitRivals(rivals: readonly number[], swapped: Uint8Array): boolean {
  for (let at = 0; at < rivals.length; at += 2) {
    if (swapped[rivals[at]!] !== swapped[rivals[at + 1]!]) return true;
  }
  return false;
}

/** Fills in the distances from the shuffled first members to the shuffled second ones. */
function fillCost(cost: Float64Array, { columns, data }: Matrix, swapped: Uint8Array): void {
  const pairs = swapped.length;
  for (let k = 0, entry = 0; k < pairs; k++) {
    const row = (swapped[k] === 1 ? pairs + k : k) * columns;
    for (let l = 0; l < pairs; l++) {
      cost[entry++] = data[row + (swapped[l] === 1 ? l : pairs + l)]!;
    }
  }
}
