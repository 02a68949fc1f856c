/** Spectra as they arrive at a port, and their comparison. */

import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Conjugacy } from "../../schemas/conjugacy.ts";
import type { Distances } from "../../schemas/distances.ts";
import type { JsonValue, Labels } from "../../schemas/json.ts";
import type { Spectrum } from "../../schemas/spectrum.ts";
import { conjugacy } from "../../stages/conjugacy/stage.ts";
import type { Item } from "../../stages/define.ts";
import { type Given, runKind } from "./run_kind.ts";

/** Real and imaginary part. */
export type Complex = readonly number[];

/** What is known of eigenvalues besides themselves. */
export interface Known {
  readonly energy?: readonly number[];
  readonly residual?: readonly number[];
}

/** Makes a spectrum; its address is written from its labels. */
export function makeSpectrum(
  labels: Labels,
  eigenvalues: readonly Complex[],
  { energy, residual }: Known = {},
): Item<typeof Spectrum> {
  const numbers = (read: (value: Complex) => number) => Float64Array.from(eigenvalues, read);
  const nothing = () => NaN;
  const none = { width: 1, data: new Float64Array(0) };
  return {
    labels,
    stage: "spectrum",
    address: JSON.stringify(labels),
    tables: {
      eigenvalues: {
        index: Int32Array.from(eigenvalues.keys()),
        re: numbers(([re = NaN]) => re),
        im: numbers(([, im = NaN]) => im),
        modulus: numbers(nothing),
        angle: numbers(nothing),
        energy: energy === undefined ? numbers(nothing) : Float64Array.from(energy),
        residual: residual === undefined ? numbers(nothing) : Float64Array.from(residual),
        condition: numbers(nothing),
      },
      modes: { index: new Int32Array(0), re: none, im: none },
    },
    files: {},
    meta: { rank: eigenvalues.length },
  };
}

/** Runs `conjugacy` and gives its tables. */
export async function compareSpectra(
  given: JsonValue,
  spectra: readonly Item<typeof Spectrum>[],
  distances: readonly Item<typeof Distances>[] = [],
  rest: Given = {},
): Promise<ArtifactValue<typeof Conjugacy>["tables"]> {
  return (await runKind(conjugacy, given, { spectra, distances }, rest)).artifact.tables;
}
