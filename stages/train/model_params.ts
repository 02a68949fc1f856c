/** Parameters of `train` that say what is trained, and how it begins. */

import { z } from "zod";

const Activation = z.enum(["linear", "relu", "tanh", "sigmoid", "gelu"]);

const Dense = z.strictObject({
  kind: z.literal("dense"),
  layers: z.array(z.int().min(1).max(1_000_000)).min(1).describe(
    "units of each layer; the last are the net's outputs",
  ),
  activation: z.union([Activation, z.array(Activation)]).default("relu").describe(
    "of the hidden layers, or one for each of them: linear, relu, tanh, sigmoid or gelu; the last layer is linear",
  ),
  bias: z.boolean().default(true).describe("whether layers have biases"),
}).refine(
  ({ layers, activation }) => !Array.isArray(activation) || activation.length === layers.length - 1,
  { path: ["activation"], message: "one activation, or a list of one for each hidden layer" },
);

const Layers = z.strictObject({
  kind: z.literal("layers"),
  config: z.record(z.string(), z.json()).describe(
    "a Keras model as JSON: { class_name, config }, as TensorFlow.js's model.toJSON() writes it",
  ),
});

/** The `model` parameter. */
export const Model = z.discriminatedUnion("kind", [Dense, Layers]);

/** The `initial` parameter. */
export const Initial = z.strictObject({
  kind: z.enum([
    "uniform",
    "normal",
    "glorot_uniform",
    "glorot_normal",
    "he_uniform",
    "he_normal",
  ]).default("uniform").describe("the distribution; `uniform` is ±1/√fan_in, biases too"),
  gain: z.number().gt(0).default(1).describe("factor on the distribution's width"),
});

/** The `perturb` parameter. */
export const Perturb = z.strictObject({
  size: z.number().min(0).max(1).default(0.001).describe("largest relative change"),
  draw: z.int().min(0).default(0).describe("which perturbation; 0 for none"),
});

/** The `normalise` parameter. */
export const Normalise = z.union([
  z.enum(["published", "none"]),
  z.strictObject({
    mean: z.number().describe("what is subtracted from scaled inputs"),
    deviation: z.number().gt(0).describe("what they are divided by then"),
  }),
]);
