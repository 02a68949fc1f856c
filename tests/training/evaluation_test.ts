import assert from "node:assert/strict";
import { KooplineError } from "../../schemas/error.ts";
import { type NetSystem, openNetMeasure } from "../../training/evaluation.ts";
import type { Examples } from "../../training/trainer.ts";

const NET: NetSystem = {
  kind: "net",
  inputs: 1,
  layers: [{ units: 1, activation: "relu" }, { units: 2, activation: "linear" }],
  bias: false,
  precision: "float32",
  optimiser: { kind: "sgd", rate: 1, constants: {}, schedule: { kind: "constant" } },
  loss: "mean_square",
  mean: 0,
  deviation: 1,
  batch: 2,
};

/** Inputs 1 and 2 with one-hot targets: classes 0 and 1. */
const CLASSES: Examples = {
  inputs: { data: Float64Array.of(1, 2), width: 1, scale: 1, mean: 0, deviation: 1 },
  count: 2,
  labels: Int32Array.of(0, 1),
  targets: new Float64Array(),
};

Deno.test("openNetMeasure() gives the loss and accuracy that a formula gives", () => {
  const measure = openNetMeasure(NET, { test: CLASSES, train: CLASSES });
  // z = relu(3x)·(1, 0.5): (3, 1.5) and (6, 3), against (1, 0) and (0, 1).
  const loss = (4 + 2.25 + 36 + 4) / 4;
  assert.deepEqual(measure(Float64Array.of(3, 1, 0.5)), {
    train_loss: loss,
    test_loss: loss,
    test_accuracy: 0.5,
  });
  assert.deepEqual(Object.keys(openNetMeasure(NET, { train: CLASSES })(new Float64Array(3))), [
    "train_loss",
  ]);
});

Deno.test("openNetMeasure() has no loss for weights that are not finite, which a ReLU would hide", () => {
  const measure = openNetMeasure(NET, { test: CLASSES });
  for (const bad of [NaN, Infinity, 1e39]) {
    const found = measure(Float64Array.of(-bad, 0, 0));
    assert.deepEqual(found, { test_loss: NaN, test_accuracy: NaN }, String(bad));
  }
  assert.equal(measure(Float64Array.of(0, 0, 0)).test_loss, 0.5, "and measures on after it");
  const wide = openNetMeasure({ ...NET, precision: "float64" }, { test: CLASSES });
  assert.equal(wide(Float64Array.of(-1e39, 0, 0)).test_loss, 0.5);
});

Deno.test("openNetMeasure() gives no accuracy for real targets", () => {
  const real = { ...CLASSES, labels: new Int32Array(), targets: Float64Array.of(3, 1.5, 6, 3) };
  const measure = openNetMeasure(NET, { test: real });
  assert.deepEqual(measure(Float64Array.of(3, 1, 0.5)), { test_loss: 0 });
});

Deno.test("openNetMeasure() refuses to measure on nothing", () => {
  assert.throws(() => openNetMeasure(NET, {}), (error) => {
    assert.ok(error instanceof KooplineError);
    assert.equal(error.code, "input.value");
    return true;
  });
});
