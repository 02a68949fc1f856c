import assert from "node:assert/strict";
import { forecast } from "../../stages/forecast/stage.ts";
import { train } from "../../stages/train/stage.ts";
import { solver } from "../../stages/solver/stage.ts";
import {
  expectRefusal,
  listSteps,
  makeRecording,
  type Recording,
  runForecast,
} from "./forecast_data.ts";
import { makeItem, runKind } from "./run_kind.ts";
import { makeData } from "./train_data.ts";

type Change = Record<string, unknown>;
const BASE = { fit: { from: 10, to: 30 }, steps: 15, partition: { kind: "network" } };

/** What is wrong, the change that makes it so, where the parser puts it, and words of its text. */
const PARAMETERS: readonly (readonly [string, Change, string, RegExp])[] = [
  ["t2 = t1", { fit: { from: 10, to: 10 } }, "fit.to", /after 10, that is t2 > t1/],
  ["t2 < t1", { fit: { from: 10, to: 9 } }, "fit.to", /t2 > t1/],
  ["T = 0", { steps: 0 }, "steps", />=1/],
  ["T < 0", { steps: -5 }, "steps", />=1/],
  ["a broken T", { steps: 1.5 }, "steps", /./],
  ["an even smoothing", { loss: { smooth: 100 } }, "loss.smooth", /odd/],
  ["points beyond T", { every: 16 }, "every", /at most the 15 steps/],
  ["no methods", { methods: [] }, "methods", /./],
  ["a method twice", { methods: ["hold", "hold"] }, "methods", /once/],
  ["an unknown method", { methods: ["cubic"] }, "methods.0", /./],
  ["a cut-off twice", { cutoff: ["machine", "machine"] }, "cutoff", /once/],
  ["a cut-off of 1", { cutoff: 1 }, "cutoff", /./],
  ["a cap of 0", { cap: 0 }, "cap", /./],
  [
    "layer 0",
    { partition: { kind: "quasi_node", size: 2, layers: [0] } },
    "partition.layers.0",
    /counted from 1/,
  ],
  ["quasi-nodes of 0", { partition: { kind: "quasi_node", size: 0 } }, "partition.size", /./],
  [
    "an adaptive window longer than its range",
    { fit: { kind: "adaptive", from: 10, to: 20, window: 11, windows: 1 } },
    "fit.to",
    /at least 21, where window 1 of 11 iterations ends/,
  ],
  [
    "a range that holds fewer adaptive windows than are asked for",
    // The third begins at 500 + 2 · ⌊150/4⌋.
    { fit: { kind: "adaptive", from: 500, to: 700, window: 150 } },
    "fit.to",
    /at least 724, where window 3 of 150 iterations, 37 apart, ends/,
  ],
  [
    "a hop that leaves the range too early",
    { fit: { kind: "adaptive", from: 0, to: 49, window: 20, hop: 15 } },
    "fit.to",
    /at least 50,/,
  ],
  [
    "an adaptive window of too few snapshots",
    { fit: { kind: "adaptive", from: 10, to: 60, window: 4 } },
    "fit.window",
    />=5/,
  ],
  [
    "a hold-out that leaves nothing to fit",
    { fit: { kind: "adaptive", from: 10, to: 60, window: 9, hold_out: 0.7 } },
    "fit.hold_out",
    /leaves 4 of a window's 10 snapshots/,
  ],
];
for (const [name, change, where, words] of PARAMETERS) {
  Deno.test(`forecast: ${name} is refused by its parameter`, () => {
    const { success, error } = forecast.params.safeParse({ ...BASE, ...change });
    assert.equal(success, false);
    const issue = error!.issues.find(({ path }) => path.join(".") === where);
    assert.ok(issue !== undefined, JSON.stringify(error!.issues));
    assert.match(issue.message, words);
  });
}

const weights = (step: number) => [0.9 ** step, 1 - 0.8 ** step, 2, 0.7 ** step];
const RECORDING = makeRecording(listSteps(5, 60), weights);

