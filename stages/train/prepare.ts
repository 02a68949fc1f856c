/** A training made ready: data read, net opened, initial weights loaded. */

import type { Dataset } from "../../schemas/dataset.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { RandomSource } from "../../numerics/random.ts";
import { openOrder } from "../../training/order.ts";
import type { EvaluationSet } from "../../training/run.ts";
import type { Examples, Trainer } from "../../training/trainer.ts";
import { openBackend } from "./backend.ts";
import { readSets, type Sets } from "./data.ts";
import type { TrainParams } from "./params.ts";
import { openRecordedRun, type Prepared, type Sinks } from "./recorded_run.ts";
import { describeSystem } from "./system.ts";
import { listEvaluated } from "./translate.ts";

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
  const { run, probe } = openRecordedRun(params, trainer, initial, random, sinks);
  const { order, last_batch: lastBatch } = params;
  const next = openOrder({ order, batch, count: sets.train.count, lastBatch }, random);
  return {
    run: {
      ...run,
      update: (rate) => trainer.step(next(), rate),
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
