/** The weights that each method predicts from a window. */

import {
  chooseLag,
  extrapolateSnapshots,
  type Extrapolation,
} from "../../numerics/extrapolation.ts";
import type { Matrix } from "../../numerics/matrix.ts";
import {
  type PatchCutoff,
  type PatchSummary,
  predictPatches,
} from "../../numerics/patch_operators.ts";
import type { Patch } from "../../training/partition.ts";
import type { ForecastParams } from "./params.ts";
import { describeOperators, resolveCutoffs } from "./operators.ts";

/** What a method predicts from. */
export interface Start {
  /** Snapshots of the window; the last is w(t2). */
  readonly snapshots: Matrix;
  readonly patches: readonly Patch[];
  /** Applications to predict, ascending from 0. */
  readonly applications: Int32Array;
}

/** What a method predicts, at one cut-off. */
export interface Predicted {
  /** As tables show it. */
  readonly cutoff: number;
  /** As the fit takes it; undefined for baselines. */
  readonly given: PatchCutoff | undefined;
  /** One row an entry of `applications`. */
  readonly weights: Matrix;
  /** One a patch; none of baselines. */
  readonly summaries: readonly PatchSummary[];
}

type Method = ForecastParams["methods"][number];

/**
 * Predicts by one method: an entry for each cut-off of operators, one for a baseline.
 *
 * @param progress is told a fraction of the fits.
 */
export function predictWeights(
  method: Method,
  start: Start,
  params: ForecastParams,
  progress: (fraction: number) => void,
): readonly Predicted[] {
  if (method !== "koopman" && method !== "affine") return [extrapolate(method, start)];
  const { snapshots, patches, applications } = start;
  const cutoffs = resolveCutoffs(params, patches, snapshots.rows - 1, method === "affine");
  const found = predictPatches(
    snapshots,
    patches.map(({ places }) => places),
    applications,
    describeOperators(params, method, cutoffs.map(({ given }) => given)),
    (done) => progress(done / patches.length),
  );
  return found.map(({ predictions, summaries }, i) => ({
    cutoff: cutoffs[i]!.shown,
    given: cutoffs[i]!.given,
    weights: predictions,
    summaries,
  }));
}

function extrapolate(kind: Extrapolation, { snapshots, applications }: Start): Predicted {
  const lag = chooseLag(snapshots.rows, applications.at(-1) ?? 1);
  return {
    cutoff: 0,
    given: undefined,
    weights: extrapolateSnapshots(snapshots, kind, lag, applications),
    summaries: [],
  };
}
