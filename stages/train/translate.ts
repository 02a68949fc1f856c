/** Parameters of `train` in the words of `training/`. */

import type { Observable } from "../../training/observable.ts";
import type { Schedule } from "../../training/schedule.ts";
import { openSteps } from "../../training/steps.ts";
import type { DenseNet, Optimiser } from "../../training/trainer.ts";
import type { TrainParams } from "./params.ts";
import type { ObservableParams } from "./record_params.ts";

/** The dense net of a model, which has one activation a hidden layer and a linear last layer. */
export function describeNet(
  { layers, activation, bias }: Extract<TrainParams["model"], { readonly kind: "dense" }>,
  inputs: number,
): DenseNet {
  const last = layers.length - 1;
  return {
    inputs,
    bias,
    layers: layers.map((units, layer) => ({
      units,
      activation: layer === last
        ? "linear"
        : Array.isArray(activation)
        ? activation[layer] ?? "linear"
        : activation,
    })),
  };
}

/** The optimiser without its rate. */
export function describeOptimiser(params: TrainParams["optimiser"]): Optimiser {
  const { rate: _, weight_decay: weightDecay, ...rest } = params;
  return { ...rest, weightDecay };
}

/** The schedule. */
export function describeSchedule(params: TrainParams["schedule"]): Schedule {
  return params;
}

/** The observables, in one order whatever order a pipeline wrote them in. */
export function describeObservables(params: ObservableParams): readonly Observable[] {
  const { all, layer, node, indices, quantiles, norms, projection, loss } = params;
  const observables: Observable[] = [];
  if (all === true) observables.push({ kind: "all" });
  for (const number of list(layer)) observables.push({ kind: "layer", layer: number });
  for (const unit of list(node?.unit)) {
    if (node !== undefined) observables.push({ kind: "node", layer: node.layer, unit });
  }
  if (indices !== undefined) observables.push({ kind: "indices", indices });
  if (quantiles !== undefined) observables.push({ kind: "quantiles", ...quantiles });
  if (norms !== undefined) {
    observables.push({ kind: "norms", layer: norms.layer, norms: norms.of });
  }
  if (projection !== undefined) {
    const { layer, ...rest } = projection;
    observables.push({ kind: "projection", layer, projection: rest });
  }
  if (loss === true) observables.push({ kind: "loss" });
  return observables;
}

function list<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

/** Tells which steps are recorded. */
export function listRecorded(
  { record, steps }: Pick<TrainParams, "record" | "steps">,
): (step: number) => boolean {
  const { from, to, every, at, also } = record;
  if (at !== null) return openSteps({ at });
  const isInSeries = openSteps({ from, to: to ?? steps, every });
  const isBeside = openSteps({ at: also });
  return (step) => isInSeries(step) || isBeside(step);
}

/** Tells which steps are evaluated. */
export function listEvaluated({ evaluate, steps }: TrainParams): (step: number) => boolean {
  const isListed = openSteps({ at: evaluate.at.map((step) => step < 0 ? steps : step) });
  const { every, from, to } = evaluate;
  if (every === null) return isListed;
  const isInSeries = openSteps({ from: from ?? every, to: to ?? steps, every });
  return (step) => isListed(step) || isInSeries(step);
}
