import assert from "node:assert/strict";
import { train } from "../../stages/train/stage.ts";
import { makeItem, runKind } from "./run_kind.ts";
import { BASE, makeData } from "./train_data.ts";

async function findMeta(with_: Record<string, unknown>) {
  const { artifact } = await runKind(train, { ...BASE, ...with_ }, { data: makeItem(makeData()) });
  return artifact.meta;
}

const all = { observable: { all: true }, at: [20] };

Deno.test("a recording of all parameters says what was trained", async () => {
  const { system } = await findMeta({
    record: all,
    model: { kind: "dense", layers: [5, 3], activation: "tanh", bias: false },
    optimiser: { kind: "adadelta", weight_decay: 0.5 },
    schedule: { kind: "inverse", decay: 1e-4 },
    normalise: { mean: 0.5, deviation: 0.25 },
  });
  assert.deepEqual(system, {
    kind: "net",
    inputs: 16,
    layers: [{ units: 5, activation: "tanh" }, { units: 3, activation: "linear" }],
    bias: false,
    precision: "float32",
    optimiser: {
      kind: "adadelta",
      rate: 1,
      constants: { rho: 0.9, epsilon: 1e-6, weight_decay: 0.5 },
      schedule: { kind: "inverse", decay: 1e-4 },
    },
    loss: "cross_entropy",
    mean: 0.5,
    deviation: 0.25,
    batch: 7,
  });
});

Deno.test("numbers that the data set brings stand in what was trained", async () => {
  const { system } = await findMeta({ record: all, batch: "all", precision: "float64" });
  assert.ok(system?.kind === "net");
  assert.deepEqual(
    [system.mean, system.deviation, system.batch, system.precision],
    [0.25, 0.25, 60, "float64"],
  );
});

Deno.test("all layers in order are all parameters, and tfjs lays dense nets out alike", async () => {
  const { system } = await findMeta({ record: all });
  assert.ok(system !== undefined);
  const layers = { observable: { layer: [1, 2] }, at: [20] };
  assert.deepEqual((await findMeta({ record: layers })).system, system);
  assert.deepEqual((await findMeta({ record: all, backend: "tfjs" })).system, system);
});

Deno.test("other recordings say nothing of what was trained", async () => {
  const config = {
    class_name: "Sequential",
    config: {
      name: "net",
      layers: [
        {
          class_name: "Flatten",
          config: { name: "a", batch_input_shape: [null, 4, 4] },
        },
        { class_name: "Dense", config: { name: "b", units: 3 } },
      ],
    },
  };
  const others = [
    { record: { observable: { layer: -1 }, at: [20] } },
    { record: { observable: { layer: [2, 1] }, at: [20] } },
    { record: { observable: { all: true, loss: true }, at: [20] } },
    { record: all, backend: "tfjs", model: { kind: "layers", config } },
  ];
  for (const other of others) {
    assert.deepEqual(Object.keys(await findMeta(other)), ["observables"]);
  }
});

Deno.test("the constants of an optimiser and a schedule have the names of pipelines", async () => {
  const { system } = await findMeta({
    record: all,
    optimiser: { kind: "adamw", beta1: 0.8 },
    schedule: { kind: "warm_up", steps: 5, then: { kind: "cosine" } },
  });
  assert.deepEqual(system?.optimiser, {
    kind: "adamw",
    rate: 0.001,
    constants: { beta1: 0.8, beta2: 0.999, epsilon: 1e-8, weight_decay: 0.01 },
    schedule: {
      kind: "warm_up",
      steps: 5,
      from: 0,
      then: { kind: "cosine", steps: null, end: 0 },
    },
  });
});
