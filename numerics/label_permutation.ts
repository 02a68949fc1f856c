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
  const { statistic, scale } = measureEnergy(distances, n);
  // Every labelling is measured by its smaller group; which group that is does not matter to T when they are equal.
  const size = Math.min(n, m);
  const measure = buildMeasure(distances, size);
  const chosen = Int32Array.from({ length: size }, (_, i) => n <= m ? i : n + i);
  const threshold = measure(chosen) - ROUNDING * scale;
  const all = countLabellings(n, m, permutations);
  let count = 0;
  if (all <= permutations) {
    chosen.forEach((_, i) => chosen[i] = i);
    do {
      if (measure(chosen) >= threshold) count++;
    } while (advanceCombination(chosen, n + m));
    const smallest = (n === m ? 2 : 1) / all;
    return { statistic, p: count / all, labellings: all, exact: true, smallest };
  }
  const order = Int32Array.from({ length: n + m }, (_, i) => i);
  for (let draw = 0; draw < permutations; draw++) {
    drawFirst(order, size, stream);
    if (measure(order) >= threshold) count++;
  }
  const smallest = 1 / (1 + permutations);
  return { statistic, p: (1 + count) * smallest, labellings: permutations, exact: false, smallest };
}

/** Puts a random choice of `size` items first (Fisher–Yates, stopped early). */
function drawFirst(order: Int32Array, size: number, stream: RandomStream): void {
  for (let i = 0; i < size; i++) {
    const j = stream.integer(i, order.length - 1);
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
}

/**
 * Gives T of the labelling whose one group is the first `size` of the chosen items.
 *
 * The pairs within that group are added up; those between follow from the sums of rows, those within the other group
 * from the sum of all.
 */
function buildMeasure(
  { rows, data }: Matrix,
  size: number,
): (chosen: Int32Array) => number {
  const rest = rows - size;
  const sums = Float64Array.from(
    { length: rows },
    (_, i) => data.subarray(i * rows, (i + 1) * rows).reduce((sum, value) => sum + value, 0),
  );
  const total = sums.reduce((sum, value) => sum + value, 0) / 2;
  return (chosen) => {
    let within = 0, incident = 0;
    for (let k = 0; k < size; k++) {
      const row = chosen[k]! * rows;
      incident += sums[chosen[k]!]!;
      for (let l = k + 1; l < size; l++) within += data[row + chosen[l]!]!;
    }
    const between = incident - 2 * within;
    return combineSums(size, rest, within, total - within - between, between).statistic;
  };
}

/** T of the first n items against the others, and the size of the terms it is the difference of. */
function measureEnergy(
  { rows, data }: Matrix,
  n: number,
): { statistic: number; scale: number } {
  let first = 0, second = 0, between = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) {
      const distance = data[i * rows + j]!;
      if (i < n && j >= n) between += distance;
      else if (i < n) first += distance;
      else second += distance;
    }
  }
  return combineSums(n, rows - n, first, second, between);
}

/** T from the sums over unordered pairs within and between two groups of n and m items. */
function combineSums(
  n: number,
  m: number,
  first: number,
  second: number,
  between: number,
): { statistic: number; scale: number } {
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
