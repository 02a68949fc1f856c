/** How the operators of a forecast are fitted, and the number that tables show for each cut-off. */

import {
  type PatchCutoff,
  type PatchOptions,
  resolvePatchCutoff,
} from "../../numerics/patch_operators.ts";
import type { Patch } from "../../training/partition.ts";
import type { ForecastParams } from "./params.ts";

/** A cut-off as the pipeline gave it, and as tables show it. */
export interface ShownCutoff {
  readonly given: PatchCutoff;
  readonly shown: number;
}

/**
 * Lists the cut-offs. `machine` and `jax` differ from patch to patch: tables show the largest.
 *
 * @param pairs P of the fit.
 * @param constant whether the constant observable makes each patch a row higher.
 */
export function resolveCutoffs(
  { cutoff, precision }: Pick<ForecastParams, "cutoff" | "precision">,
  patches: readonly Patch[],
  pairs: number,
  constant: boolean,
): readonly ShownCutoff[] {
  const largest = patches.reduce((most, { places }) => Math.max(most, places.length), 0);
  const size = { rows: largest + Number(constant), columns: pairs };
  return (Array.isArray(cutoff) ? cutoff : [cutoff]).map((given) => ({
    given,
    shown: resolvePatchCutoff(given, size, precision),
  }));
}

/** How the operators of a method are fitted; at the first cut-off, unless another is given. */
export function describeOperators(
  { precision, rank, project, cutoff, eigenvalues }: ForecastParams,
  method: "koopman" | "affine",
  cutoffs: PatchOptions["cutoffs"] = [Array.isArray(cutoff) ? cutoff[0]! : cutoff],
): PatchOptions {
  return {
    precision,
    constant: method === "affine",
    rank,
    cutoffs,
    projection: project,
    eigenvalues,
  };
}
