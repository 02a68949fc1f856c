/**
 * Training of any layers model of TensorFlow.js, for nets that the kernels do not know.
 *
 * The model comes as Keras JSON. Its parameters lie in one vector, weight after weight of layer after layer
 * as TensorFlow.js lists them, each in its own shape (a dense kernel is inputs × units). Weights of two and
 * more axes are drawn by `initial`; those of one axis, such as biases and scales, begin as the model says.
 */

import type * as Core from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { RandomStream } from "../numerics/random.ts";
import { KooplineError } from "../schemas/error.ts";
import type { JsonValue } from "../schemas/json.ts";
import { findWidth, type Initial, openDraw } from "./initial.ts";
import { countParameters } from "./net.ts";
import { loadTfjs, type Tfjs, withoutChance } from "./tfjs_library.ts";
import { makeTrainer, type TfjsNet } from "./tfjs_trainer.ts";
import type { ParameterBlock, Trainer, Training } from "./trainer.ts";

/** Layers that draw random numbers while they train, which TensorFlow.js cannot seed. */
const STOCHASTIC = /^(Dropout|SpatialDropout.*|AlphaDropout|Gaussian(Noise|Dropout))$/;

type Layer = LayersModel["layers"][number];

/** What a layers model is trained with. */
export interface LayersTraining extends Omit<Training, "net"> {
  /** Shape of one input in the data. */
  readonly shape: readonly number[];
  /** Classes or targets. */
  readonly outputs: number;
  readonly initial: Initial;
  readonly stream: RandomStream;
}

/**
 * Opens a trainer of a layers model.
 *
 * @param config the model as Keras JSON, `{ class_name, config }`. It ends in logits, not in a softmax.
 * @returns the trainer, and initial weights to load.
 * @throws KooplineError `input.value` for a model that cannot be built or trained here, `input.shape` for one
 * that does not fit the data.
 */
export async function openLayersTrainer(
  config: Readonly<Record<string, JsonValue>>,
  training: LayersTraining,
): Promise<{ readonly trainer: Trainer; readonly initial: Float64Array }> {
  const tfjs = await loadTfjs();
  const model = await buildModel(tfjs, config);
  checkModel(model);
  const net = describeModel(tfjs, model, training);
  const initial = drawWeights(net, training.initial, training.stream);
  return { trainer: makeTrainer(tfjs, net, training), initial };
}

async function buildModel(
  { core, layers }: Tfjs,
  config: Readonly<Record<string, JsonValue>>,
): Promise<LayersModel> {
  try {
    // Initial weights are drawn here only to be overwritten.
    return await withoutChance(() =>
      layers.loadLayersModel(core.io.fromMemory({ modelTopology: config }))
    );
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    const hint = "Write it by `model.toJSON(null, false)` of TensorFlow.js.";
    throw refuse("input.value", "a layers model as Keras JSON", `one that fails: ${found}`, hint);
  }
}

function checkModel(model: LayersModel): void {
  for (const layer of listLayers(model)) {
    if (STOCHASTIC.test(layer.getClassName())) {
      throw refuse(
        "input.value",
        "a model without chance",
        `a layer of class ${layer.getClassName()}`,
        "TensorFlow.js cannot seed it; leave the layer out.",
      );
    }
  }
  const last = model.layers.at(-1);
  if (last?.getClassName() === "Softmax" || last?.getConfig()["activation"] === "softmax") {
    throw refuse(
      "input.value",
      "a model that ends in logits",
      "a last softmax",
      "Leave it out: the loss takes the softmax itself.",
    );
  }
  if (model.calculateLosses().length > 0) {
    throw refuse("input.value", "a model without regularisers", "one with", "Use `weight_decay`.");
  }
}

/** Lists a layer and all that stand in it, however deep. */
function listLayers(layer: Layer): readonly Layer[] {
  const inner: readonly Layer[] = "layers" in layer && Array.isArray(layer.layers)
    ? layer.layers
    : [];
  return [layer, ...inner.flatMap(listLayers)];
}

function describeModel(
  { core }: Tfjs,
  model: LayersModel,
  { shape, outputs }: LayersTraining,
): TfjsNet {
  const blocks: ParameterBlock[] = [];
  const variables: Core.Variable[] = [];
  const trained = model.layers.filter(({ trainableWeights }) => trainableWeights.length > 0);
  trained.forEach((layer, number) => {
    for (const weight of layer.trainableWeights) {
      const variable = weight.read();
      if (!(variable instanceof core.Variable)) throw new Error("a weight that is no variable");
      variables.push(variable);
      blocks.push({
        // Names of the library's own count models since it was loaded.
        name: `layer${number + 1}.${weight.originalName.split("/").at(-1)}`,
        layer: number,
        shape: variable.shape,
        first: countParameters(blocks),
        length: variable.size,
      });
    }
  });
  return {
    blocks,
    variables,
    inputShape: findInputShape(model, shape),
    outputs: checkOutputs(model, outputs),
    apply(inputs, isTraining) {
      const found = model.apply(inputs, { training: isTraining });
      if (found instanceof core.Tensor) return found;
      throw new Error("a model that gives no tensor");
    },
  };
}

/** The model's own shape, when it takes as many numbers: [28, 28] may become [28, 28, 1]. */
function findInputShape(model: LayersModel, shape: readonly number[]): readonly number[] {
  const wanted = model.inputs[0]?.shape.slice(1).map((size) => size ?? -1) ?? [];
  if (model.inputs.length === 1 && multiply(wanted) === multiply(shape)) return wanted;
  throw refuse(
    "input.shape",
    `a model with one input of ${shape.join(" × ")} numbers, as the data set has`,
    `${model.inputs.length} inputs, the first of ${wanted.join(" × ")}`,
  );
}

function checkOutputs(model: LayersModel, outputs: number): number {
  const shape = model.outputs[0]?.shape.slice(1) ?? [];
  if (model.outputs.length === 1 && shape.length === 1 && shape[0] === outputs) return outputs;
  throw refuse(
    "input.shape",
    `a model with one output of ${outputs} numbers, one for each class or target`,
    `${model.outputs.length} outputs, the first of ${shape.join(" × ")}`,
  );
}

/** Fans are Keras's: the last two axes are inputs and outputs, those before are a receptive field. */
function drawWeights(
  { blocks, variables }: TfjsNet,
  initial: Initial,
  stream: RandomStream,
): Float64Array {
  const parameters = new Float64Array(countParameters(blocks));
  const draw = openDraw(initial, stream);
  blocks.forEach(({ shape, first, length }, i) => {
    if (shape.length < 2) {
      parameters.set(variables[i]!.dataSync(), first);
      return;
    }
    const field = multiply(shape.slice(0, -2));
    const width = findWidth(initial, field * shape.at(-2)!, field * shape.at(-1)!);
    for (let k = first; k < first + length; k++) parameters[k] = Math.fround(draw(width));
  });
  return parameters;
}

function multiply(sizes: readonly number[]): number {
  return sizes.reduce((product, size) => product * size, 1);
}

function refuse(
  code: "input.value" | "input.shape",
  expected: string,
  found: string,
  hint = "Change `model.config`.",
): KooplineError {
  return new KooplineError({ code, expected, found, hint });
}
