/** The weights that each method predicts from a window. */

import {
  chooseLag,
  extrapolateSnapshots,
  type Extrapolation,
} from "../../numerics/extrapolation.ts";
import type { Matrix } from "../../numerics/matrix.ts";
import { type PatchSummary, predictPatches } from "../../numerics/patch_operators.ts";
import type { Patch } from "../../training/partition.ts";
import type { ForecastParams } from "./params.ts";
import { resolveCutoffs } from "./cutoffs.ts";

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
  readonly cutoff: number;
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
  params: Pick<ForecastParams, "precision" | "rank" | "project" | "cutoff">,
  progress: (fraction: number) => void,
): readonly Predicted[] {
  if (method !== "koopman" && method !== "affine") return [extrapolate(method, start)];
  const { snapshots, patches, applications } = start;
  const constant = method === "affine";
  const cutoffs = resolveCutoffs(params, patches, snapshots.rows - 1, constant);
  const found = predictPatches(
    snapshots,
    patches.map(({ places }) => places),
    applications,
    {
      precision: params.precision,
      constant,
      rank: params.rank,
      cutoffs: cutoffs.map(({ given }) => given),
      projection: params.project,
    },
    (done) => progress(done / patches.length),
  );
  return found.map(({ predictions, summaries }, i) => ({
    cutoff: cutoffs[i]!.shown,
    weights: predictions,
    summaries,
  }));
}

function extrapolate(kind: Extrapolation, { snapshots, applications }: Start): Predicted {
  const lag = chooseLag(snapshots.rows, applications.at(-1) ?? 1);
  return {
    cutoff: 0,
    weights: extrapolateSnapshots(snapshots, kind, lag, applications),
    summaries: [],
  };
}
