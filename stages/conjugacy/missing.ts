/** Spectra that are not there because what makes them failed. */

import type { Labels } from "../../schemas/json.ts";

/** Where a missing spectrum would stand. */
export interface MissingSpectrum {
  readonly group: string;
  readonly repeat: string;
}

/** Names the groups and repeats of missing spectra by their labels. */
export function listMissing(
  labels: readonly Labels[],
  between: string,
  repeats: string | null,
): MissingSpectrum[] {
  return labels.map((label) => ({
    group: String(label[between] ?? ""),
    repeat: repeats === null ? "" : String(label[repeats] ?? ""),
  }));
}
