/** What predicted weights are worth: their loss on the way, and their distance from the true ones. */

import { findEqualSteps } from "../../numerics/equal_steps.ts";
import type { Matrix } from "../../numerics/matrix.ts";
import { readCurve } from "../../numerics/step_curve.ts";
import type { Seen } from "./adaptive_end.ts";
import { compareSigns, measureDistance, measureMedian } from "./compare_weights.ts";
import type { Judge } from "./judge.ts";
import { listMeasures, type OptimiserPath } from "./optimiser_path.ts";
import type { PathRows } from "./path_rows.ts";
import type { Recording, Window } from "./recording.ts";

/** Weights that a method predicts. */
export interface Prediction {
  readonly method: string;
  readonly cutoff: number;
  /** Iterations after t2, from 0. */
  readonly steps: Int32Array;
  /** One row a step. */
  readonly weights: Matrix;
}

/** What the prediction is held against. */
export interface Truth {
  readonly recording: Recording;
  readonly window: Window;
  readonly judge: Judge;
  readonly path: OptimiserPath;
  readonly cap: number;
}

/** A row of the table `outcomes`. */
export interface Outcome {
  readonly method: string;
  readonly cutoff: number;
  /** The window of the fit, t1 and t2. */
  readonly from: number;
  readonly to: number;
  readonly steps: number;
  readonly lossBegin: number;
  readonly lossEnd: number;
  readonly lossOptimiser: number;
  readonly equalSteps: number;
  readonly ratio: number;
  readonly censored: boolean;
  readonly success: boolean;
  readonly error: number;
  readonly displacement: number;
  readonly medianError: number;
  readonly medianDisplacement: number;
  readonly signAgreement: number;
}

/** Gives the recorded weights of a step; undefined where there is no snapshot. */
function findWeights({ steps, snapshots }: Recording, step: number) {
  const row = steps.indexOf(step);
  const { columns, data } = snapshots;
  return row < 0 ? undefined : data.subarray(row * columns, (row + 1) * columns);
}

/**
 * Follows a prediction to one of its steps, and gives what that is worth.
 *
 * @param losses compared loss at each of the prediction's steps.
 * @param last place of the step that the prediction ends with.
 */
export function judgePrediction(
  { method, cutoff, steps, weights }: Prediction,
  losses: Float64Array,
  last: number,
  { recording, window, judge, path, cap }: Truth,
): Outcome {
  const ahead = steps[last]!;
  const lossEnd = losses[last] ?? NaN;
  const isCompared = judge.quantity !== "none";
  const { from, to } = window;
  const equal = isCompared
    ? findEqualSteps(path.loss, to, lossEnd, Math.floor(cap * ahead))
    : { steps: 0, censored: false, success: false };
  const { columns, data } = weights;
  const predicted = data.subarray(last * columns, (last + 1) * columns);
  const begin = findWeights(recording, to)!;
  const truth = findWeights(recording, to + ahead);
  return {
    method,
    cutoff,
    from,
    to,
    steps: ahead,
    lossBegin: isCompared ? readCurve(path.loss, to) : NaN,
    lossEnd,
    lossOptimiser: isCompared ? readCurve(path.loss, to + ahead) : NaN,
    equalSteps: equal.steps,
    ratio: isCompared ? equal.steps / ahead : NaN,
    censored: equal.censored,
    success: equal.success,
    error: truth === undefined ? NaN : measureDistance(predicted, truth),
    displacement: truth === undefined ? NaN : measureDistance(truth, begin),
    medianError: truth === undefined ? NaN : measureMedian(predicted, truth),
    medianDisplacement: truth === undefined ? NaN : measureMedian(truth, begin),
    signAgreement: truth === undefined ? NaN : compareSigns(predicted, truth, begin),
  };
}

/** Measures a prediction along its way and writes the rows. */
export function followPrediction(
  { method, cutoff, steps, weights }: Prediction,
  { recording, window, judge }: Truth,
  rows: PathRows,
  progress: (fraction: number) => void,
): Seen {
  const { columns, data } = weights;
  const begin = findWeights(recording, window.to)!;
  const losses = new Float64Array(steps.length);
  const displacements = new Float64Array(steps.length);
  steps.forEach((step, i) => {
    const predicted = data.subarray(i * columns, (i + 1) * columns);
    const measured = judge.measure(predicted);
    const loss = judge.quantity === "none" ? NaN : measured[judge.quantity] ?? NaN;
    const add = (quantity: string, value: number) =>
      rows.add(method, cutoff, step, quantity, value);
    if (judge.quantity !== "none") add("loss", loss);
    listMeasures(measured).forEach(([name, value]) => add(name, value));
    const truth = findWeights(recording, window.to + step);
    if (truth !== undefined) add("error", measureDistance(predicted, truth));
    displacements[i] = measureDistance(predicted, begin);
    add("displacement", displacements[i]);
    losses[i] = loss;
    progress((i + 1) / steps.length);
  });
  return { losses, displacements };
}

/** Writes the rows of the optimiser's own path, up to a step after t2. */
export function writeOptimiser(
  { recording, window, path }: Truth,
  last: number,
  every: number,
  rows: PathRows,
): void {
  const begin = findWeights(recording, window.to)!;
  for (let step = 0; step <= last; step += every) {
    const at = window.to + step;
    const add = (quantity: string, value: number) =>
      rows.add("optimiser", 0, step, quantity, value);
    const loss = readCurve(path.loss, at);
    if (!Number.isNaN(loss)) add("loss", loss);
    for (const [name, { steps, values }] of path.measured) {
      const place = steps.indexOf(at);
      if (place >= 0) add(name, values[place]!);
    }
    const weights = findWeights(recording, at);
    if (weights !== undefined) add("displacement", measureDistance(weights, begin));
  }
}
