/** The trainer that a pipeline asks for, with the initial weights of its net. */

import { KooplineError } from "../../schemas/error.ts";
import { assertMemory } from "../../numerics/memory.ts";
import type { RandomStream } from "../../numerics/random.ts";
import { drawInitial } from "../../training/initial.ts";
import { countParameters, layOutParameters } from "../../training/net.ts";
import type { DenseNet, Trainer, Training } from "../../training/trainer.ts";
import type { Sets } from "./data.ts";
import type { TrainParams } from "./params.ts";
import { describeNet, describeOptimiser } from "./translate.ts";

/** A net before its training. */
export interface Opened {
  readonly trainer: Trainer;
  /** The initial weights, not yet loaded. */
  readonly initial: Float64Array;
}

/**
 * Opens the trainer.
 *
 * @param stream draws the initial weights.
 * @throws KooplineError `input.shape` when the net does not fit the data, `numeric.too_large`.
 */
export async function openBackend(
  params: TrainParams,
  sets: Sets,
  batch: number,
  stream: RandomStream,
): Promise<Opened> {
  const { model, loss, precision, initial } = params;
  const rest: Omit<Training, "net"> = {
    loss,
    precision,
    optimiser: describeOptimiser(params.optimiser),
    batch,
    examples: sets.train,
  };
  if (model.kind === "layers") {
    const { openLayersTrainer } = await import("../../training/tfjs_layers.ts");
    return await openLayersTrainer(model.config, { ...rest, ...sets, initial, stream });
  }
  checkOutputs(model.layers.at(-1) ?? 0, sets.outputs);
  const net = describeNet(model, sets.train.inputs.width);
  checkSize(net);
  const trainer = await openDense(params.backend, { net, ...rest });
  return { trainer, initial: drawInitial(trainer.blocks, initial, precision, stream) };
}

/** The kernels do not load TensorFlow.js. */
async function openDense(backend: TrainParams["backend"], training: Training): Promise<Trainer> {
  if (backend === "tfjs") {
    const { openTfjsTrainer } = await import("../../training/tfjs_trainer.ts");
    return await openTfjsTrainer(training);
  }
  const { openKernelTrainer } = await import("../../training/kernel_trainer.ts");
  return openKernelTrainer(training);
}

function checkOutputs(units: number, outputs: number): void {
  if (units === outputs) return;
  throw new KooplineError({
    code: "input.shape",
    expected: `a last layer of ${outputs} units, one for each class or target of the data set`,
    found: `${units}`,
    hint: "Change the last number of `model.layers`.",
  });
}

/** Parameters, their gradient, two states of the optimiser, the initial weights and a look at all of them. */
const COPIES = 6;

function checkSize(net: DenseNet): void {
  const parameters = countParameters(layOutParameters(net));
  assertMemory(COPIES * parameters, `a net of ${parameters} parameters`, "Take narrower layers.");
}
