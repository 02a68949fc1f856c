/** The parameters of `train`. */

import { z } from "zod";
import { findClashes } from "./clashes.ts";
import { Initial, Model, Normalise, Perturb } from "./model_params.ts";
import { OptimiserParams, ScheduleParams } from "./optimiser_params.ts";
import { Evaluate, Record } from "./record_params.ts";

/** The parameters of `train`; README.md has formulas and sources. */
export const TrainParams = z.strictObject({
  model: Model.describe("a dense net, or a TensorFlow.js layers model"),
  loss: z.enum(["cross_entropy", "mean_square"]).default("cross_entropy").describe(
    "mean over a batch of −log softmax, or of squared errors",
  ),
  initial: Initial.prefault({}).describe("initial weights"),
  perturb: Perturb.prefault({}).describe("w·(1 + size·ξ), ξ ~ U(−1, 1), of the initial weights"),
  normalise: Normalise.default("published").describe(
    "inputs (scale·x − mean)/deviation: by the data set's own numbers, by these, or not at all",
  ),
  optimiser: OptimiserParams.describe(
    "sgd, momentum, nesterov, adagrad, adadelta, rmsprop, adam or adamw",
  ),
  schedule: ScheduleParams.prefault({ kind: "constant" }).describe("learning rate over time"),
  batch: z.union([z.int().min(1), z.literal("all")]).describe("examples in a batch"),
  order: z.enum(["natural", "shuffled", "fixed"]).default("natural").describe(
    "the data's own order, one drawn for each epoch, or the first batch at every step",
  ),
  last_batch: z.enum(["smaller", "dropped"]).default("smaller").describe(
    "what becomes of the rest of an epoch that is smaller than a batch",
  ),
  steps: z.int().min(1, { abort: true }).max(100_000_000).describe("updates"),
  seed: z.int().default(0).describe("seeds initial weights, perturbation and order"),
  precision: z.enum(["float32", "float64"]).default("float32").describe(
    "the numbers that the net computes in",
  ),
  backend: z.enum(["kernel", "tfjs"]).default("kernel").describe(
    "our WebAssembly kernels, or TensorFlow.js for nets that these do not know",
  ),
  record: Record.describe("snapshots"),
  evaluate: Evaluate.prefault({}).describe("loss and accuracy over whole sets"),
}).superRefine((params, context) => {
  for (const { path, expected } of findClashes(params)) {
    context.addIssue({ code: "custom", path, message: expected });
  }
});

/** The parameters as `run` gets them. */
export type TrainParams = z.output<typeof TrainParams>;
