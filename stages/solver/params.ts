/** The parameters of `solver`. */

import { z } from "zod";
import { findRecordClashes } from "../train/clashes.ts";
import { Initial, Perturb } from "../train/model_params.ts";
import { OptimiserParams, ScheduleParams } from "../train/optimiser_params.ts";
import { Record } from "../train/record_params.ts";

function describeState(start: readonly number[], meaning: string) {
  return z.array(z.number()).length(start.length).default([...start]).describe(meaning);
}

const Problem = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("nonlinear_oscillator"),
    initial: describeState([1.3, 1], "x and p at time 0"),
  }),
  z.strictObject({
    kind: z.literal("henon_heiles"),
    initial: describeState([0.3, -0.3, 0.3, 0.15], "x, y, their momenta at time 0"),
  }),
]);

/** The parameters of `solver`; README.md has the equations. */
export const SolverParams = z.strictObject({
  problem: Problem.describe("the system, and its state at time 0"),
  end: z.number().gt(0).describe(
    "last time; the points are equally spaced from 0, both ends included",
  ),
  points: z.int().min(2).max(1_000_000).default(200).describe("points of time"),
  hidden: z.array(z.int().min(1).max(100_000)).min(1).default([10, 10]).describe(
    "units of each hidden layer",
  ),
  activation: z.enum(["sigmoid", "tanh"]).default("sigmoid").describe(
    "of the hidden layers; the last layer is linear",
  ),
  initial: Initial.prefault({}).describe("initial weights"),
  perturb: Perturb.prefault({}).describe("w·(1 + size·ξ), ξ ~ U(−1, 1), of the initial weights"),
  optimiser: OptimiserParams.describe(
    "sgd, momentum, nesterov, adagrad, adadelta, rmsprop, adam or adamw",
  ),
  schedule: ScheduleParams.prefault({ kind: "constant" }).describe("learning rate over time"),
  steps: z.int().min(1, { abort: true }).max(100_000_000).describe("updates"),
  seed: z.int().default(0).describe("seeds initial weights and perturbation"),
  precision: z.enum(["float32", "float64"]).default("float32").describe(
    "the numbers that the net computes in",
  ),
  record: Record.describe("snapshots"),
}).superRefine((params, context) => {
  for (const { path, expected } of findRecordClashes(params)) {
    context.addIssue({ code: "custom", path, message: expected });
  }
});

/** The parameters as `run` gets them. */
export type SolverParams = z.output<typeof SolverParams>;
