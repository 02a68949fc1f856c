import assert from "node:assert/strict";
import { train } from "../../stages/train/stage.ts";
import {
  describeNet,
  describeObservables,
  describeOptimiser,
  listEvaluated,
  listRecorded,
} from "../../stages/train/translate.ts";
import { BASE } from "./train_data.ts";

function parse(with_: Record<string, unknown>) {
  return train.params.parse({ ...BASE, ...with_ });
}

Deno.test("each hidden layer has its activation and the last is linear", () => {
  const activation = ["tanh", "gelu"];
  const { model } = parse({ model: { kind: "dense", layers: [5, 4, 3], activation } });
  assert.equal(model.kind, "dense");
  if (model.kind !== "dense") return;
  assert.deepEqual(describeNet(model, 16), {
    inputs: 16,
    bias: true,
    layers: [
      { units: 5, activation: "tanh" },
      { units: 4, activation: "gelu" },
      { units: 3, activation: "linear" },
    ],
  });
});

Deno.test("one activation is that of every hidden layer", () => {
  const { model } = parse({ model: { kind: "dense", layers: [5, 4, 3], activation: "sigmoid" } });
  if (model.kind !== "dense") throw new Error("not dense");
  const { layers } = describeNet(model, 16);
  assert.deepEqual(layers.map(({ activation }) => activation), ["sigmoid", "sigmoid", "linear"]);
});

Deno.test("optimisers take PyTorch's defaults and what a pipeline says", () => {
  const describe = (optimiser: Record<string, unknown>) =>
    describeOptimiser(parse({ optimiser }).optimiser);
  assert.deepEqual(describe({ kind: "adamw" }), {
    kind: "adamw",
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0.01,
  });
  assert.deepEqual(describe({ kind: "adadelta", weight_decay: 0.5 }), {
    kind: "adadelta",
    rho: 0.9,
    epsilon: 1e-6,
    weightDecay: 0.5,
  });
  assert.equal(parse({ optimiser: { kind: "adam" } }).optimiser.rate, 0.001);
  assert.equal(parse({ optimiser: { kind: "adadelta" } }).optimiser.rate, 1);
});

Deno.test("observables stand in one order, whatever order a pipeline wrote them in", () => {
  const observable = {
    loss: true,
    norms: {},
    node: { layer: 1, unit: [4, 0] },
    layer: [2, 1],
  };
  const { record } = parse({ record: { observable } });
  assert.deepEqual(describeObservables(record.observable), [
    { kind: "layer", layer: 2 },
    { kind: "layer", layer: 1 },
    { kind: "node", layer: 1, unit: 4 },
    { kind: "node", layer: 1, unit: 0 },
    { kind: "norms", layer: null, norms: ["l2"] },
    { kind: "loss" },
  ]);
});

Deno.test("every step from 1 is recorded unless a pipeline says otherwise", () => {
  const list = (record: Record<string, unknown>) => {
    const isRecorded = listRecorded(parse({ record: { observable: { layer: -1 }, ...record } }));
    return Array.from({ length: 25 }, (_, step) => step).filter(isRecorded);
  };
  assert.deepEqual(list({}), Array.from({ length: 20 }, (_, i) => i + 1));
  assert.deepEqual(list({ from: 0, to: 9, every: 3 }), [0, 3, 6, 9]);
  assert.deepEqual(list({ at: [2, 5] }), [2, 5]);
  assert.deepEqual(list({ from: 4, to: 6, also: [0, 5, 20] }), [0, 4, 5, 6, 20]);
});

Deno.test("evaluations are at the last step, at listed ones, and every so many from the first on", () => {
  const list = (evaluate: Record<string, unknown>) => {
    const isEvaluated = listEvaluated(parse({ evaluate }));
    return Array.from({ length: 21 }, (_, step) => step).filter(isEvaluated);
  };
  assert.deepEqual(list({}), [20]);
  assert.deepEqual(list({ at: [0, 3, -1] }), [0, 3, 20]);
  assert.deepEqual(list({ at: [], every: 8 }), [8, 16]);
  assert.deepEqual(list({ at: [], every: 30 }), []);
  assert.deepEqual(list({ at: [1], every: 4, from: 9, to: 17 }), [1, 9, 13, 17]);
  assert.deepEqual(list({ at: [], every: 5, to: 12 }), [5, 10]);
  assert.deepEqual(list({ at: [], every: 10, from: 0 }), [0, 10, 20]);
});
