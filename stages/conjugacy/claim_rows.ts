/** The tables of containments and of claims. */

import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Conjugacy } from "../../schemas/conjugacy.ts";
import type { Contrast } from "./contrasts.ts";
import type { Containment } from "./subsets.ts";

type Tables = ArtifactValue<typeof Conjugacy>["tables"];

/** Lists containments. */
export function tabulateContainments(rows: readonly Containment[]): Tables["subsets"] {
  return {
    part: rows.map(({ part }) => part),
    whole: rows.map(({ whole }) => whole),
    tolerance: Float64Array.from(rows, ({ tolerance }) => tolerance),
    largest: Float64Array.from(rows, ({ largest }) => largest),
    floor: Float64Array.from(rows, ({ floor }) => floor),
    share: Float64Array.from(rows, ({ share }) => share),
    count: Int32Array.from(rows, ({ count }) => count),
    contained: Uint8Array.from(rows, ({ share }) => share === 1 ? 1 : 0),
  };
}

/** Lists claims. */
export function tabulateContrasts(rows: readonly Contrast[]): Tables["contrasts"] {
  const numbers = (read: (row: Contrast) => number) => Float64Array.from(rows, read);
  return {
    less_a: rows.map(({ less }) => less[0]),
    less_b: rows.map(({ less }) => less[1]),
    than_a: rows.map(({ than }) => than[0]),
    than_b: rows.map(({ than }) => than[1]),
    less: numbers(({ lessDistance }) => lessDistance),
    than: numbers(({ thanDistance }) => thanDistance),
    difference: numbers(({ difference }) => difference),
    difference_low: numbers(({ differenceInterval }) => differenceInterval.low),
    difference_high: numbers(({ differenceInterval }) => differenceInterval.high),
    ratio: numbers(({ ratio }) => ratio),
    ratio_low: numbers(({ ratioInterval }) => ratioInterval.low),
    ratio_high: numbers(({ ratioInterval }) => ratioInterval.high),
    share: numbers(({ share }) => share),
    count: Int32Array.from(rows, ({ count }) => count),
    verdict: rows.map(({ verdict }) => verdict),
    reason: rows.map(({ reason }) => reason),
  };
}
