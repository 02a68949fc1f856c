/** Where a prediction ends: after T iterations, or when it gets worse. */

import { estimateResiduals, findAdaptiveStop } from "../../numerics/adaptive_stop.ts";
import { measureHoldOut } from "../../numerics/hold_out.ts";
import type { PatchCutoff } from "../../numerics/patch_operators.ts";
import { countHeldOut } from "./adaptive_start.ts";
import { describeOperators } from "./operators.ts";
import type { ForecastParams } from "./params.ts";
import type { Start } from "./predict.ts";

/** What was seen along a prediction, one value a point of its path; the first is at t2. */
export interface Seen {
  readonly losses: Float64Array;
  /** ‖ŵ − w(t2)‖. */
  readonly displacements: Float64Array;
}

/**
 * Finds the place of the point at which a prediction ends: the last one, or with an adaptive stop that of the
 * minimum before the rise, after at least one step.
 *
 * @param cutoff of the operators; undefined for baselines, which have no residual.
 */
export function findEnd(
  params: ForecastParams,
  method: ForecastParams["methods"][number],
  cutoff: PatchCutoff | undefined,
  { snapshots, patches, applications }: Start,
  { losses, displacements }: Seen,
): number {
  const { stop } = params;
  const end = applications.length - 1;
  if (stop === "fixed") return end;
  const isCompared = stop.by !== "residual" && !Number.isNaN(losses[0]);
  const hasResidual = stop.by !== "loss" && cutoff !== undefined &&
    (method === "koopman" || method === "affine");
  if (!isCompared && !hasResidual) return end;
  const residuals = () => {
    if (!hasResidual) return {};
    const { errors } = measureHoldOut(
      snapshots,
      patches.map(({ places }) => places),
      countHeldOut(stop.hold_out, snapshots.rows),
      describeOperators(params, method, [cutoff]),
    );
    const steps = applications.subarray(1);
    return { residuals: estimateResiduals(errors, steps, displacements.subarray(1)) };
  };
  const { last } = findAdaptiveStop(
    { ...isCompared ? { losses: losses.subarray(1) } : {}, ...residuals() },
    stop,
  );
  return last + 1;
}
