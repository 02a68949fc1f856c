/** Parameters of `train` that say what is recorded and measured, and when. */

import { z } from "zod";

const layer = z.int().refine(
  (number) => number !== 0,
  "a layer counted from 1, or from -1 at the end",
);
const scope = layer.nullable().default(null).describe("a layer; null for all parameters");

const ObservableParams = z.strictObject({
  all: z.literal(true).optional().describe("all parameters"),
  layer: z.union([layer, z.array(layer).min(1)]).optional().describe(
    "weights and biases of a layer or several; layers count from 1, and from -1 at the end",
  ),
  node: z.strictObject({
    layer: layer.describe("from 1, or from -1 at the end"),
    unit: z.union([z.int().min(0), z.array(z.int().min(0)).min(1)]).describe(
      "one or several, from 0",
    ),
  }).optional().describe("weights that come into a unit, and its bias"),
  indices: z.array(z.int().min(0)).min(1).optional().describe(
    "places in the vector of all parameters, from 0",
  ),
  quantiles: z.strictObject({
    layer: scope,
    levels: z.array(z.number().min(0).max(1)).min(1).default([0, 0.25, 0.5, 0.75, 1]).describe(
      "shares of the parameters below each quantile",
    ),
  }).optional().describe("quantiles of parameters"),
  norms: z.strictObject({
    layer: scope,
    of: z.array(z.enum(["l1", "l2", "max"])).min(1).default(["l2"]).describe("Σ|w|, √Σw², max|w|"),
  }).optional().describe("norms of parameters"),
  projection: z.strictObject({
    layer: scope,
    count: z.int().min(1).describe("directions"),
    basis: z.enum(["orthonormal", "gaussian"]).default("orthonormal").describe(
      "directions of length 1 at right angles, or with entries N(0, 1/count)",
    ),
    seed: z.int().default(0).describe("seeds the directions, apart from the training's seed"),
  }).optional().describe("random projections of parameters"),
  loss: z.literal(true).optional().describe("loss of the step's batch, before its update"),
}).refine(
  (observable) => Object.values(observable).some((value) => value !== undefined),
  "at least one of all, layer, node, indices, quantiles, norms, projection, loss",
);

/** What is recorded, as a pipeline declares it. */
export type ObservableParams = z.output<typeof ObservableParams>;

const listed = z.array(z.int().min(0)).min(1).nullable().default(null);

/** The `record` parameter. */
export const Record = z.strictObject({
  observable: ObservableParams.describe("what is recorded; several keys stand side by side"),
  from: z.int().min(0).default(1).describe("first step; 0 is the initial net"),
  to: z.int().min(0).nullable().default(null).describe("last step; null for the end"),
  every: z.int().min(1).default(1).describe("steps between snapshots"),
  also: z.array(z.int().min(0)).default([]).describe("steps beside from, to and every"),
  at: listed.describe("the steps themselves, instead of from, to, every and also"),
});

/** The `evaluate` parameter. */
export const Evaluate = z.strictObject({
  on: z.array(z.enum(["test", "train"])).default(["test"]).describe("the examples"),
  at: z.array(z.int().min(-1)).default([-1]).describe("steps; -1 is the last, 0 the initial net"),
  every: z.int().min(1).nullable().default(null).describe("also every so many steps"),
  from: z.int().min(0).nullable().default(null).describe("where `every` begins; null for `every`"),
  to: z.int().min(0).nullable().default(null).describe("where `every` ends; null for the end"),
});
