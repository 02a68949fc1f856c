/** Rows of the tables `outcomes`, `patches` and `weights`. */

import type { Matrix } from "../../numerics/matrix.ts";
import type { PatchSummary } from "../../numerics/patch_operators.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Forecast } from "../../schemas/forecast.ts";
import type { Patch } from "../../training/partition.ts";
import type { Outcome } from "./score.ts";

type Tables = ArtifactValue<typeof Forecast>["tables"];

interface PatchRow {
  readonly method: string;
  readonly cutoff: number;
  readonly patch: number;
  readonly layer: number;
  readonly unit: number;
  readonly summary: PatchSummary;
}

/** Gathers what each method gives. */
export interface ResultRows {
  /** Adds an outcome and the weights it ends with: a row of the predicted ones. */
  add(outcome: Outcome, predicted: Matrix, row: number): void;
  addPatches(
    method: string,
    cutoff: number,
    patches: readonly Patch[],
    summaries: readonly PatchSummary[],
  ): void;
  tabulate(width: number): Pick<Tables, "outcomes" | "patches" | "weights">;
}

/** Opens the tables. */
export function openResultRows(): ResultRows {
  const outcomes: Outcome[] = [];
  const ends: Float64Array[] = [];
  const patchRows: PatchRow[] = [];
  return {
    add(outcome, { columns, data }, row) {
      outcomes.push(outcome);
      ends.push(data.slice(row * columns, (row + 1) * columns));
    },
    addPatches(method, cutoff, patches, summaries) {
      summaries.forEach((summary, patch) => {
        const { layer, unit } = patches[patch]!;
        patchRows.push({ method, cutoff, patch, layer, unit, summary });
      });
    },
    tabulate: (width) => ({
      outcomes: tabulateOutcomes(outcomes),
      patches: tabulatePatches(patchRows),
      weights: tabulateWeights(outcomes, ends, width),
    }),
  };
}

function tabulateOutcomes(rows: readonly Outcome[]): Tables["outcomes"] {
  return {
    method: rows.map(({ method }) => method),
    cutoff: Float64Array.from(rows, ({ cutoff }) => cutoff),
    from: Int32Array.from(rows, ({ from }) => from),
    to: Int32Array.from(rows, ({ to }) => to),
    steps: Int32Array.from(rows, ({ steps }) => steps),
    loss_begin: Float64Array.from(rows, ({ lossBegin }) => lossBegin),
    loss_end: Float64Array.from(rows, ({ lossEnd }) => lossEnd),
    loss_optimiser: Float64Array.from(rows, ({ lossOptimiser }) => lossOptimiser),
    equal_steps: Int32Array.from(rows, ({ equalSteps }) => equalSteps),
    censored: Uint8Array.from(rows, ({ censored }) => Number(censored)),
    ratio: Float64Array.from(rows, ({ ratio }) => ratio),
    success: Uint8Array.from(rows, ({ success }) => Number(success)),
    error: Float64Array.from(rows, ({ error }) => error),
    displacement: Float64Array.from(rows, ({ displacement }) => displacement),
    median_error: Float64Array.from(rows, ({ medianError }) => medianError),
    median_displacement: Float64Array.from(rows, ({ medianDisplacement }) => medianDisplacement),
    sign_agreement: Float64Array.from(rows, ({ signAgreement }) => signAgreement),
  };
}

function tabulatePatches(rows: readonly PatchRow[]): Tables["patches"] {
  const summaries = rows.map(({ summary }) => summary);
  return {
    method: rows.map(({ method }) => method),
    cutoff: Float64Array.from(rows, ({ cutoff }) => cutoff),
    patch: Int32Array.from(rows, ({ patch }) => patch),
    layer: Int32Array.from(rows, ({ layer }) => layer),
    unit: Int32Array.from(rows, ({ unit }) => unit),
    size: Int32Array.from(summaries, ({ size }) => size),
    rank: Int32Array.from(summaries, ({ rank }) => rank),
    condition: Float64Array.from(summaries, ({ condition }) => condition),
    radius: Float64Array.from(summaries, ({ radius }) => radius),
    residual: Float64Array.from(summaries, ({ residual }) => residual),
    defect: Float64Array.from(summaries, ({ defect }) => defect),
  };
}

function tabulateWeights(
  outcomes: readonly Outcome[],
  ends: readonly Float64Array[],
  width: number,
): Tables["weights"] {
  const data = new Float64Array(ends.length * width);
  ends.forEach((end, i) => data.set(end, i * width));
  return {
    method: outcomes.map(({ method }) => method),
    cutoff: Float64Array.from(outcomes, ({ cutoff }) => cutoff),
    values: { width, data },
  };
}
