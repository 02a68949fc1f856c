/** A training made ready: data read, net opened, initial weights loaded. */

import type { Dataset } from "../../schemas/dataset.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { RandomSource } from "../../numerics/random.ts";
import { openCurves } from "../../training/curves.ts";
import { openObservables } from "../../training/observable.ts";
import { openOrder } from "../../training/order.ts";
import { perturbParameters } from "../../training/perturb.ts";
import { openRecorder } from "../../training/recorder.ts";
import type { EvaluationSet } from "../../training/run.ts";
import { openSchedule } from "../../training/schedule.ts";
import type { Examples, Trainer } from "../../training/trainer.ts";
import { openBackend } from "./backend.ts";
import { readSets, type Sets } from "./data.ts";
import type { TrainParams } from "./params.ts";
import type { Prepared, Sinks } from "./recorded_run.ts";
import { describeSystem } from "./system.ts";
import { describeObservables, describeSchedule, listEvaluated, listRecorded } from "./translate.ts";

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
  const next = openOrder({ order, batch, count: sets.train.count, lastBatch }, random);
  return {
    run: {
      trainer,
      update: (rate) => trainer.step(next(), rate),
      steps: params.steps,
      rate: params.optimiser.rate,
      factor: openSchedule(describeSchedule(params.schedule), params.steps),
      recorder: openRecorder(probe, sinks.snapshots),
      isRecorded: listRecorded(params),
      curves: openCurves(sinks.curves),
      sets: chooseSets(params, sets, trainer),
      isEvaluated: listEvaluated(params),
    },
    names: probe.names,
    system: describeSystem(params, sets.train.inputs, batch, probe),
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

function chooseSets(
  { evaluate }: TrainParams,
  { train, test }: Sets,
  trainer: Trainer,
): readonly EvaluationSet[] {
  const { on } = evaluate;
  const sets: EvaluationSet[] = [];
  const add = (examples: Examples, loss: string, accuracy: string) =>
    sets.push({ evaluate: trainer.openEvaluation(examples), loss, accuracy });
  if (on.includes("test") && test !== undefined) add(test, "test_loss", "test_accuracy");
  if (on.includes("train")) add(train, "train_eval_loss", "train_eval_accuracy");
  return sets;
}
