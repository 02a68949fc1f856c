/** A training made ready: data read, net opened, initial weights loaded. */

import type { Dataset } from "../../schemas/dataset.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { RandomSource } from "../../numerics/random.ts";
import { type AppendCurves, openCurves } from "../../training/curves.ts";
import { openObservables } from "../../training/observable.ts";
import { openOrder } from "../../training/order.ts";
import { perturbParameters } from "../../training/perturb.ts";
import { type AppendSnapshots, openRecorder } from "../../training/recorder.ts";
import type { EvaluationSet, TrainingRun } from "../../training/run.ts";
import { openSchedule } from "../../training/schedule.ts";
import { openSteps } from "../../training/steps.ts";
import { openBackend } from "./backend.ts";
import { readSets, type Sets } from "./data.ts";
import type { TrainParams } from "./params.ts";
import {
  describeObservables,
  describeRecorded,
  describeSchedule,
  listEvaluated,
} from "./translate.ts";

/** Where rows go. */
export interface Sinks {
  readonly snapshots: AppendSnapshots;
  readonly curves: AppendCurves;
}

/** A training that is ready to begin. */
export interface Prepared {
  readonly run: Omit<TrainingRun, "progress">;
  /** Names of the observables. */
  readonly names: readonly string[];
  /** Lines for the cell's log. */
  readonly notes: readonly string[];
}

/**
 * Prepares a training.
 *
 * @throws KooplineError `input.value` or `input.shape` when parameters do not fit the data.
 */
export async function prepareTraining(
  params: TrainParams,
  dataset: ArtifactValue<typeof Dataset>,
  random: RandomSource,
  sinks: Sinks,
): Promise<Prepared> {
  const sets = readSets(dataset, params);
  const batch = chooseBatch(params.batch, sets.train.count);
  const { trainer, initial } = await openBackend(params, sets, batch, random("initial"));
  const { size, draw } = params.perturb;
  if (draw > 0) perturbParameters(initial, size, params.precision, random(`perturb/${draw}`));
  trainer.load(initial);
  const probe = openObservables(describeObservables(params.record.observable), trainer.blocks);
  const { order, last_batch: lastBatch } = params;
  return {
    run: {
      trainer,
      steps: params.steps,
      rate: params.optimiser.rate,
      factor: openSchedule(describeSchedule(params.schedule), params.steps),
      next: openOrder({ order, batch, count: sets.train.count, lastBatch }, random),
      recorder: openRecorder(probe, sinks.snapshots),
      isRecorded: openSteps(describeRecorded(params)),
      curves: openCurves(sinks.curves),
      sets: chooseSets(params, sets),
      isEvaluated: listEvaluated(params),
    },
    names: probe.names,
    notes: params.evaluate.on.includes("test") && sets.test === undefined
      ? ["the data set has no test examples: nothing is evaluated on them"]
      : [],
  };
}

function chooseBatch(batch: TrainParams["batch"], count: number): number {
  if (batch === "all") return count;
  if (batch <= count) return batch;
  throw new KooplineError({
    code: "input.value",
    expected: `a batch of at most ${count}, the number of training examples`,
    found: `batch: ${batch}`,
    hint: "Lower `batch`, or take `batch: all`.",
  });
}

function chooseSets({ evaluate }: TrainParams, { train, test }: Sets): readonly EvaluationSet[] {
  const { on } = evaluate;
  const sets: EvaluationSet[] = [];
  if (on.includes("test") && test !== undefined) {
    sets.push({ examples: test, loss: "test_loss", accuracy: "test_accuracy" });
  }
  if (on.includes("train")) {
    sets.push({ examples: train, loss: "train_eval_loss", accuracy: "train_eval_accuracy" });
  }
  return sets;
}
