import assert from "node:assert/strict";
import { train } from "../../stages/train/stage.ts";
import { makeItem, runKind } from "./run_kind.ts";
import { BASE, type DataOptions, makeData } from "./train_data.ts";

async function run(with_: Record<string, unknown> = {}, data: DataOptions = {}) {
  const { artifact, log } = await runKind(train, { ...BASE, ...with_ }, {
    data: makeItem(makeData(data)),
  });
  const { snapshots, curves, outcomes } = artifact.tables;
  const { width, data: values } = snapshots.values;
  return {
    names: artifact.meta.observables,
    steps: [...snapshots.step],
    rows: Array.from(
      { length: snapshots.step.length },
      (_, i) => [...values.subarray(i * width, (i + 1) * width)],
    ),
    curve: (quantity: string) =>
      [...curves.value].filter((_, i) => curves.quantity[i] === quantity),
    outcome: [outcomes.outcome[0], outcomes.last_step[0]],
    log,
  };
}

const initialOf = async (with_: Record<string, unknown>) =>
  (await run({ record: { observable: { all: true }, at: [0] }, ...with_ })).rows[0]!;

Deno.test("a training learns to tell three classes apart", async () => {
  const { curve, outcome } = await run({
    steps: 150,
    evaluate: { on: ["test", "train"], at: [0, -1] },
  });
  assert.deepEqual(outcome, ["completed", 150]);
  const [before, after] = curve("test_loss");
  assert.ok(before! > 0.9 && after! < 0.2, `${before} to ${after}`);
  assert.ok(curve("test_accuracy")[1]! > 0.9);
  assert.equal(curve("train_loss").length, 150);
  assert.equal(curve("train_eval_loss").length, 2);
});

Deno.test("the last layer is recorded after every step, with names", async () => {
  const { steps, rows, names } = await run();
  assert.deepEqual(steps, Array.from({ length: 20 }, (_, i) => i + 1));
  assert.equal(rows[0]!.length, 5 * 3 + 3);
  assert.deepEqual([names[0], names[14], names[17]], [
    "layer2.weight[0,0]",
    "layer2.weight[2,4]",
    "layer2.bias[2]",
  ]);
});

Deno.test("without biases only weights are recorded", async () => {
  const { names } = await run({ model: { kind: "dense", layers: [5, 3], bias: false } });
  assert.equal(names.length, 15);
});

Deno.test("draw 0 is the seed's own initial net and others differ by at most a thousandth", async () => {
  const [own, zero, first, again, second] = await Promise.all([
    initialOf({ seed: 4 }),
    initialOf({ seed: 4, perturb: { draw: 0 } }),
    initialOf({ seed: 4, perturb: { draw: 1 } }),
    initialOf({ seed: 4, perturb: { draw: 1 } }),
    initialOf({ seed: 4, perturb: { draw: 2 } }),
  ]);
  assert.deepEqual(zero, own);
  assert.deepEqual(first, again);
  assert.notDeepEqual(first, second);
  const changes = first.map((value, i) => value / own[i]! - 1);
  // A float32 rounds its own size by up to 6e-8 more.
  assert.ok(changes.every((change) => Math.abs(change) <= 0.001 + 1e-6));
  assert.ok(Math.max(...changes) > 0.0008 && Math.min(...changes) < -0.0008);
});

Deno.test("draws share the order of examples, and another seed has its own", async () => {
  const losses = async (seed: number, draw: number) =>
    (await run({ seed, order: "shuffled", perturb: { size: 0, draw } })).curve("train_loss");
  assert.deepEqual(await losses(1, 3), await losses(1, 0));
  assert.notDeepEqual(await losses(2, 0), await losses(1, 0));
});

Deno.test("the initial net is float32 in float32, and the same to rounding in float64", async () => {
  const single = await initialOf({});
  const double = await initialOf({ precision: "float64" });
  assert.deepEqual(single, double.map(Math.fround));
});

Deno.test("float64 and float32 begin with the same loss to 1e-6", async () => {
  const [single, double] = await Promise.all([run(), run({ precision: "float64" })]);
  single.curve("train_loss").slice(0, 5).forEach((loss, i) =>
    assert.ok(Math.abs(loss - double.curve("train_loss")[i]!) < 1e-6)
  );
});

