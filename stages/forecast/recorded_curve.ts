/** Quantities that a training measured itself, as curves by step. */

import type { StepCurve } from "../../numerics/step_curve.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Trajectories } from "../../schemas/trajectories.ts";
import type { Measure } from "../../training/evaluation.ts";
import type { Judge } from "./judge.ts";

/** A curve and what it measures. */
export type Curves = ReadonlyMap<Measure, StepCurve>;

/** A curve that is known nowhere. */
export const EMPTY_CURVE: StepCurve = { steps: new Int32Array(), values: new Float64Array() };

type CurveTable = ArtifactValue<typeof Trajectories>["tables"]["curves"];

/**
 * Reads what a recording measured of the weights w(s) by step s.
 *
 * `train_loss` of step s is the loss of w(s − 1) on the step's batch: it belongs to s − 1, and tells of the
 * weights alone only where the batch is the whole set. Elsewhere the whole set's loss is `train_eval_loss`.
 */
export function readRecordedCurves(
  table: CurveTable,
  trajectory: number,
  { quantity, isFullBatch }: Pick<Judge, "quantity" | "isFullBatch">,
): Curves {
  const read = (name: string, shift: number) => readCurveRows(table, trajectory, name, shift);
  if (quantity === "none") return new Map();
  if (quantity === "test_loss") {
    return new Map([
      ["test_loss", read("test_loss", 0)],
      ["test_accuracy", read("test_accuracy", 0)],
    ]);
  }
  return new Map([
    ["train_loss", isFullBatch ? read("train_loss", -1) : read("train_eval_loss", 0)],
  ]);
}

function readCurveRows(
  { trajectory, step, quantity, value }: CurveTable,
  wanted: number,
  name: string,
  shift: number,
): StepCurve {
  const found = new Map<number, number>();
  quantity.forEach((other, row) => {
    if (other === name && trajectory[row] === wanted) found.set(step[row]! + shift, value[row]!);
  });
  return sortCurve(found);
}

/** Joins two curves; where both know a step, the first counts. */
export function joinCurves(first: StepCurve, second: StepCurve): StepCurve {
  if (second.steps.length === 0) return first;
  const found = new Map<number, number>();
  for (const { steps, values } of [second, first]) {
    steps.forEach((step, i) => found.set(step, values[i]!));
  }
  return sortCurve(found);
}

function sortCurve(found: ReadonlyMap<number, number>): StepCurve {
  const steps = Int32Array.from(found.keys()).sort();
  return { steps, values: Float64Array.from(steps, (step) => found.get(step)!) };
}

/**
 * Cuts a curve to what is known around a step without gaps of more than `gap`.
 *
 * @returns no values when the step lies outside or in a larger gap.
 */
export function takeDense({ steps, values }: StepCurve, step: number, gap: number): StepCurve {
  const after = steps.findIndex((known) => known >= step);
  const isKnown = steps[after] === step;
  let first = isKnown ? after : after - 1;
  if (after < 0 || first < 0 || steps[after]! - steps[first]! > gap) {
    return EMPTY_CURVE;
  }
  let last = after;
  while (first > 0 && steps[first]! - steps[first - 1]! <= gap) first--;
  while (last + 1 < steps.length && steps[last + 1]! - steps[last]! <= gap) last++;
  return { steps: steps.subarray(first, last + 1), values: values.subarray(first, last + 1) };
}
