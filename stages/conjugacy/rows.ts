/** The tables of a conjugacy, from grouped spectra and their distances. */

import { type Linkage, linkByAverage, measureCophenetic } from "../../numerics/average_linkage.ts";
import type { RandomSource } from "../../numerics/random.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Conjugacy } from "../../schemas/conjugacy.ts";
import { compareGroups, type Comparison, type ComparisonOptions } from "./comparison.ts";
import { coupleMembers, selectGroups, type SpectrumDistances } from "./distances.ts";
import { listCombinations } from "./combinations.ts";
import type { Group } from "./groups.ts";
import { judgeGroups, type Verdict, type VerdictOptions } from "./verdict.ts";

type Tables = ArtifactValue<typeof Conjugacy>["tables"];

/** Lists every unordered pair of spectra. */
export function listPairs(
  groups: readonly Group[],
  { wasserstein, nearest, subset }: SpectrumDistances,
  linkage: Linkage,
): Tables["pairs"] {
  const cophenetic = measureCophenetic(linkage);
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
    a_in_b: Float64Array.from(entries, (entry) => subset.data[entry]!),
    b_in_a: Float64Array.from(pairs, ([i, j]) => subset.data[j * spectra.length + i]!),
    cophenetic: Float64Array.from(entries, (entry) => cophenetic.data[entry]!),
  };
}

/** Lists every unordered pair of groups, with the evidence and the verdict, and links groups by mean W. */
export function listGroups(
  groups: readonly Group[],
  { wasserstein }: SpectrumDistances,
  options: ComparisonOptions & VerdictOptions,
  random: RandomSource,
  progress: (share: number) => void,
): { readonly table: Tables["groups"]; readonly linkage: Linkage } {
  const pairs = listCombinations(groups.length);
  const rows = pairs.map(([i, j], done) => {
    const a = groups[i]!, b = groups[j]!;
    const distances = selectGroups(groups, wasserstein, i, j);
    const comparison = compareGroups(a, b, distances, options, random);
    progress((done + 1) / pairs.length);
    return { a: a.name, b: b.name, ...comparison, ...judgeGroups(comparison, options) };
  });
  const distances = new Float64Array(groups.length * groups.length);
  const entries = pairs.map(([i, j]) => i * groups.length + j);
  entries.forEach((entry, k) => distances[entry] = rows[k]!.distance);
  const linkage = linkByAverage({ rows: groups.length, columns: groups.length, data: distances });
  const cophenetic = measureCophenetic(linkage).data;
  const table = {
    ...tabulateComparisons(rows),
    cophenetic: Float64Array.from(entries, (entry) => cophenetic[entry]!),
  };
  return { table, linkage };
}

/** What is known of two groups. */
type GroupRow = Comparison & Verdict & { readonly a: string; readonly b: string };

function tabulateComparisons(rows: readonly GroupRow[]): Omit<Tables["groups"], "cophenetic"> {
  const numbers = (read: (row: GroupRow) => number) => Float64Array.from(rows, read);
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
    to_floor: numbers(({ toFloor }) => toFloor),
    to_floor_low: numbers(({ toFloorInterval }) => toFloorInterval.low),
    to_floor_high: numbers(({ toFloorInterval }) => toFloorInterval.high),
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
    const { distances, coupling: { from, to, units, total } } = coupleMembers(
      a.members[0]!,
      b.members[0]!,
    );
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