Deno.test("a run with tfjs follows one with the kernel within 1e-5", async () => {
  const [kernel, tfjs] = await Promise.all([run(), run({ backend: "tfjs" })]);
  assert.deepEqual(kernel.names, tfjs.names);
  kernel.rows.forEach((row, t) =>
    row.forEach((value, i) => assert.ok(Math.abs(value - tfjs.rows[t]![i]!) < 1e-5))
  );
});

Deno.test("a convolution trains under backend tfjs", async () => {
  const config = {
    class_name: "Sequential",
    config: {
      name: "net",
      layers: [
        {
          class_name: "Conv2D",
          config: {
            name: "a",
            filters: 2,
            kernel_size: [2, 2],
            activation: "relu",
            batch_input_shape: [null, 4, 4, 1],
          },
        },
        { class_name: "Flatten", config: { name: "b" } },
        { class_name: "Dense", config: { name: "c", units: 3 } },
      ],
    },
  };
  const { names, rows } = await run({ backend: "tfjs", model: { kind: "layers", config } });
  assert.equal(names[0], "layer2.kernel[0,0]");
  assert.equal(rows.length, 20);
  assert.notDeepEqual(rows[0], rows[19]);
});

Deno.test("a rate that is far too high ends as diverged, with what was finite", async () => {
  const { outcome, steps, log, rows } = await run({
    optimiser: { kind: "sgd", rate: 1e30 },
    steps: 200,
  });
  assert.equal(outcome[0], "diverged");
  assert.equal(steps.length, outcome[1]);
  assert.ok(rows.flat().every(Number.isFinite));
  assert.match(log[0]!, /^warning: training diverged: .*step/);
});

Deno.test("a run that diverges before its first snapshot is a valid artifact without any", async () => {
  const { outcome, rows, names } = await run({
    optimiser: { kind: "sgd", rate: 1e38 },
    record: { observable: { layer: -1 }, at: [20] },
  });
  assert.equal(outcome[0], "diverged");
  assert.deepEqual(rows, []);
  assert.equal(names.length, 18);
});

Deno.test("curves are evaluated at listed steps and every so many", async () => {
  const { curve } = await run({ evaluate: { at: [0, 3], every: 10 } });
  assert.equal(curve("test_loss").length, 4);
});

Deno.test("without test examples a training says that it evaluates nothing", async () => {
  const { curve, log } = await run({}, { test: 0 });
  assert.deepEqual(curve("test_loss"), []);
  assert.match(log[0]!, /no test examples/);
});

Deno.test("`batch: all` takes every example at every step", async () => {
  const [all, sixty] = await Promise.all([run({ batch: "all" }), run({ batch: 60 })]);
  assert.deepEqual(all.rows, sixty.rows);
});

Deno.test("mean square on classes is that to one-hot targets", async () => {
  // A net of zero gain would give 0; its squared error to one-hot targets of 3 classes is 1/3.
  const { curve } = await run({
    loss: "mean_square",
    initial: { kind: "normal", gain: 1e-12 },
    evaluate: { at: [0] },
  });
  assert.ok(Math.abs(curve("test_loss")[0]! - 1 / 3) < 1e-6, `${curve("test_loss")[0]}`);
});

Deno.test("a linear layer finds the least squares of real targets", async () => {
  // Targets are a linear map of the inputs, so the loss falls towards 0.
  const base = makeData({ train: 40, test: 0, shape: [3] });
  const inputs = base.files.train_inputs;
  const target = {
    width: 2,
    data: Float64Array.from({ length: 80 }, (_, i) => {
      const [a = 0, b = 0, c = 0] = inputs.subarray(3 * (i >> 1), 3 * (i >> 1) + 3);
      return i % 2 === 0 ? a / 255 - 2 * c / 255 : b / 255 + 0.5;
    }),
  };
  const rows = { label: new Int32Array(40).fill(-1), target };
  const data = {
    ...base,
    tables: {
      train: rows,
      test: { label: new Int32Array(), target: { ...target, data: new Float64Array() } },
    },
    meta: { ...base.meta, classes: 0 },
  };
  const { artifact } = await runKind(train, {
    ...BASE,
    model: { kind: "dense", layers: [2] },
    loss: "mean_square",
    optimiser: { kind: "sgd", rate: 0.3 },
    batch: "all",
    steps: 2000,
    precision: "float64",
    evaluate: { on: ["train"] },
  }, { data: makeItem(data) });
  const { quantity, value } = artifact.tables.curves;
  assert.ok(value.at(-1)! < 1e-9, `${value.at(-1)}`);
  assert.deepEqual([...new Set(quantity)], ["train_loss", "train_eval_loss"]);
});
