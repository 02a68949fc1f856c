/** What was trained, in words that other stages understand. */

import type { TrainingSystem } from "../../schemas/training_system.ts";
import { countParameters, layOutParameters } from "../../training/net.ts";
import { openObservables, type Probe } from "../../training/observable.ts";
import type { Inputs, ParameterBlock } from "../../training/trainer.ts";
import type { TrainParams } from "./params.ts";
import { describeNet } from "./translate.ts";

/**
 * Describes a dense net under training, when and only when what is recorded are all its parameters in order.
 *
 * @param inputs how inputs are normalised, and how many there are.
 * @param batch examples in a batch.
 */
export function describeSystem(
  params: TrainParams,
  { width, mean, deviation }: Inputs,
  batch: number,
  { names }: Pick<Probe, "names">,
): TrainingSystem | undefined {
  const { model, loss, precision } = params;
  if (model.kind !== "dense") return undefined;
  const net = describeNet(model, width);
  if (!areAllParameters(names, layOutParameters(net))) return undefined;
  return {
    kind: "net",
    inputs: width,
    layers: net.layers.map((layer) => ({ ...layer })),
    bias: net.bias,
    precision,
    optimiser: describeSystemOptimiser(params),
    loss,
    mean,
    deviation,
    batch,
  };
}

/** Describes an optimiser with its schedule: constants keep the names that pipelines give them. */
export function describeSystemOptimiser(
  { optimiser, schedule }: Pick<TrainParams, "optimiser" | "schedule">,
): TrainingSystem["optimiser"] {
  const { kind, rate, ...constants } = optimiser;
  return { kind, rate, constants, schedule: { ...schedule } };
}

/** Tells whether observables are all parameters, in order. */
export function areAllParameters(
  names: readonly string[],
  blocks: readonly ParameterBlock[],
): boolean {
  if (names.length !== countParameters(blocks)) return false;
  const whole = openObservables([{ kind: "all" }], blocks).names;
  return names.every((name, i) => name === whole[i]);
}
