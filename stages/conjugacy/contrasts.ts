/** Whether one pair of groups is closer together than another, over the repeats that they share. */

import { average } from "../../numerics/average.ts";
import {
  type BootstrapOptions,
  estimateIntervals,
  type Interval,
} from "../../numerics/bootstrap.ts";
import type { Matrix } from "../../numerics/matrix.ts";
import type { RandomSource } from "../../numerics/random.ts";
import { KooplineError } from "../../schemas/error.ts";
import { listPlaces } from "./distances.ts";
import type { Group } from "./groups.ts";
import { writeNumber } from "./write_number.ts";

/** The names of two groups; twice the same name stands for the floor of that group. */
export type GroupPair = readonly [string, string];

/** A claim: W of the pair `less` is less than W of the pair `than`. */
export interface Claim {
  readonly less: GroupPair;
  readonly than: GroupPair;
}

/** What became of a claim. */
export interface Contrast extends Claim {
  /** Mean W of each pair over shared repeats. */
  readonly lessDistance: number;
  readonly thanDistance: number;
  /** than − less, and than / less. */
  readonly difference: number;
  readonly differenceInterval: Interval;
  readonly ratio: number;
  readonly ratioInterval: Interval;
  /** Share of the repeats in which the claim holds. */
  readonly share: number;
  /** Number of shared repeats. */
  readonly count: number;
  readonly verdict: "holds" | "fails" | "undecided";
  readonly reason: string;
}

/** What contrasts are tested on. */
export interface ContrastContext {
  readonly groups: readonly Group[];
  /** Names of groups that are not there because what makes them failed. */
  readonly missing: readonly string[];
  /** W between all spectra. */
  readonly wasserstein: Matrix;
  readonly bootstrap: BootstrapOptions;
  readonly random: RandomSource;
}

/** W of a pair of groups over shared repeats, by their places in the list of these. */
interface PairMeasure {
  /** The mean over drawn repeats. */
  readonly average: (drawn: ArrayLike<number>) => number;
  /** W at one repeat; for a floor the mean distance to the other repeats. */
  readonly at: (repeat: number) => number;
}

const NONE: Interval = { low: NaN, high: NaN };

/**
 * Tests a claim by the paired bootstrap: repeats that all groups of the claim share are drawn together, and
 * difference and ratio of the mean W's are computed on each draw. It holds when the interval of the difference is
 * above 0, and fails when that is below 0.
 *
 * @throws KooplineError `pipeline.params` for a group that the spectra do not have.
 */
export function testClaim(claim: Claim, context: ContrastContext): Contrast {
  const names = [...new Set([...claim.less, ...claim.than])];
  for (const name of names) assertGroup(name, context);
  const absent = names.filter((name) => context.missing.includes(name) && !isThere(name, context));
  const repeats = absent.length > 0 ? [] : listShared(names, context);
  const less = buildMeasure(claim.less, repeats, context);
  const than = buildMeasure(claim.than, repeats, context);
  const all = repeats.map((_, k) => k);
  const measure = (drawn: ArrayLike<number>) => {
    const [low, high] = [less.average(drawn), than.average(drawn)];
    return [high - low, low > 0 ? high / low : NaN] as const;
  };
  const [differenceInterval = NONE, ratioInterval = NONE] = repeats.length < 2
    ? []
    : estimateIntervals(
      [repeats.length],
      ([drawn = []]) => measure(drawn),
      context.bootstrap,
      context.random(JSON.stringify(["contrast", claim.less, claim.than])),
    );
  const [difference, ratio] = measure(all);
  const held = all.filter((k) => less.at(k) < than.at(k)).length;
  return {
    ...claim,
    lessDistance: less.average(all),
    thanDistance: than.average(all),
    difference,
    differenceInterval,
    ratio,
    ratioInterval,
    share: held / repeats.length,
    count: repeats.length,
    ...judgeClaim(differenceInterval, held, repeats.length, absent),
  };
}

function judgeClaim(
  { low, high }: Interval,
  held: number,
  count: number,
  absent: readonly string[],
): Pick<Contrast, "verdict" | "reason"> {
  if (absent.length > 0) {
    return { verdict: "undecided", reason: `Missing: ${absent.join(", ")}.` };
  }
  if (count < 2) {
    const found = count === 0 ? "no repeat is shared" : "there is one repeat only";
    return { verdict: "undecided", reason: `No interval: ${found}.` };
  }
  if (Number.isNaN(low)) {
    return { verdict: "undecided", reason: "No interval: no resample has two different repeats." };
  }
  const share = `the claim holds in ${held} of ${count} repeats`;
  const interval = `the interval of the difference, ${writeNumber(low)} to ${writeNumber(high)},`;
  if (low > 0) return { verdict: "holds", reason: `${capital(interval)} is above 0; ${share}.` };
  if (high < 0) return { verdict: "fails", reason: `${capital(interval)} is below 0; ${share}.` };
  return { verdict: "undecided", reason: `${capital(interval)} holds 0; ${share}.` };
}

function assertGroup(name: string, context: ContrastContext): void {
  if (isThere(name, context) || context.missing.includes(name)) return;
  throw new KooplineError({
    code: "pipeline.params",
    where: "contrasts",
    expected: `groups of the spectra: ${context.groups.map(({ name }) => name).join(", ")}`,
    found: `"${name}"`,
    hint: "Write groups as the values of `between`.",
  });
}

function isThere(name: string, { groups }: ContrastContext): boolean {
  return groups.some((group) => group.name === name);
}

/** Lists the repeats that all named groups have, in the order of the first. */
function listShared(names: readonly string[], { groups }: ContrastContext): readonly string[] {
  const named = names.map((name) => groups.find((group) => group.name === name)?.members ?? []);
  return (named[0] ?? []).map(({ repeat }) => repeat).filter((repeat) =>
    named.every((members) => members.some((member) => member.repeat === repeat))
  );
}

function buildMeasure(
  [a, b]: GroupPair,
  repeats: readonly string[],
  context: ContrastContext,
): PairMeasure {
  const places = [a, b].map((name) => {
    const which = context.groups.findIndex((group) => group.name === name);
    const group = context.groups[which];
    const all = group === undefined ? [] : listPlaces(context.groups, which);
    return repeats.map((repeat) =>
      all[group?.members.findIndex((member) => member.repeat === repeat) ?? -1] ?? -1
    );
  });
  const { columns, data } = context.wasserstein;
  const read = (i: number, j: number) => data[places[0]![i]! * columns + places[1]![j]!]!;
  if (a !== b) {
    return {
      average: (drawn) => average(Array.from(drawn, (k) => read(k, k))),
      at: (k) => read(k, k),
    };
  }
  return {
    average: (drawn) => averageWithin(drawn, read),
    at: (k) => average(repeats.flatMap((_, l) => l === k ? [] : [read(k, l)])),
  };
}

/** The mean over pairs of different repeats; a repeat drawn twice makes no pair with itself. */
function averageWithin(
  drawn: ArrayLike<number>,
  read: (i: number, j: number) => number,
): number {
  let sum = 0, count = 0;
  for (let k = 0; k < drawn.length; k++) {
    for (let l = k + 1; l < drawn.length; l++) {
      if (drawn[k] === drawn[l]) continue;
      sum += read(drawn[k]!, drawn[l]!);
      count++;
    }
  }
  return sum / count;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
