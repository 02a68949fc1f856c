/** Small trainings for tests: nets of every shape, random examples, random weights. */

import { seedRandom } from "../../numerics/random.ts";
import { OPTIMISER_DEFAULTS } from "../../training/optimiser.ts";
import { drawInitial } from "../../training/initial.ts";
import { layOutParameters } from "../../training/net.ts";
import type { DenseNet, Examples, Optimiser, Training } from "../../training/trainer.ts";

/** Every optimiser with its defaults, and with weight decay. */
export const OPTIMISERS: readonly Optimiser[] = [
  { kind: "sgd", weightDecay: 0.01 },
  { kind: "momentum", ...OPTIMISER_DEFAULTS.momentum, weightDecay: 0.01 },
  { kind: "nesterov", ...OPTIMISER_DEFAULTS.nesterov, weightDecay: 0.01 },
  { kind: "adagrad", ...OPTIMISER_DEFAULTS.adagrad, weightDecay: 0.01 },
  { kind: "adadelta", ...OPTIMISER_DEFAULTS.adadelta, weightDecay: 0.01 },
  { kind: "rmsprop", ...OPTIMISER_DEFAULTS.rmsprop, weightDecay: 0.01 },
  { kind: "adam", ...OPTIMISER_DEFAULTS.adam, weightDecay: 0.01 },
  { kind: "adamw", ...OPTIMISER_DEFAULTS.adamw, weightDecay: 0.01 },
];

/** Draws examples: bytes of which half are 0, with classes or with real targets. */
export function drawExamples(
  { inputs, layers }: DenseNet,
  count: number,
  kind: "classes" | "targets",
  seed = "1",
): Examples {
  const stream = seedRandom(seed)("examples");
  const outputs = layers.at(-1)!.units;
  const data = Uint8Array.from(
    { length: count * inputs },
    () => Math.max(0, stream.integer(-255, 255)),
  );
  const isClasses = kind === "classes";
  return {
    inputs: { data, width: inputs, scale: 1 / 255, mean: 0.3, deviation: 0.4 },
    count,
    labels: Int32Array.from(
      { length: isClasses ? count : 0 },
      () => stream.integer(0, outputs - 1),
    ),
    targets: Float64Array.from(
      { length: isClasses ? 0 : count * outputs },
      () => stream.uniform(-1, 1),
    ),
  };
}

/** Draws the initial weights of a training. */
export function drawWeights({ net, precision }: Training, seed = "1"): Float64Array {
  const initial = { kind: "uniform", gain: 1 } as const;
  return drawInitial(layOutParameters(net), initial, precision, seedRandom(seed)("initial"));
}
