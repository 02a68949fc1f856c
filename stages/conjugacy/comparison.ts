/** Gathers the evidence on two groups of spectra. */

import { average } from "../../numerics/average.ts";
import {
  type BootstrapOptions,
  estimateInterval,
  estimateIntervals,
  type Interval,
} from "../../numerics/bootstrap.ts";
import type { Matrix } from "../../numerics/matrix.ts";
import { testLabels } from "../../numerics/label_permutation.ts";
import type { RandomSource, RandomStream } from "../../numerics/random.ts";
import { countShuffles } from "../../numerics/shuffle_control.ts";
import { coupleMembers } from "./distances.ts";
import type { Group } from "./groups.ts";
import type { Evidence } from "./verdict.ts";

/** How much to draw. */
export interface ComparisonOptions {
  readonly shuffles: number;
  readonly permutations: number;
  readonly bootstrap: BootstrapOptions;
}

/** The evidence on two groups and what goes with it into the table. */
export interface Comparison extends Evidence {
  /** Population standard deviation of the W's whose mean is `distance`, and their number. */
  readonly deviation: number;
  readonly count: number;
  /** The bootstrap interval of `distance`; NaN unless both groups have repeats. */
  readonly interval: Interval;
  /** `distance` as a multiple of the floor, and its interval; NaN without repeats. */
  readonly toFloor: number;
  readonly toFloorInterval: Interval;
}

const NONE: Interval = { low: NaN, high: NaN };

/** Places of two members, in the first group and in the second. */
export type Pairing = readonly [number, number];

/** Tells whether two groups have the same repeats; groups keep repeats in one order. */
function haveSameRepeats(a: Group, b: Group): boolean {
  return a.members.length === b.members.length &&
    a.members.every(({ repeat }, i) => repeat === b.members[i]!.repeat);
}

/** Lists the pairs of members that are compared: equal repeats when both groups have the same, else all. */
export function listPairings(a: Group, b: Group): readonly Pairing[] {
  if (haveSameRepeats(a, b)) return a.members.map((_, i) => [i, i]);
  return a.members.flatMap((_, i) => b.members.map((_, j): Pairing => [i, j]));
}

/**
 * Compares two groups.
 *
 * Groups with the same repeats are compared repeat by repeat, as in Redman et al. (2024); others by
 * all cross pairs.
 *
 * @param distances W between all members of both groups, those of `a` first.
 * @param random gives streams; each is named by what it serves, so that more groups or repeats leave
 * the draws of the others alone.
 */
export function compareGroups(
  a: Group,
  b: Group,
  distances: Matrix,
  options: ComparisonOptions,
  random: RandomSource,
): Comparison {
  const open = (purpose: string) => random(JSON.stringify([purpose, a.name, b.name]));
  const sizes = [a.members.length, b.members.length] as const;
  const shared = haveSameRepeats(a, b);
  const pairings = listPairings(a, b);
  const values = pairings.map((pairing) => readAcross(distances, sizes[0], pairing));
  const distance = average(values);
  const floor = measureFloor(distances, sizes.map(countUp));
  const [interval = NONE, toFloorInterval = NONE] = Math.min(...sizes) < 2
    ? []
    : estimateMean(distances, sizes, shared, options.bootstrap, open("interval"));
  return {
    distance,
    deviation: Math.sqrt(average(values.map((value) => (value - distance) * (value - distance)))),
    count: values.length,
    interval,
    toFloor: divide(distance, floor),
    toFloorInterval,
    shuffle: measureShuffle(a, b, pairings, options.shuffles, random),
    repeats: Math.max(...sizes) < 2 ? undefined : {
      sizes,
      floor,
      floorHigh: estimateInterval(
        sizes,
        (draws) => measureFloor(distances, draws),
        options.bootstrap,
        open("floor"),
      ).high,
      test: testLabels(distances, sizes[0], options.permutations, open("labels")),
    },
  };
}

/**
 * The bootstrap intervals of the mean W and of its ratio to the floor: shared repeats are drawn for both groups
 * at once, others for each group on its own.
 */
function estimateMean(
  distances: Matrix,
  sizes: readonly [number, number],
  shared: boolean,
  options: BootstrapOptions,
  stream: RandomStream,
): readonly Interval[] {
  const across = (i: number, j: number) => readAcross(distances, sizes[0], [i, j]);
  const measure = (first: Int32Array, second: Int32Array) => {
    let sum = 0;
    if (shared) { for (const i of first) sum += across(i, i); }
    else for (const i of first) for (const j of second) sum += across(i, j);
    const mean = sum / (shared ? first.length : first.length * second.length);
    return [mean, divide(mean, measureFloor(distances, [first, second]))];
  };
  return estimateIntervals(
    shared ? [sizes[0]] : sizes,
    ([first = new Int32Array(), second = first]) => measure(first, second),
    options,
    stream,
  );
}

/** Gives the ratio, NaN when there is nothing to divide by. */
function divide(value: number, by: number): number {
  return by > 0 ? value / by : NaN;
}

/**
 * The mean W within the two groups over pairs of different spectra, NaN without such a pair.
 *
 * @param draws places of members by group; a member drawn twice makes no pair with itself.
 */
function measureFloor({ columns, data }: Matrix, draws: readonly ArrayLike<number>[]): number {
  let sum = 0, count = 0, start = 0;
  for (const drawn of draws) {
    const times = new Int32Array(drawn.length);
    for (let k = 0; k < drawn.length; k++) times[drawn[k]!]!++;
    // Each pair of different members once, as often as it was drawn.
    for (let i = 0; i < times.length; i++) {
      if (times[i] === 0) continue;
      const row = (start + i) * columns + start;
      let weighted = 0, pairs = 0;
      for (let j = i + 1; j < times.length; j++) {
        weighted += times[j]! * data[row + j]!;
        pairs += times[j]!;
      }
      sum += times[i]! * weighted;
      count += times[i]! * pairs;
    }
    start += drawn.length;
  }
  return sum / count;
}

/** The share of shuffles, over all compared pairs of spectra, whose W is at least that of the pair. */
function measureShuffle(
  a: Group,
  b: Group,
  pairings: readonly Pairing[],
  shuffles: number,
  random: RandomSource,
): number {
  let count = 0;
  for (const [i, j] of pairings) {
    const first = a.members[i]!, second = b.members[j]!;
    const { coupling } = coupleMembers(first, second);
    const name = JSON.stringify(["shuffle", a.name, first.repeat, b.name, second.repeat]);
    count += countShuffles(first.points, second.points, coupling, shuffles, random(name));
  }
  return count / (shuffles * pairings.length);
}

function readAcross({ columns, data }: Matrix, start: number, [i, j]: Pairing): number {
  return data[i * columns + start + j]!;
}

function countUp(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
