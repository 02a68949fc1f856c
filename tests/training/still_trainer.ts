/** A trainer for tests of what is around one: parameters move by a rule of the test's own. */

import { layOutParameters } from "../../training/net.ts";
import type { DenseNet, Trainer } from "../../training/trainer.ts";

/** What a step does. */
export type Move = (parameters: Float64Array, step: number, rate: number) => number;

/** Makes a trainer whose parameters begin as 0, 1, 2, …; a step gives what `move` returns as its loss. */
export function makeStillTrainer(net: DenseNet, move: Move = () => 1): Trainer {
  const blocks = layOutParameters(net);
  const length = blocks.reduce((sum, block) => sum + block.length, 0);
  const parameters = Float64Array.from({ length }, (_, i) => i);
  let step = 0;
  const evaluate = () => ({ loss: 0.5 + step, accuracy: 0.25 });
  return {
    blocks,
    load: (given) => parameters.set(given),
    read: (first, length, into) => into.set(parameters.subarray(first, first + length)),
    step: (_, rate) => move(parameters, ++step, rate),
    evaluate,
    openEvaluation: () => evaluate,
  };
}

/** 3 inputs, 4 hidden units, 2 outputs, with biases: 16 and 10 parameters. */
export const SMALL_NET: DenseNet = {
  inputs: 3,
  layers: [{ units: 4, activation: "relu" }, { units: 2, activation: "linear" }],
  bias: true,
};
