/** The window of a forecast: as the pipeline gives it, or found in the recording. */

import { findAdaptiveStart, type InspectedWindow } from "../../numerics/adaptive_start.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Forecast } from "../../schemas/forecast.ts";
import type { Patch } from "../../training/partition.ts";
import { describeOperators } from "./operators.ts";
import type { ForecastParams } from "./params.ts";
import { findWindow, type Recording, takeWindow, type Window } from "./recording.ts";

type WindowTable = ArtifactValue<typeof Forecast>["tables"]["windows"];

/** Where a forecast begins. */
export interface ForecastStart {
  readonly window: Window;
  /** Whether an adaptive start found what it looked for; true for a fixed one. */
  readonly began: boolean;
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
  if (fit.kind === "fixed") return { window: range, began: true, windows: tabulate([], range) };
  const { stride } = range;
  const length = divide(fit.window, stride, "fit.window");
  const hop = fit.hop === null
    ? Math.max(1, Math.floor(length / 4))
    : divide(fit.hop, stride, "fit.hop");
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
      holdOut: countHeldOut(fit.hold_out, length + 1),
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
    began: found.began,
    windows: tabulate(found.windows, range),
  };
}

/** Snapshots at the end of a window that are held out, at least one. */
export function countHeldOut(share: number, snapshots: number): number {
  return Math.max(1, Math.floor(share * snapshots));
}

function divide(iterations: number, stride: number, key: string): number {
  if (iterations % stride === 0) return iterations / stride;
  throw new KooplineError({
    code: "input.value",
    expected:
      `a multiple of ${stride} as \`${key}\`, since snapshots are ${stride} iterations apart`,
    found: `${iterations}`,
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
