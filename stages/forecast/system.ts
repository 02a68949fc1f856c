/** What the recorded weights belong to: their patches, and what measures them. */

import { countParameters, layOutParameters } from "../../training/net.ts";
import { partitionParameters, partitionVector, type Patch } from "../../training/partition.ts";
import type { NetSystem } from "../../training/evaluation.ts";
import type { DenseNet } from "../../training/trainer.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { TrainingSystem } from "../../schemas/training_system.ts";
import type { ForecastParams } from "./params.ts";

/** The net of recorded weights; undefined for vectors of which nothing else is known. */
export function readNet(
  system: TrainingSystem | undefined,
  net: ForecastParams["net"],
  weights: number,
): DenseNet | undefined {
  const found = system ?? (net === null ? undefined : {
    inputs: net.inputs,
    bias: net.bias,
    layers: describeLayers(net),
  });
  if (found === undefined) return undefined;
  const parameters = countParameters(layOutParameters(found));
  if (parameters === weights) return found;
  const widths = [found.inputs, ...found.layers.map(({ units }) => units)].join(":");
  throw new KooplineError({
    code: "input.shape",
    expected: `${parameters} observables, the weights of a net ${widths} ${
      found.bias ? "with" : "without"
    } biases`,
    found: `${weights}`,
    hint: system === undefined
      ? "Change `net`, or record all weights of the net in its order, as `observable: { all: true }` does."
      : "Record all parameters: `observable: { all: true }`.",
  });
}

/** Cuts the weights into patches. */
export function cutPatches(
  net: DenseNet | undefined,
  weights: number,
  partition: ForecastParams["partition"],
): readonly Patch[] {
  return net === undefined
    ? partitionVector(weights, partition)
    : partitionParameters(layOutParameters(net), partition);
}

/**
 * Describes a net that the pipeline gave as the system that a data set measures.
 *
 * @param moments what inputs are normalised with.
 */
export function describeSystem(
  net: NonNullable<ForecastParams["net"]>,
  moments: { readonly mean: number; readonly deviation: number },
): NetSystem {
  return {
    kind: "net",
    inputs: net.inputs,
    layers: [...describeLayers(net)],
    bias: net.bias,
    precision: net.precision,
    // Measuring takes no step: optimiser and size of a batch do not matter.
    optimiser: { kind: "sgd", rate: 1, constants: {}, schedule: { kind: "constant" } },
    loss: net.loss,
    ...moments,
    batch: 64,
  };
}

function describeLayers({ layers, activation }: NonNullable<ForecastParams["net"]>) {
  return layers.map((units, layer) => ({
    units,
    activation: layer === layers.length - 1 ? "linear" as const : activation,
  }));
}
