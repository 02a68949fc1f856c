/** The path that the optimiser itself took: its loss from t2 on, recorded or measured again. */

import { smoothCurve, type StepCurve } from "../../numerics/step_curve.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Trajectories } from "../../schemas/trajectories.ts";
import type { Measure } from "../../training/evaluation.ts";
import type { Judge } from "./judge.ts";
import {
  type Curves,
  EMPTY_CURVE,
  joinCurves,
  readRecordedCurves,
  takeDense,
} from "./recorded_curve.ts";
import type { Recording, Window } from "./recording.ts";

/** What the optimiser did from t2 on. */
export interface OptimiserPath {
  /** L_opt by step, smoothed; without values when nothing is compared. */
  readonly loss: StepCurve;
  /** What was measured, as it was. */
  readonly measured: Curves;
  /** Where L_opt comes from, for the log. */
  readonly source: string;
}

/** How far and how finely L_opt is wanted. */
export interface PathOptions {
  /** Last step that T^eq may need, t2 + cap·T. */
  readonly goal: number;
  readonly smooth: number;
  readonly every: number;
}

/**
 * Follows the optimiser from t2 on, and half a smoothing window before it: recorded values where they are known at
 * least every `every` iterations, and what the judge measures of recorded snapshots where not.
 */
export function followOptimiser(
  recording: Recording,
  table: ArtifactValue<typeof Trajectories>["tables"]["curves"],
  judge: Judge,
  { to, stride }: Window,
  { goal, smooth, every }: PathOptions,
  progress: (fraction: number) => void,
): OptimiserPath {
  const { quantity } = judge;
  const recorded = readRecordedCurves(table, recording.trajectory, judge);
  if (quantity === "none") {
    return { loss: EMPTY_CURVE, measured: recorded, source: "no loss is compared" };
  }
  const spacing = Math.ceil(every / stride) * stride;
  const radius = (smooth - 1) / 2;
  const known = takeDense(recorded.get(quantity) ?? EMPTY_CURVE, to, spacing);
  const rows = listRows(recording, to, spacing, { from: to - radius, to: goal + radius })
    .filter((row) => !isWithin(known, recording.steps[row]!));
  const found = measureRows(recording, judge, rows, progress);
  const all = joinCurves(known, found.get(quantity) ?? EMPTY_CURVE);
  return {
    loss: smoothCurve(takeDense(all, to, spacing), smooth),
    measured: new Map([...recorded.keys(), ...found.keys()].map((name) => [
      name,
      joinCurves(recorded.get(name) ?? EMPTY_CURVE, found.get(name) ?? EMPTY_CURVE),
    ])),
    source: `${quantity} of the optimiser: recorded at ${known.steps.length} steps, ` +
      `measured at ${rows.length} snapshots`,
  };
}

function isWithin({ steps }: StepCurve, step: number): boolean {
  return steps.length > 0 && step >= steps[0]! && step <= steps[steps.length - 1]!;
}

/**
 * Rows of the snapshots a multiple of `spacing` away from t2, within a range of steps, up to the first gap: what
 * lies behind it says nothing of the way there.
 */
function listRows(
  { steps }: Recording,
  to: number,
  spacing: number,
  range: { readonly from: number; readonly to: number },
): number[] {
  const rows: number[] = [];
  steps.forEach((step, row) => {
    if (step >= range.from && step <= range.to && (step - to) % spacing === 0) rows.push(row);
  });
  const places = Int32Array.from(rows, (row) => steps[row]!);
  const dense = takeDense({ steps: places, values: new Float64Array(rows.length) }, to, spacing);
  return rows.filter((row) => isWithin(dense, steps[row]!));
}

function measureRows(
  { steps, snapshots }: Recording,
  { measure }: Judge,
  rows: readonly number[],
  progress: (fraction: number) => void,
): Curves {
  const { columns, data } = snapshots;
  const measured = Int32Array.from(rows, (row) => steps[row]!);
  const values = new Map<Measure, Float64Array>();
  rows.forEach((row, i) => {
    const found = measure(data.subarray(row * columns, (row + 1) * columns));
    for (const [name, value] of listMeasures(found)) {
      const column = values.get(name) ?? new Float64Array(rows.length).fill(NaN);
      column[i] = value;
      values.set(name, column);
    }
    progress((i + 1) / rows.length);
  });
  return new Map([...values].map(([name, column]) => [name, { steps: measured, values: column }]));
}

const MEASURES: readonly Measure[] = ["train_loss", "test_loss", "test_accuracy"];

/** Lists measured values in one order. */
export function listMeasures(
  measures: Readonly<Partial<Record<Measure, number>>>,
): readonly (readonly [Measure, number])[] {
  return MEASURES.flatMap((name) => {
    const value = measures[name];
    return value === undefined ? [] : [[name, value] as const];
  });
}
