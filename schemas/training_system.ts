import { z } from "zod";

const activation = z.enum(["linear", "relu", "tanh", "sigmoid", "gelu"]);
const precision = z.enum(["float32", "float64"]);
const optimiser = z.strictObject({
  kind: z.string().describe("sgd, momentum, nesterov, adagrad, adadelta, rmsprop, adam or adamw"),
  rate: z.number().describe("base learning rate"),
  constants: z.record(z.string(), z.number()).describe("its other constants, by name"),
  schedule: z.record(z.string(), z.json()).describe("the rate over time, as the pipeline gave it"),
});
const shape = {
  inputs: z.int().min(1).describe("inputs of the net"),
  layers: z.array(z.strictObject({ units: z.int().min(1), activation })).min(1),
  bias: z.boolean(),
  precision,
  optimiser,
};

/** A classifier or regressor under training on a data set. */
const Net = z.strictObject({
  kind: z.literal("net"),
  ...shape,
  loss: z.enum(["cross_entropy", "mean_square"]),
  mean: z.number().describe("of the scaled inputs; they become (scale·x − mean)/deviation"),
  deviation: z.number(),
  batch: z.int().min(1).describe("examples in a batch"),
});

/** A net under training to solve Hamilton's equations; `stages/solver/README.md` has the equations. */
const Solver = z.strictObject({
  kind: z.literal("solver"),
  ...shape,
  problem: z.enum(["nonlinear_oscillator", "henon_heiles"]),
  initial: z.array(z.number()).describe("state at time 0: positions, then momenta"),
  end: z.number().describe("last time; the points are equally spaced from 0"),
  points: z.int().min(2),
});

/**
 * What was trained, with everything that another stage needs to evaluate its weights or to take a step of its optimiser.
 * Recordings of all parameters, in the order of `training/net.ts`, carry it in their `meta`.
 */
export const TrainingSystem = z.discriminatedUnion("kind", [Net, Solver]);

/** The description as stages get it. */
export type TrainingSystem = z.output<typeof TrainingSystem>;
