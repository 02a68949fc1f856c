/**
 * Training by TensorFlow.js on its cpu backend, in float32.
 *
 * Gradients are its own; updates are those of `optimiser.ts`, so that every optimiser is the same under both
 * backends. It uses Math.exp and the like, so its bits hold for one version of V8 only.
 */

import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import { KooplineError } from "../schemas/error.ts";
import { countParameters, layOutParameters } from "./net.ts";
import { openUpdate } from "./optimiser.ts";
import { loadTfjs, type Tfjs } from "./tfjs_library.ts";
import { activate, countCorrect, gatherTargets, measureLoss } from "./tfjs_loss.ts";
import type { DenseNet, Examples, ParameterBlock, Trainer, Training } from "./trainer.ts";

const EVALUATION_ROWS = 1000;

/** A net as TensorFlow.js computes it. */
export interface TfjsNet {
  readonly blocks: readonly ParameterBlock[];
  /** One variable a block, in the block's shape. */
  readonly variables: readonly Variable[];
  /** Shape of one input. */
  readonly inputShape: readonly number[];
  readonly outputs: number;
  /** Examples × inputs to examples × outputs, without a last softmax. */
  apply(inputs: Tensor, isTraining: boolean): Tensor;
}

/**
 * Opens a trainer of a dense net.
 *
 * @throws KooplineError `input.value` for float64, which TensorFlow.js does not have.
 */
export async function openTfjsTrainer(training: Training): Promise<Trainer> {
  const tfjs = await loadTfjs();
  return makeTrainer(tfjs, buildDense(tfjs, training.net), training);
}

function buildDense(tfjs: Tfjs, net: DenseNet): TfjsNet {
  const { core } = tfjs;
  const blocks = layOutParameters(net);
  const variables = blocks.map(({ shape }) => core.variable(core.zeros([...shape])));
  const stride = net.bias ? 2 : 1;
  return {
    blocks,
    variables,
    inputShape: [net.inputs],
    outputs: net.layers.at(-1)?.units ?? 0,
    apply: (inputs) =>
      net.layers.reduce((x, { activation }, layer) => {
        const weighted = core.matMul(x, variables[layer * stride]!, false, true);
        const bias = net.bias ? variables[layer * stride + 1]! : undefined;
        return activate(tfjs, activation, bias === undefined ? weighted : core.add(weighted, bias));
      }, inputs),
  };
}

/**
 * Makes a trainer of any net.
 *
 * @throws KooplineError `input.value` for float64.
 */
export function makeTrainer(
  tfjs: Tfjs,
  net: TfjsNet,
  { loss, precision, optimiser, examples }: Omit<Training, "net">,
): Trainer {
  refuseDouble(precision);
  const { blocks } = net;
  const parameters = new Float64Array(countParameters(blocks));
  const gradient = new Float32Array(parameters.length);
  let update = openUpdate(optimiser, parameters.length);
  const settle = () => {
    for (let i = 0; i < parameters.length; i++) parameters[i] = Math.fround(parameters[i]!);
    assignParameters(tfjs, net, parameters);
  };
  return {
    blocks,
    load(given) {
      parameters.set(given);
      update = openUpdate(optimiser, parameters.length);
      settle();
    },
    read(first, length, into) {
      into.set(parameters.subarray(first, first + length));
    },
    step(rows, rate) {
      const mean = differentiate(tfjs, net, loss, examples, rows, gradient);
      update(parameters, gradient, rate);
      settle();
      return mean;
    },
    evaluate: (given) => evaluateNet(tfjs, net, loss, given),
    openEvaluation: (given) => () => evaluateNet(tfjs, net, loss, given),
  };
}

function assignParameters(
  { core }: Tfjs,
  { blocks, variables }: TfjsNet,
  parameters: Float64Array,
): void {
  core.tidy(() =>
    blocks.forEach(({ first, length, shape }, i) => {
      // TensorFlow.js keeps the array that it is given.
      const values = Float32Array.from(parameters.subarray(first, first + length));
      variables[i]!.assign(core.tensor(values, [...shape]));
    })
  );
}

/** Writes the gradient of a batch's mean loss into `gradient`, and gives the loss. */
function differentiate(
  tfjs: Tfjs,
  net: TfjsNet,
  loss: Training["loss"],
  examples: Examples,
  rows: Int32Array,
  gradient: Float32Array,
): number {
  const { core } = tfjs;
  const { blocks, variables } = net;
  const count = rows.length;
  return core.tidy(() => {
    const targets = core.tensor2d(gatherTargets(examples, rows, net.outputs), [count, net.outputs]);
    const inputs = core.tensor(gatherInputs(examples, rows), [count, ...net.inputShape]);
    const { value, grads } = core.variableGrads(
      () => measureLoss(tfjs, loss, net.apply(inputs, true), targets),
      [...variables],
    );
    blocks.forEach(({ first }, i) => gradient.set(readFloats(grads[variables[i]!.name]), first));
    return readFloats(value)[0] ?? NaN;
  });
}

function evaluateNet(tfjs: Tfjs, net: TfjsNet, loss: Training["loss"], examples: Examples) {
  const { core } = tfjs;
  let sum = 0;
  let correct = 0;
  for (let begin = 0; begin < examples.count; begin += EVALUATION_ROWS) {
    const length = Math.min(EVALUATION_ROWS, examples.count - begin);
    const rows = Int32Array.from({ length }, (_, i) => begin + i);
    core.tidy(() => {
      const inputs = core.tensor(gatherInputs(examples, rows), [length, ...net.inputShape]);
      const outputs = net.apply(inputs, false);
      const targets = gatherTargets(examples, rows, net.outputs);
      const mean = measureLoss(tfjs, loss, outputs, core.tensor2d(targets, [length, net.outputs]));
      sum += length * (readFloats(mean)[0] ?? NaN);
      if (examples.labels.length > 0) {
        correct += countCorrect(
          readFloats(outputs),
          examples.labels.subarray(begin, begin + length),
        );
      }
    });
  }
  const accuracy = examples.labels.length > 0 ? correct / examples.count : NaN;
  return { loss: sum / examples.count, accuracy };
}

/** Normalises the inputs of a batch. */
function gatherInputs({ inputs }: Examples, rows: Int32Array): Float32Array {
  const { data, width, scale, mean, deviation } = inputs;
  const gathered = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const begin = rows[i]! * width;
    for (let j = 0; j < width; j++) {
      gathered[i * width + j] = (scale * data[begin + j]! - mean) / deviation;
    }
  }
  return gathered;
}

function readFloats(tensor: Tensor | undefined): Float32Array {
  const values = tensor?.dataSync();
  if (values instanceof Float32Array) return values;
  throw new Error("TensorFlow.js gave no float32 tensor");
}

function refuseDouble(precision: Training["precision"]): void {
  if (precision === "float32") return;
  throw new KooplineError({
    code: "input.value",
    expected: "`precision: float32` with `backend: tfjs`",
    found: precision,
    hint: "TensorFlow.js computes in float32 only; the kernels also in float64.",
  });
}
