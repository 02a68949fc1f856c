/** The tables of a conjugacy, from grouped spectra and their distances. */

import { measureDistances } from "../../numerics/plane_distances.ts";
import type { RandomSource } from "../../numerics/random.ts";
import { coupleOptimally } from "../../numerics/wasserstein.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Conjugacy } from "../../schemas/conjugacy.ts";
import { compareGroups, type ComparisonOptions } from "./comparison.ts";
import { selectGroups, type SpectrumDistances } from "./distances.ts";
import type { Group } from "./groups.ts";
import { judgeGroups, type VerdictOptions } from "./verdict.ts";

type Tables = ArtifactValue<typeof Conjugacy>["tables"];

/** Lists every unordered pair of spectra. */
export function listPairs(
  groups: readonly Group[],
  { wasserstein, nearest }: SpectrumDistances,
): Tables["pairs"] {
  const spectra = groups.flatMap(({ name, members }) =>
    members.map(({ repeat }) => ({ name, repeat }))
  );
  const pairs = listCombinations(spectra.length);
  const entries = pairs.map(([i, j]) => i * spectra.length + j);
  return {
    a: pairs.map(([i]) => spectra[i]!.name),
    b: pairs.map(([, j]) => spectra[j]!.name),
    repeat_a: pairs.map(([i]) => spectra[i]!.repeat),
    repeat_b: pairs.map(([, j]) => spectra[j]!.repeat),
    distance: Float64Array.from(entries, (entry) => wasserstein.data[entry]!),
    nearest: Float64Array.from(entries, (entry) => nearest.data[entry]!),
  };
}

/** Lists every unordered pair of groups, with the evidence and the verdict. */
export function listGroups(
  groups: readonly Group[],
  { wasserstein }: SpectrumDistances,
  options: ComparisonOptions & VerdictOptions,
  random: RandomSource,
  progress: (share: number) => void,
): Tables["groups"] {
  const pairs = listCombinations(groups.length);
  const rows = pairs.map(([i, j], done) => {
    const a = groups[i]!, b = groups[j]!;
    const distances = selectGroups(groups, wasserstein, i, j);
    const comparison = compareGroups(a, b, distances, options, random);
    progress((done + 1) / pairs.length);
    return { a: a.name, b: b.name, ...comparison, ...judgeGroups(comparison, options) };
  });
  const numbers = (read: (row: typeof rows[number]) => number) => Float64Array.from(rows, read);
  return {
    a: rows.map(({ a }) => a),
    b: rows.map(({ b }) => b),
    distance: numbers(({ distance }) => distance),
    deviation: numbers(({ deviation }) => deviation),
    count: Int32Array.from(rows, ({ count }) => count),
    low: numbers(({ interval }) => interval.low),
    high: numbers(({ interval }) => interval.high),
    floor: numbers(({ repeats }) => repeats?.floor ?? NaN),
    floor_high: numbers(({ repeats }) => repeats?.floorHigh ?? NaN),
    shuffle: numbers(({ shuffle }) => shuffle),
    energy: numbers(({ repeats }) => repeats?.test.statistic ?? NaN),
    permutation: numbers(({ repeats }) => repeats?.test.p ?? NaN),
    labellings: Int32Array.from(rows, ({ repeats }) => repeats?.test.labellings ?? 0),
    verdict: rows.map(({ verdict }) => verdict),
    reason: rows.map(({ reason }) => reason),
  };
}

/** Lists the matched eigenvalues of the first pair of spectra that each pair of groups compares. */
export function listMatching(groups: readonly Group[]): Tables["matching"] {
  const rows = listCombinations(groups.length).flatMap(([i, j]) => {
    const a = groups[i]!, b = groups[j]!;
    const first = a.members[0]!.points, second = b.members[0]!.points;
    const distances = measureDistances(first, second);
    const { from, to, units, total } = coupleOptimally(distances);
    return Array.from(units, (moved, k) => ({
      a: a.name,
      b: b.name,
      re_a: first.re[from[k]!]!,
      im_a: first.im[from[k]!]!,
      re_b: second.re[to[k]!]!,
      im_b: second.im[to[k]!]!,
      distance: distances.data[from[k]! * distances.columns + to[k]!]!,
      weight: moved / total,
    }));
  });
  const numbers = (name: "re_a" | "im_a" | "re_b" | "im_b" | "distance" | "weight") =>
    Float64Array.from(rows, (row) => row[name]);
  return {
    a: rows.map(({ a }) => a),
    b: rows.map(({ b }) => b),
    re_a: numbers("re_a"),
    im_a: numbers("im_a"),
    re_b: numbers("re_b"),
    im_b: numbers("im_b"),
    distance: numbers("distance"),
    weight: numbers("weight"),
  };
}

/** All (i, j) with i < j < count. */
function listCombinations(count: number): readonly (readonly [number, number])[] {
  return Array.from({ length: count }, (_, i) => i).flatMap((i) =>
    Array.from({ length: count - i - 1 }, (_, k) => [i, i + 1 + k] as const)
  );
}
