/** The window of a forecast: as the pipeline gives it, or found in the recording. */

import { findAdaptiveStart, type InspectedWindow } from "../../numerics/adaptive_start.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Forecast } from "../../schemas/forecast.ts";
import type { Patch } from "../../training/partition.ts";
import { chooseHop, countChecked, isLongEnough } from "./adaptive_params.ts";
import { describeFailure } from "./adaptive_words.ts";
import { describeOperators } from "./operators.ts";
import type { ForecastParams } from "./params.ts";
import { findWindow, type Recording, takeWindow, type Window } from "./recording.ts";
import { countApplications } from "./samples.ts";

type WindowTable = ArtifactValue<typeof Forecast>["tables"]["windows"];

/** Where a forecast begins. */
export interface ForecastStart {
  readonly window: Window;
  /** Why an adaptive start found nothing, in words; undefined when it did, and for a fixed one. */
  readonly failure: string | undefined;
  readonly windows: WindowTable;
}

/**
 * Finds the window.
 *
 * @throws KooplineError `input.value` when its steps are not recorded evenly, or parameters do not fit the
 * recording's stride.
 */
export function chooseStart(
  params: ForecastParams,
  recording: Recording,
  patches: readonly Patch[],
  progress: (fraction: number) => void,
): ForecastStart {
  const { fit } = params;
  const range = findWindow(recording, fit.from, fit.to);
  if (fit.kind === "fixed") {
    return { window: range, failure: undefined, windows: tabulate([], range) };
  }
  const { stride } = range;
  const length = countApplications("fit.window", fit.window, stride);
  if (!isLongEnough(length + 1, fit.hold_out)) throw refuseShort(fit.window, stride);
  const hop = fit.hop === null ? chooseHop(length) : countApplications("fit.hop", fit.hop, stride);
  const method = params.methods.includes("koopman") || !params.methods.includes("affine")
    ? "koopman"
    : "affine";
  const found = findAdaptiveStart(
    takeWindow(recording, range),
    patches.map(({ places }) => places),
    {
      window: length + 1,
      hop,
      windows: fit.windows,
      epsilon: fit.epsilon,
      share: fit.share,
      residual: fit.residual,
      holdOut: countChecked(fit.hold_out, length + 1),
      operators: describeOperators(params, method),
    },
    progress,
  );
  return {
    window: {
      from: range.from + found.first * stride,
      to: range.from + found.last * stride,
      firstRow: range.firstRow + found.first,
      lastRow: range.firstRow + found.last,
      stride,
    },
    failure: found.began ? undefined : describeFailure(found.windows, fit),
    windows: tabulate(found.windows, range),
  };
}

/** Snapshots at the end of a fixed window that an adaptive stop holds out, at least one. */
export function countHeldOut(share: number, snapshots: number): number {
  return Math.max(1, Math.floor(share * snapshots));
}

function refuseShort(window: number, stride: number): KooplineError {
  return new KooplineError({
    code: "input.value",
    expected: "an adaptive window of at least 4 snapshots to fit and 2 held out",
    found: `${window / stride + 1} snapshots, ${stride} iterations apart`,
    hint: "Raise `fit.window`, or lower `fit.hold_out`.",
  });
}

function tabulate(windows: readonly InspectedWindow[], { from, stride }: Window): WindowTable {
  return {
    from: Int32Array.from(windows, ({ first }) => from + first * stride),
    to: Int32Array.from(windows, ({ last }) => from + last * stride),
    distance: Float64Array.from(windows, ({ distance }) => distance),
    error: Float64Array.from(windows, ({ error }) => error),
    baseline: Float64Array.from(windows, ({ baseline }) => baseline),
    accepted: Uint8Array.from(windows, ({ accepted }) => Number(accepted)),
  };
}
