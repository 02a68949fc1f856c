/** Gathers the evidence on two groups of spectra. */

import {
  type BootstrapOptions,
  estimateInterval,
  type Interval,
} from "../../numerics/bootstrap.ts";
import { measureDistances } from "../../numerics/plane_distances.ts";
import type { Matrix } from "../../numerics/matrix.ts";
import { testLabels } from "../../numerics/label_permutation.ts";
import type { RandomSource, RandomStream } from "../../numerics/random.ts";
import { countShuffles } from "../../numerics/shuffle_control.ts";
import { coupleOptimally } from "../../numerics/wasserstein.ts";
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
}

/** Places of two members, in the first group and in the second. */
type Pairing = readonly [number, number];

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
  const shared = sizes[0] === sizes[1] &&
    a.members.every(({ repeat }, i) => repeat === b.members[i]!.repeat);
  const pairings = a.members.flatMap((_, i): Pairing[] =>
    shared ? [[i, i]] : b.members.map((_, j): Pairing => [i, j])
  );
  const values = pairings.map((pairing) => readAcross(distances, sizes[0], pairing));
  const distance = average(values);
  return {
    distance,
    deviation: Math.sqrt(average(values.map((value) => (value - distance) * (value - distance)))),
    count: values.length,
    interval: Math.min(...sizes) < 2
      ? { low: NaN, high: NaN }
      : estimateMean(distances, sizes, shared, options.bootstrap, open("interval")),
    shuffle: measureShuffle(a, b, pairings, options.shuffles, random),
    repeats: Math.max(...sizes) < 2 ? undefined : {
      sizes,
      floor: measureFloor(distances, sizes.map(countUp)),
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

/** The bootstrap interval of the mean W: shared repeats are drawn as pairs, others on their own. */
function estimateMean(
  distances: Matrix,
  sizes: readonly [number, number],
  shared: boolean,
  options: BootstrapOptions,
  stream: RandomStream,
): Interval {
  const across = (i: number, j: number) => readAcross(distances, sizes[0], [i, j]);
  return shared
    ? estimateInterval(
      [sizes[0]],
      ([drawn = []]) => average(Array.from(drawn, (i) => across(i, i))),
      options,
      stream,
    )
    : estimateInterval(
      sizes,
      ([first = [], second = []]) =>
        average(Array.from(first, (i) => average(Array.from(second, (j) => across(i, j))))),
      options,
      stream,
    );
}

/**
 * The mean W within the two groups over pairs of different spectra, NaN without such a pair.
 *
 * @param draws places of members by group; a member drawn twice makes no pair with itself.
 */
function measureFloor(distances: Matrix, draws: readonly ArrayLike<number>[]): number {
  let sum = 0, count = 0, start = 0;
  for (const drawn of draws) {
    for (let k = 0; k < drawn.length; k++) {
      for (let l = k + 1; l < drawn.length; l++) {
        if (drawn[k] === drawn[l]) continue;
        sum += distances.data[(start + drawn[k]!) * distances.columns + start + drawn[l]!]!;
        count++;
      }
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
    const coupling = coupleOptimally(measureDistances(first.points, second.points));
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

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
