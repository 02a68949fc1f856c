/**
 * The label permutation test on a matrix of distances, with the energy statistic.
 *
 *   T = n m / (n + m) · (2/(n m) Σ d(a_i, b_j) − 1/n² Σ d(a_i, a_k) − 1/m² Σ d(b_j, b_l))
 *
 * n and m are the numbers of items in the two groups, d their distances; the sums run over all ordered
 * pairs (Székely & Rizzo 2004, "Testing for equal distributions in high dimension", InterStat 5).
 * Under the null hypothesis that all items come from one distribution every labelling is equally
 * likely, whatever d is, so the test holds its level exactly. With C(n+m, n) labellings at most
 * `permutations` all of them are listed; otherwise labellings are drawn and
 * p = (1 + count) / (1 + draws) (Phipson & Smyth 2010, "Permutation P-values should never be zero").
 */

import type { Matrix } from "./matrix.ts";
import type { RandomStream } from "./random.ts";

/** What the test found. */
export interface LabelTest {
  /** T of the labels as they are, in the unit of the distances. */
  readonly statistic: number;
  readonly p: number;
  /** How many labellings were compared. */
  readonly labellings: number;
  /** Whether these were all there are. */
  readonly exact: boolean;
  /** The least p that these group sizes and this many labellings allow. */
  readonly smallest: number;
}

/** Differences of T below this share of its scale come from rounding. */
const ROUNDING = 1e-12;

/**
 * Tests whether the labels of two groups matter.
 *
 * @param distances symmetric (n+m) × (n+m) with a zero diagonal; the first n rows are the first group.
 * @param n size of the first group, at least 1 and less than the number of rows.
 * @param permutations the most labellings to compare.
 * @param stream where labellings are drawn from when there are more of them.
 */
export function testLabels(
  distances: Matrix,
  n: number,
  permutations: number,
  stream: RandomStream,
): LabelTest {
  const m = distances.rows - n;
  const measure = (inFirst: Uint8Array) => measureEnergy(distances, inFirst, n);
  const labels = new Uint8Array(n + m).fill(1, 0, n);
  const { statistic, scale } = measure(labels);
  const threshold = statistic - ROUNDING * scale;
  const all = countLabellings(n, m, permutations);
  let count = 0;
  if (all <= permutations) {
    const chosen = Int32Array.from({ length: n }, (_, i) => i);
    do {
      labels.fill(0);
      for (const item of chosen) labels[item] = 1;
      if (measure(labels).statistic >= threshold) count++;
    } while (advanceCombination(chosen, n + m));
    const smallest = (n === m ? 2 : 1) / all;
    return { statistic, p: count / all, labellings: all, exact: true, smallest };
  }
  const order = Array.from(labels.keys());
  for (let draw = 0; draw < permutations; draw++) {
    labels.fill(0);
    for (const item of stream.shuffle(order).slice(0, n)) labels[item] = 1;
    if (measure(labels).statistic >= threshold) count++;
  }
  const smallest = 1 / (1 + permutations);
  return { statistic, p: (1 + count) * smallest, labellings: permutations, exact: false, smallest };
}

/** T of a labelling, and the size of the terms it is the difference of. */
function measureEnergy(
  { rows, data }: Matrix,
  inFirst: Uint8Array,
  n: number,
): { statistic: number; scale: number } {
  const m = rows - n;
  let first = 0, second = 0, between = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) {
      const distance = data[i * rows + j]!;
      if (inFirst[i] !== inFirst[j]) between += distance;
      else if (inFirst[i] === 1) first += distance;
      else second += distance;
    }
  }
  const weight = n * m / (n + m);
  const across = 2 * between / (n * m);
  const within = 2 * first / (n * n) + 2 * second / (m * m);
  return { statistic: weight * (across - within), scale: weight * (across + within) };
}

/** C(n+m, n), or any number above `limit` when it is larger. */
function countLabellings(n: number, m: number, limit: number): number {
  let count = 1;
  for (let k = 1; k <= Math.min(n, m) && count <= limit; k++) {
    count = count * (Math.max(n, m) + k) / k;
  }
  return count;
}

/** Moves to the next combination in lexicographic order; false after the last. */
function advanceCombination(chosen: Int32Array, count: number): boolean {
  let place = chosen.length - 1;
  while (place >= 0 && chosen[place] === count - chosen.length + place) place--;
  if (place < 0) return false;
  chosen[place]!++;
  for (let k = place + 1; k < chosen.length; k++) chosen[k] = chosen[k - 1]! + 1;
  return true;
}
