/** W, the nearest-neighbour distance and the tolerance of containment between spectra. */

import { measureBottleneck } from "../../numerics/bottleneck.ts";
import type { Matrix } from "../../numerics/matrix.ts";
import { measureNearest } from "../../numerics/nearest_distance.ts";
import { measureDistances } from "../../numerics/plane_distances.ts";
import { coupleOptimally, type Coupling, type Masses } from "../../numerics/wasserstein.ts";
import type { Group, Member } from "./groups.ts";

/** Distances between all spectra, in the order of groups, then members. */
export interface SpectrumDistances {
  /** Symmetric. */
  readonly wasserstein: Matrix;
  /** Symmetric. */
  readonly nearest: Matrix;
  /**
   * The smallest tolerance within which the row's spectrum is a sub-multiset of the column's; Infinity when
   * it has more eigenvalues.
   */
  readonly subset: Matrix;
}

/** What was measured between two spectra. */
export interface PairDistances {
  readonly wasserstein: number;
  readonly nearest: number;
  /** That of the shorter spectrum in the longer one. */
  readonly subset: number;
}

/** One pair of spectra by place, and what was measured. */
export interface MeasuredPair extends PairDistances {
  readonly first: number;
  readonly second: number;
}

/** Couples the eigenvalues of two spectra, by mass when they have masses. */
export function coupleMembers(
  a: Member,
  b: Member,
): { readonly distances: Matrix; readonly coupling: Coupling } {
  const distances = measureDistances(a.points, b.points);
  return { distances, coupling: coupleOptimally(distances, joinMasses(a, b)) };
}

/**
 * Measures one share of the pairs of spectra: of all pairs (i, j), i < j, row after row, every `of`-th,
 * from number `part` on. Pairs of long and short spectra are thus spread over all shares.
 */
export function measureShare(
  members: readonly Member[],
  share: { readonly part: number; readonly of: number },
  progress: (share: number) => void,
): readonly MeasuredPair[] {
  const pairs: MeasuredPair[] = [];
  let number = 0;
  for (let first = 0; first < members.length; first++) {
    for (let second = first + 1; second < members.length; second++) {
      if (number++ % share.of !== share.part) continue;
      pairs.push({ first, second, ...measurePair(members[first]!, members[second]!) });
    }
    progress((first + 1) / members.length);
  }
  return pairs;
}

function measurePair(a: Member, b: Member): PairDistances {
  const { distances, coupling } = coupleMembers(a, b);
  return {
    wasserstein: coupling.distance,
    nearest: measureNearest(distances, joinMasses(a, b)),
    subset: measureBottleneck(
      distances.rows <= distances.columns ? distances : transpose(distances),
    ),
  };
}

/** Lays measured pairs out as matrices; every pair must be there once. */
export function arrangePairs(
  members: readonly Member[],
  pairs: readonly MeasuredPair[],
): SpectrumDistances {
  const count = members.length;
  const wasserstein = new Float64Array(count * count);
  const nearest = new Float64Array(count * count);
  const subset = new Float64Array(count * count);
  for (const pair of pairs) {
    const { first, second } = pair;
    const [m, n] = [members[first]!.points.re.length, members[second]!.points.re.length];
    const [over, under] = [first * count + second, second * count + first];
    wasserstein[over] = wasserstein[under] = pair.wasserstein;
    nearest[over] = nearest[under] = pair.nearest;
    subset[over] = m <= n ? pair.subset : Infinity;
    subset[under] = n <= m ? pair.subset : Infinity;
  }
  const shape = { rows: count, columns: count };
  return {
    wasserstein: { ...shape, data: wasserstein },
    nearest: { ...shape, data: nearest },
    subset: { ...shape, data: subset },
  };
}

/** Lists the spectra of all groups. */
export function listMembers(groups: readonly Group[]): readonly Member[] {
  return groups.flatMap(({ members }) => members);
}

/** Takes the rows and columns of two groups out of the distances between all spectra. */
export function selectGroups(
  groups: readonly Group[],
  { columns, data }: Matrix,
  first: number,
  second: number,
): Matrix {
  const places = [...listPlaces(groups, first), ...listPlaces(groups, second)];
  return {
    rows: places.length,
    columns: places.length,
    data: Float64Array.from(places.flatMap((i) => places.map((j) => data[i * columns + j]!))),
  };
}

/** Lists the places of a group's members among all spectra. */
export function listPlaces(groups: readonly Group[], which: number): number[] {
  const start = groups.slice(0, which).reduce((sum, { members }) => sum + members.length, 0);
  return groups[which]!.members.map((_, i) => start + i);
}

function joinMasses(a: Member, b: Member): Masses | undefined {
  if (a.masses === undefined || b.masses === undefined) return undefined;
  return { rows: a.masses, columns: b.masses };
}

function transpose({ rows, columns, data }: Matrix): Matrix {
  const turned = new Float64Array(data.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) turned[j * rows + i] = data[i * columns + j]!;
  }
  return { rows: columns, columns: rows, data: turned };
}
