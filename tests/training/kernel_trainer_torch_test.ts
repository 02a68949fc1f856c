import assert from "node:assert/strict";
import cases from "../fixtures/torch/steps.json" with { type: "json" };
import { openKernelTrainer } from "../../training/kernel_trainer.ts";
import { OPTIMISER_DEFAULTS } from "../../training/optimiser.ts";
import type { Activation, Loss, Optimiser, Precision } from "../../training/trainer.ts";
import { drawExamples, drawParameters, openDraws } from "./torch_data.ts";

type Case = typeof cases[number];

/** Largest differences allowed to PyTorch: of a loss, and of a parameter after the last step. */
const TOLERANCES: Readonly<Record<Precision, readonly [loss: number, parameter: number]>> = {
  float32: [1e-6, 2e-5],
  float64: [1e-13, 1e-12],
};

const ACTIVATIONS: readonly Activation[] = ["linear", "relu", "tanh", "sigmoid", "gelu"];
const LOSSES: readonly Loss[] = ["cross_entropy", "mean_square"];

function pick<Name extends string>(names: readonly Name[], text: string): Name {
  const found = names.find((name) => name === text);
  assert.ok(found !== undefined, `steps.json has an unknown ${text}`);
  return found;
}

function readOptimiser({ torch, options }: Case): Optimiser {
  const given: Readonly<Record<string, number | boolean>> = options;
  const weightDecay = Number(given["weight_decay"] ?? 0);
  if (torch === "SGD") {
    const momentum = Number(given["momentum"] ?? 0);
    if (momentum === 0) return { kind: "sgd", weightDecay };
    return { kind: given["nesterov"] === true ? "nesterov" : "momentum", momentum, weightDecay };
  }
  switch (torch) {
    case "Adagrad": {
      const initial = Number(given["initial_accumulator_value"] ?? 0);
      return { kind: "adagrad", ...OPTIMISER_DEFAULTS.adagrad, initial, weightDecay };
    }
    case "Adadelta":
      return { kind: "adadelta", ...OPTIMISER_DEFAULTS.adadelta, weightDecay };
    case "RMSprop":
      return { kind: "rmsprop", ...OPTIMISER_DEFAULTS.rmsprop, weightDecay };
    case "Adam":
      return { kind: "adam", ...OPTIMISER_DEFAULTS.adam, weightDecay };
    case "AdamW":
      return { kind: "adamw", ...OPTIMISER_DEFAULTS.adamw, weightDecay };
    default:
      return assert.fail(`steps.json has an unknown optimiser ${torch}`);
  }
}

function train(fixture: Case, precision: Precision) {
  const { sizes, bias, batch, count, steps, rate } = fixture;
  const [inputs = 0, ...widths] = sizes;
  const activation = pick(ACTIVATIONS, fixture.activation);
  const net = {
    inputs,
    bias,
    layers: widths.map((units, layer) => ({
      units,
      activation: layer === widths.length - 1 ? "linear" as const : activation,
    })),
  };
  const draw = openDraws(fixture.seed);
  const examples = drawExamples(draw, count, inputs, widths.at(-1)!);
  const loss = pick(LOSSES, fixture.loss);
  const optimiser = readOptimiser(fixture);
  const trainer = openKernelTrainer({ net, loss, precision, optimiser, batch, examples });
  const parameters = drawParameters(draw, net);
  trainer.load(parameters);
  const losses = Array.from({ length: steps }, (_, step) => {
    const rows = Int32Array.from({ length: batch }, (_, i) => (step * batch + i) % count);
    return trainer.step(rows, rate);
  });
  trainer.read(0, parameters.length, parameters);
  return { losses, parameters: parameters.filter((_, i) => i % fixture.every === 0) };
}

/** The largest difference to numbers written with spaces between them. */
function findWorst(found: ArrayLike<number>, text: string): number {
  const expected = text.split(" ").map(Number);
  assert.equal(found.length, expected.length);
  return expected.reduce((worst, value, i) => Math.max(worst, Math.abs(found[i]! - value)), 0);
}

for (const fixture of cases) {
  for (const precision of ["float32", "float64"] as const) {
    const [ofLoss, ofParameter] = TOLERANCES[precision];
    Deno.test(`the kernel trains as PyTorch does: ${fixture.name}, ${precision}, ${fixture.steps} steps`, () => {
      const expected = fixture[precision];
      const found = train(fixture, precision);
      const loss = findWorst(found.losses, expected.losses);
      assert.ok(loss <= ofLoss, `a loss is ${loss} off`);
      const parameter = findWorst(found.parameters, expected.parameters);
      assert.ok(parameter <= ofParameter, `a parameter is ${parameter} off`);
    });
  }
}
