/** Which loss decides what a prediction is worth, and how it is measured. */

import {
  type MeasureWeights,
  type NetSystem,
  openNetMeasure,
  openSolverMeasure,
} from "../../training/evaluation.ts";
import type { DenseNet } from "../../training/trainer.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Dataset } from "../../schemas/dataset.ts";
import type { TrainingSystem } from "../../schemas/training_system.ts";
import { readSets, type Sets } from "../train/data.ts";
import type { ForecastParams } from "./params.ts";
import { describeSystem } from "./system.ts";

/** What measures weights. */
export interface Judge {
  readonly quantity: "train_loss" | "test_loss" | "none";
  readonly measure: MeasureWeights;
  /** Whether a step's loss depends on the weights alone: its batch is the whole training set. */
  readonly isFullBatch: boolean;
  /** What the loss rests on that the recording does not say, for the log. */
  readonly note?: string;
}

/** What is known of a recording. */
interface Given {
  readonly system: TrainingSystem | undefined;
  readonly data: ArtifactValue<typeof Dataset> | undefined;
}

/**
 * Opens what measures weights.
 *
 * @throws KooplineError `input.value` when the loss asked for cannot be measured, `input.shape` when net and
 * data set do not fit.
 */
export function openJudge(
  { loss, net }: Pick<ForecastParams, "loss" | "net">,
  { system, data }: Given,
): Judge {
  const none: Judge = { quantity: "none", measure: () => ({}), isFullBatch: false };
  if (loss.quantity === "none") return none;
  if (system?.kind === "solver") {
    if (loss.quantity === "test_loss") {
      throw refuse("`train_loss` or `auto` for a solver, which has no examples", "`test_loss`");
    }
    return { quantity: "train_loss", measure: openSolverMeasure(system), isFullBatch: true };
  }
  const isNet = system !== undefined || net !== null;
  if (!isNet) {
    if (loss.quantity === "auto") return none;
    throw refuse(
      `a recording that says what was trained, or \`net\`, for \`loss: { quantity: ${loss.quantity} }\``,
      "neither",
      "Give `net: { inputs, layers, … }`, or `loss: { quantity: none }`.",
    );
  }
  const quantity = loss.quantity === "auto" ? "test_loss" : loss.quantity;
  if (data === undefined) {
    if (system === undefined && loss.quantity === "auto") return none;
    throw refuse(
      `a data set at the port \`data\`, which \`${quantity}\` of a net is measured on`,
      "none",
      "Add `data:` to the stage's needs, or set `loss: { quantity: none }`.",
    );
  }
  return judgeNet(quantity, data, system, net);
}

function judgeNet(
  quantity: "train_loss" | "test_loss",
  data: ArtifactValue<typeof Dataset>,
  known: NetSystem | undefined,
  net: ForecastParams["net"],
): Judge {
  const loss = known?.loss ?? net?.loss ?? "cross_entropy";
  const normalise = known ?? net?.normalise ?? "published";
  const sets = readSets(data, { normalise, loss });
  const system = known ?? describeSystem(net!, sets.train.inputs);
  checkFit(system, sets);
  const note = known === undefined ? { note: describeInputs(net!, sets) } : {};
  if (quantity === "train_loss") {
    const measure = openNetMeasure(system, { train: sets.train });
    return { quantity, measure, isFullBatch: system.batch >= sets.train.count, ...note };
  }
  if (sets.test === undefined) {
    throw refuse(
      "a data set with test examples for `test_loss`",
      `${data.meta.name} without any`,
      "Set `loss: { quantity: train_loss }`.",
    );
  }
  const measure = openNetMeasure(system, { test: sets.test });
  return { quantity, measure, isFullBatch: false, ...note };
}

/** Says how inputs were normalised, on which an imported net's loss depends and which nothing can check. */
function describeInputs(
  { normalise }: NonNullable<ForecastParams["net"]>,
  { train }: Sets,
): string {
  const { scale, mean, deviation } = train.inputs;
  const x = scale === 1 ? "x" : `x/${show(1 / scale)}`;
  const how = normalise === "none" ? x : `(${x} − ${show(mean)})/${show(deviation)}`;
  const name = typeof normalise === "string" ? normalise : "{ mean, deviation }";
  return `the net is given ${how} for an input x of the data set (net.normalise: ${name}): ` +
    "loss_begin should be your own loss at t2";
}

function show(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function checkFit({ inputs, layers }: DenseNet, sets: Sets): void {
  const { width } = sets.train.inputs;
  const outputs = layers.at(-1)?.units ?? 0;
  if (inputs === width && outputs === sets.outputs) return;
  throw new KooplineError({
    code: "input.shape",
    expected: `a data set of ${inputs} inputs and ${outputs} classes or targets, as the net has`,
    found: `${width} inputs and ${sets.outputs} classes or targets`,
    hint: "Give the data set that the net was trained on.",
  });
}

function refuse(expected: string, found: string, hint?: string): KooplineError {
  return new KooplineError({
    code: "input.value",
    expected,
    found,
    ...hint === undefined ? {} : { hint },
  });
}
