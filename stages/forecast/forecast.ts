/** A forecast from recording to tables. */

import { chooseLag } from "../../numerics/extrapolation.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Forecast } from "../../schemas/forecast.ts";
import { namePartition } from "../../training/partition.ts";
import type { ForecastParams } from "./params.ts";
import { findEnd } from "./adaptive_end.ts";
import { openOperationRows, type OperationRows } from "./operations.ts";
import { openPathRows, type PathRows } from "./path_rows.ts";
import { predictWeights } from "./predict.ts";
import { type Needs, type Prepared, prepareForecast, type Reports } from "./prepare.ts";
import { takeWindow } from "./recording.ts";
import { followPrediction, judgePrediction, writeOptimiser } from "./score.ts";
import { openResultRows, type ResultRows } from "./tables.ts";

/**
 * Fits, predicts and compares.
 *
 * @throws KooplineError `input.value` or `input.shape` when parameters, recording and data set do not fit one
 * another; what the fits throw.
 */
export function forecastWeights(
  params: ForecastParams,
  needs: Needs,
  { progress, log }: Reports,
): ArtifactValue<typeof Forecast> {
  const parts = params.methods.length + 1;
  const report = (part: number) => (fraction: number) => progress((part + fraction) / parts);
  const prepared = prepareForecast(params, needs, { progress: report(0), log });
  const { truth, start, every, horizon, patches } = prepared;
  const paths = openPathRows();
  const results = openResultRows();
  const operations = openOperationRows(needs.trajectories.meta.system);
  writeOptimiser(truth, horizon, every, paths);
  params.methods.forEach((method, i) => {
    runMethod(method, params, prepared, { paths, results, operations }, report(i + 1));
  });
  const { window, recording, judge } = truth;
  const weights = recording.snapshots.columns;
  const rows = window.lastRow - window.firstRow + 1;
  const tables = results.tabulate(weights);
  return {
    tables: {
      paths: paths.tabulate(),
      ...tables,
      operations: operations.tabulate(),
      windows: start.windows,
    },
    files: {},
    meta: {
      partition: namePartition(params.partition),
      precision: params.precision,
      from: window.from,
      to: window.to,
      steps: tables.outcomes.steps.reduce((most, steps) => Math.max(most, steps), 0),
      asked: params.steps,
      stride: window.stride,
      lag: chooseLag(rows, params.steps / window.stride) * window.stride,
      patches: patches.length,
      weights,
      loss: judge.quantity,
      start: params.fit.kind,
      stop: params.stop === "fixed" ? "fixed" : "adaptive",
      began: start.failure === undefined,
    },
  };
}

interface Rows {
  readonly paths: PathRows;
  readonly results: ResultRows;
  readonly operations: OperationRows;
}

/** Half of a method's progress is its fit, half its evaluation. */
function runMethod(
  method: ForecastParams["methods"][number],
  params: ForecastParams,
  { truth, patches, samples }: Prepared,
  { paths, results, operations }: Rows,
  progress: (fraction: number) => void,
): void {
  const { recording, window } = truth;
  const snapshots = takeWindow(recording, window);
  const applications = samples.map((step) => step / window.stride);
  const start = { snapshots, patches, applications };
  const found = predictWeights(method, start, params, (done) => progress(done / 2));
  found.forEach((predicted, i) => {
    const { cutoff, given, weights, summaries } = predicted;
    const prediction = { method, cutoff, steps: samples, weights };
    const report = (done: number) => progress((1 + (i + done) / found.length) / 2);
    const seen = followPrediction(prediction, truth, paths, report);
    const last = findEnd(params, method, given, start, seen);
    results.add(judgePrediction(prediction, seen.losses, last, truth), weights, last);
    results.addPatches(method, cutoff, patches, summaries);
    operations.add(method, predicted, snapshots.rows, applications[last]!);
  });
}