/** A recording, what is asked of it, and the refusal. */
const RECORDINGS: readonly (readonly [string, Recording, Change, string, RegExp])[] = [
  [
    "t1 before the first snapshot",
    RECORDING,
    { fit: { from: 4, to: 30 } },
    "input.value",
    /as `fit.from`, but found 4; recorded are steps 5 to 60/,
  ],
  [
    "t2 behind the last snapshot",
    RECORDING,
    { fit: { from: 10, to: 61 } },
    "input.value",
    /as `fit.to`, but found 61; recorded are steps 5 to 60/,
  ],
  [
    "a step between snapshots",
    makeRecording(listSteps(0, 60, 5), weights),
    { fit: { from: 10, to: 31 } },
    "input.value",
    /recorded are steps 0 to 60, every 5/,
  ],
  [
    "a gap in the window",
    makeRecording([...listSteps(0, 20), ...listSteps(24, 60)], weights),
    {},
    "input.value",
    /1 iterations apart .* found step 24 after 20/,
  ],
  [
    "T that is no multiple of the stride",
    makeRecording(listSteps(0, 60, 2), weights),
    {},
    "input.value",
    /a multiple of 2 as `steps`.*found 15/,
  ],
  [
    "an `every` that is no multiple of the stride",
    makeRecording(listSteps(0, 60, 5), weights),
    { every: 2 },
    "input.value",
    /a multiple of 5 as `every`.*found 2/,
  ],
  [
    "a window behind a divergence",
    makeRecording(listSteps(5, 25), weights, { outcome: "diverged" }),
    {},
    "input.value",
    /`fit.to`, but found 30, which lies behind step 25, after which the training diverged; recorded are steps 5 to 25/,
  ],
  [
    "a training that diverged at once",
    makeRecording([], weights, { outcome: "diverged", lastStep: 3 }),
    {},
    "input.value",
    /snapshots of trajectory 0, but found none: it diverged after step 3/,
  ],
  [
    "an adaptive window of too few snapshots far apart",
    makeRecording(listSteps(0, 60, 5), weights),
    { fit: { kind: "adaptive", from: 0, to: 60, window: 20 } },
    "input.value",
    /at least 4 snapshots to fit and 2 held out, but found 5 snapshots, 5 iterations apart/,
  ],
  [
    "a trajectory that is not there",
    RECORDING,
    { trajectory: 2 },
    "input.value",
    /trajectory 2, but found trajectories 0/,
  ],
  [
    "nodes without a net",
    RECORDING,
    { partition: { kind: "node" } },
    "input.value",
    /of which no net is known, but found a partition by node.*`net: {.*`observable: { all: true }`/s,
  ],
  [
    "a net of other parameters",
    RECORDING,
    { net: { inputs: 2, layers: [3] } },
    "input.shape",
    /9 observables, the weights of a net 2:3 with biases, but found 4/,
  ],
  [
    "a layer that the net does not have",
    RECORDING,
    {
      net: { inputs: 1, layers: [2] },
      partition: { kind: "quasi_node", size: 2, layers: [3] },
    },
    "input.value",
    /layer from 1 to 1.*found layer 3/,
  ],
  [
    "a loss without a net",
    RECORDING,
    { loss: { quantity: "test_loss" } },
    "input.value",
    /a recording that says what was trained, or `net`/,
  ],
  [
    "a stop by a loss that nothing measures",
    RECORDING,
    { stop: { kind: "adaptive", by: "loss" } },
    "input.value",
    /a loss that is compared, for `stop: { by: loss }`, but found none/,
  ],
  [
    "more predictions than memory",
    RECORDING,
    {
      steps: 10_000_000,
      cutoff: Array.from({ length: 14 }, (_, i) => 10 ** -(i + 1)),
    },
    "numeric.too_large",
    /10000001 predictions × 4 weights × 14 cut-offs/,
  ],
];
for (const [name, recording, change, code, words] of RECORDINGS) {
  Deno.test(`forecast refuses ${name}`, () =>
    expectRefusal(code, words, runForecast(recording, { ...BASE, ...change })));
}

Deno.test("forecast asks which of several trajectories it should take", async () => {
  const { outcomes } = RECORDING.tables;
  const several = {
    ...RECORDING,
    tables: {
      ...RECORDING.tables,
      outcomes: {
        trajectory: Int32Array.of(0, 1),
        outcome: [...outcomes.outcome, "completed"],
        last_step: Int32Array.of(60, 60),
      },
    },
  };
  const words = /one trajectory, or `trajectory`, .* found 2: trajectories 0, 1/;
  await expectRefusal("input.value", words, runForecast(several, BASE));
});

const DATA = makeData();

async function trainNet(): Promise<Recording> {
  const { artifact } = await runKind(train, {
    model: { kind: "dense", layers: [5, 3] },
    optimiser: { kind: "sgd", rate: 0.1 },
    batch: 7,
    steps: 40,
    record: { observable: { all: true }, from: 0 },
  }, { data: makeItem(DATA) });
  return artifact;
}

Deno.test("forecast refuses to measure a net without the data set it needs", async () => {
  const recording = await trainNet();
  await expectRefusal(
    "input.value",
    /a data set at the port `data`, which `test_loss` of a net is measured on/,
    runForecast(recording, BASE),
  );
  const { artifact } = await runForecast(recording, { ...BASE, loss: { quantity: "none" } });
  assert.equal(artifact.meta.loss, "none");
});

Deno.test("forecast refuses a data set of other inputs, other classes, or without test examples", async () => {
  const recording = await trainNet();
  for (
    const [data, code, words] of [
      [makeData({ shape: [3, 3] }), "input.shape", /16 inputs and 3 .* found 9 inputs and 3/],
      [makeData({ classes: 4 }), "input.shape", /found 16 inputs and 4/],
      [makeData({ test: 0 }), "input.value", /a data set with test examples for `test_loss`/],
    ] as const
  ) {
    await expectRefusal(code, words, runForecast(recording, BASE, data));
  }
  const untested = runForecast(
    recording,
    { ...BASE, loss: { quantity: "train_loss" } },
    makeData({ test: 0 }),
  );
  assert.equal((await untested).artifact.meta.loss, "train_loss");
});

Deno.test("forecast refuses the test loss of a solver, and a part of a net's weights by nodes", async () => {
  const { artifact: solved } = await runKind(solver, {
    problem: { kind: "nonlinear_oscillator" },
    end: 3,
    points: 20,
    hidden: [4],
    optimiser: { kind: "adam", rate: 0.01 },
    steps: 40,
    record: { observable: { all: true } },
  }, {});
  await expectRefusal(
    "input.value",
    /`train_loss` or `auto` for a solver/,
    runForecast(solved, { ...BASE, loss: { quantity: "test_loss" } }),
  );
  const { artifact: part } = await runKind(train, {
    model: { kind: "dense", layers: [5, 3] },
    optimiser: { kind: "sgd", rate: 0.1 },
    batch: 7,
    steps: 40,
    record: { observable: { layer: -1 } },
  }, { data: makeItem(DATA) });
  await expectRefusal(
    "input.value",
    /found a partition by node/,
    runForecast(part, { ...BASE, partition: { kind: "node" } }, DATA),
  );
});

Deno.test("constant weights and patches of rank 1 are predicted, not refused", async () => {
  const still = makeRecording(
    listSteps(5, 60),
    (step) => [0, 0, 3, 3, 0.9 ** step, 2 * 0.9 ** step],
  );
  const { artifact } = await runForecast(still, {
    ...BASE,
    partition: { kind: "quasi_node", size: 2 },
    methods: ["koopman", "affine"],
  });
  const { width, data } = artifact.tables.weights.values;
  const awaited = [0, 0, 3, 3, 0.9 ** 45, 2 * 0.9 ** 45];
  for (const row of [0, 1]) {
    data.subarray(row * width, (row + 1) * width).forEach((value, i) =>
      assert.ok(Math.abs(value - awaited[i]!) < 1e-10, `${row} ${i} ${value}`)
    );
  }
  assert.deepEqual([...artifact.tables.patches.rank.subarray(0, 3)], [0, 1, 1]);
});
