/** Whether the spectra of one group are sub-multisets of those of another. */

import { average } from "../../numerics/average.ts";
import type { Matrix } from "../../numerics/matrix.ts";
import { listPairings } from "./comparison.ts";
import { listPlaces } from "./distances.ts";
import type { Group } from "./groups.ts";

/** What is known of one group's spectra as parts of another's. */
export interface Containment {
  readonly part: string;
  readonly whole: string;
  /** Mean and largest of the smallest tolerances over the compared pairs; Infinity where the part is longer. */
  readonly tolerance: number;
  readonly largest: number;
  /** Mean of the smallest tolerances between different repeats within the two groups; NaN without. */
  readonly floor: number;
  /** Share of the compared pairs that are within the tolerance asked for, and their number. */
  readonly share: number;
  readonly count: number;
}

/**
 * Looks at every ordered pair of groups.
 *
 * @param subset smallest tolerances between all spectra, the row's in the column's.
 * @param tolerance asked for.
 */
export function listContainments(
  groups: readonly Group[],
  subset: Matrix,
  tolerance: number,
): readonly Containment[] {
  const read = (i: number, j: number) => subset.data[i * subset.columns + j]!;
  return groups.flatMap((part, p) =>
    groups.flatMap((whole, w): Containment[] => {
      if (p === w) return [];
      const [from, to] = [listPlaces(groups, p), listPlaces(groups, w)];
      const values = listPairings(part, whole).map(([i, j]) => read(from[i]!, to[j]!));
      const within = [from, to].flatMap((places) =>
        places.flatMap((i) => places.flatMap((j) => i === j ? [] : [read(i, j)]))
      ).filter((value) => value < Infinity);
      return [{
        part: part.name,
        whole: whole.name,
        tolerance: average(values),
        largest: values.reduce((most, value) => Math.max(most, value), 0),
        floor: average(within),
        share: values.filter((value) => value <= tolerance).length / values.length,
        count: values.length,
      }];
    })
  );
}
