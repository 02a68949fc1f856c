/** Parameters of `forecast` that say what is fitted: window, partition, rank, net. */

import { z } from "zod";

/** A window that the pipeline gives. */
export const FitWindow = z.strictObject({
  kind: z.literal("fixed").default("fixed"),
  from: z.int().min(0).describe("recorded step of the first snapshot, t1"),
  to: z.int().min(0).describe("recorded step of the last snapshot, t2"),
}).superRefine(({ from, to }, context) => {
  if (to > from) return;
  context.addIssue({
    code: "custom",
    path: ["to"],
    message: `a step after ${from}, that is t2 > t1`,
  });
});

const layer = z.int().refine(
  (number) => number !== 0,
  "a layer counted from 1, or from -1 at the end",
);

/** How a net is cut into patches. */
export const PartitionParams = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("network") }).describe("a patch is all weights"),
  z.strictObject({ kind: z.literal("layer") }).describe(
    "a patch is the weights and biases of a layer",
  ),
  z.strictObject({ kind: z.literal("node") }).describe(
    "a patch is the weights into a unit and its bias",
  ),
  z.strictObject({ kind: z.literal("weight") }).describe("a patch is one weight"),
  z.strictObject({
    kind: z.literal("quasi_node"),
    size: z.int().min(1).describe("weights in a patch, q"),
    layers: z.array(layer).min(1).nullable().default(null).describe(
      "layers cut so, from 1 or from -1 at the end, the others into nodes; null for all",
    ),
  }).describe("a patch is `size` neighbours of a node's weights, or the rest of the node"),
]);

/** A net that a recording does not know of. */
export const NetParams = z.strictObject({
  inputs: z.int().min(1),
  layers: z.array(z.int().min(1)).min(1).describe("units of each layer; the last are the outputs"),
  bias: z.boolean().default(true).describe("whether layers have biases"),
  activation: z.enum(["linear", "relu", "tanh", "sigmoid", "gelu"]).default("relu").describe(
    "of the hidden layers; the last layer is linear",
  ),
  loss: z.enum(["cross_entropy", "mean_square"]).default("cross_entropy"),
  precision: z.enum(["float32", "float64"]).default("float32").describe(
    "the numbers that the net computes in",
  ),
  normalise: z.union([
    z.enum(["published", "none"]),
    z.strictObject({ mean: z.number(), deviation: z.number().gt(0) }),
  ]).default("published").describe(
    "what training did to inputs: `published` used the data set's mean and deviation, `none` nothing",
  ),
});
