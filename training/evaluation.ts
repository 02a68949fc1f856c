/**
 * The loss of given weights: what a training would have measured, had it come there.
 *
 * Nets compute in the precision of their training, by the same kernel and in the same chunks, so that the
 * weights of a snapshot give the very bits that its training recorded.
 */

import { KooplineError } from "../schemas/error.ts";
import type { TrainingSystem } from "../schemas/training_system.ts";
import { openKernelTrainer } from "./kernel_trainer.ts";
import { openSolverTrainer } from "./solver_trainer.ts";
import type { Evaluation, Examples } from "./trainer.ts";

/** What can be measured of weights. */
export type Measure = "train_loss" | "test_loss" | "test_accuracy";

/** Measured values; what was not asked for, or does not exist, is missing. */
export type Measures = Readonly<Partial<Record<Measure, number>>>;

/** Measures weights. */
export type MeasureWeights = (weights: Float64Array) => Measures;

/** A net under training. */
export type NetSystem = Extract<TrainingSystem, { readonly kind: "net" }>;

/** The examples to measure on. */
export interface MeasuredSets {
  readonly train?: Examples;
  readonly test?: Examples;
}

/**
 * Opens the measuring of a net's weights: mean loss over each set given, and of the test set the accuracy.
 *
 * @returns a function that gives NaN for weights that are not finite in the net's precision.
 * @throws KooplineError `input.value` when examples do not fit the net, or none are given.
 */
export function openNetMeasure(system: NetSystem, sets: MeasuredSets): MeasureWeights {
  const examples = sets.test ?? sets.train;
  if (examples === undefined) {
    throw new KooplineError({
      code: "input.value",
      expected: "examples to measure a net on",
      found: "none",
    });
  }
  const { inputs, layers, bias, loss, precision, batch } = system;
  const trainer = openKernelTrainer({
    net: { inputs, layers, bias },
    loss,
    precision,
    optimiser: { kind: "sgd", weightDecay: 0 },
    batch,
    examples,
  });
  const open = (set: Examples | undefined) => {
    const measure = set === undefined ? undefined : trainer.openEvaluation(set);
    return (isFinite: boolean) => isFinite ? measure?.() : measure && NOT_FINITE;
  };
  const [measureTrain, measureTest] = [open(sets.train), open(sets.test)];
  return (weights) => {
    const isFinite = areFinite(weights, precision);
    if (isFinite) trainer.load(weights);
    const [train, test] = [measureTrain(isFinite), measureTest(isFinite)];
    return {
      ...train === undefined ? {} : { train_loss: train.loss },
      ...test === undefined ? {} : { test_loss: test.loss },
      // Real targets have no accuracy.
      ...test === undefined || examples.labels.length === 0 ? {} : { test_accuracy: test.accuracy },
    };
  };
}

/**
 * Opens the measuring of a solver's weights: the residual loss over its points, as `train_loss`.
 *
 * @returns a function that gives NaN for weights that are not finite in the solver's precision.
 */
export function openSolverMeasure(
  system: Extract<TrainingSystem, { readonly kind: "solver" }>,
): MeasureWeights {
  const trainer = openSolverTrainer(system);
  return (weights) => {
    if (!areFinite(weights, system.precision)) return { train_loss: NaN };
    trainer.load(weights);
    return { train_loss: trainer.loss() };
  };
}

const NOT_FINITE: Evaluation = { loss: NaN, accuracy: NaN };

/** A ReLU turns NaN into 0, so that a loss alone does not tell. */
function areFinite(weights: Float64Array, precision: "float32" | "float64"): boolean {
  return weights.every((weight) =>
    Number.isFinite(precision === "float32" ? Math.fround(weight) : weight)
  );
}
