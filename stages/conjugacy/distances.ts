/** W and the nearest-neighbour distance between all spectra. */

import { measureDistances } from "../../numerics/plane_distances.ts";
import type { Matrix } from "../../numerics/matrix.ts";
import { measureNearest } from "../../numerics/nearest_distance.ts";
import { coupleOptimally } from "../../numerics/wasserstein.ts";
import type { Group } from "./groups.ts";

/** Distances between all spectra, in the order of groups, then members. Both are symmetric. */
export interface SpectrumDistances {
  readonly wasserstein: Matrix;
  readonly nearest: Matrix;
}

/** Measures the distances between every two spectra. */
export function measureAll(
  groups: readonly Group[],
  progress: (share: number) => void,
): SpectrumDistances {
  const spectra = groups.flatMap(({ members }) => members.map(({ points }) => points));
  const count = spectra.length;
  const wasserstein = new Float64Array(count * count);
  const nearest = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      const distances = measureDistances(spectra[i]!, spectra[j]!);
      const w = coupleOptimally(distances).distance;
      const n = measureNearest(distances);
      wasserstein[i * count + j] = wasserstein[j * count + i] = w;
      nearest[i * count + j] = nearest[j * count + i] = n;
    }
    progress((i + 1) / count);
  }
  const shape = { rows: count, columns: count };
  return { wasserstein: { ...shape, data: wasserstein }, nearest: { ...shape, data: nearest } };
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

function listPlaces(groups: readonly Group[], which: number): number[] {
  const start = groups.slice(0, which).reduce((sum, { members }) => sum + members.length, 0);
  return groups[which]!.members.map((_, i) => start + i);
}
