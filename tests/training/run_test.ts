import assert from "node:assert/strict";
import { openCurves } from "../../training/curves.ts";
import { openObservables } from "../../training/observable.ts";
import { openRecorder } from "../../training/recorder.ts";
import { runTraining } from "../../training/run.ts";
import { openSteps, type Steps } from "../../training/steps.ts";
import type { DenseNet, Examples } from "../../training/trainer.ts";
import { makeStillTrainer, type Move, SMALL_NET } from "./still_trainer.ts";

const EXAMPLES: Examples = {
  inputs: { data: new Uint8Array(3), width: 3, scale: 1, mean: 0, deviation: 1 },
  count: 1,
  labels: new Int32Array(1),
  targets: new Float64Array(),
};

interface Options {
  readonly steps: number;
  readonly recorded?: Steps;
  readonly move?: Move;
  readonly evaluated?: readonly number[];
  readonly net?: DenseNet;
}

async function run({ steps, recorded, move, evaluated = [], net = SMALL_NET }: Options) {
  const trainer = makeStillTrainer(net, move);
  const probe = openObservables([{ kind: "node", layer: -1, unit: 0 }], trainer.blocks);
  const snapshots: { step: number; first: number }[] = [];
  const curves: string[] = [];
  const pieces: number[] = [];
  const end = await runTraining({
    trainer,
    update: (rate) => trainer.step(new Int32Array(1), rate),
    steps,
    rate: 6,
    factor: (updates) => 1 / (1 + updates),
    recorder: openRecorder(probe, ({ step, values }) => {
      pieces.push(step.length);
      step.forEach((at, i) => snapshots.push({ step: at, first: values.data[i * values.width]! }));
      return Promise.resolve();
    }),
    isRecorded: openSteps(recorded ?? { from: 1, to: steps, every: 1 }),
    curves: openCurves(({ step, quantity, value }) => {
      step.forEach((at, i) => curves.push(`${at} ${quantity[i]} ${value[i]}`));
      return Promise.resolve();
    }),
    sets: [{
      evaluate: () => trainer.evaluate(EXAMPLES),
      loss: "test_loss",
      accuracy: "test_accuracy",
    }],
    isEvaluated: (step) => evaluated.includes(step),
    progress: () => {},
  });
  return { end, snapshots, curves, pieces };
}

/** The first weight of the last layer counts the steps. */
const countSteps = (parameters: Float64Array, step: number) => {
  parameters[16] = step;
  return 10 + step;
};

Deno.test("a snapshot of step t is the net after t updates", async () => {
  const { snapshots, end } = await run({ steps: 4, move: countSteps });
  assert.deepEqual(snapshots, [1, 2, 3, 4].map((step) => ({ step, first: step })));
  assert.deepEqual(end, { outcome: "completed", lastStep: 4, reason: "" });
});

Deno.test("the rate of step t follows from the t − 1 updates before it", async () => {
  const { curves } = await run({ steps: 3, move: (_parameters, _step, rate) => rate });
  assert.deepEqual(curves, ["1 train_loss 6", "2 train_loss 3", "3 train_loss 2"]);
});

Deno.test("step 0 is the initial net", async () => {
  const { snapshots } = await run({
    steps: 6,
    move: countSteps,
    recorded: { from: 0, to: 5, every: 3 },
  });
  assert.deepEqual(snapshots, [{ step: 0, first: 16 }, { step: 3, first: 3 }]);
});

Deno.test("listed steps are recorded in the order of time", async () => {
  const { snapshots } = await run({ steps: 9, move: countSteps, recorded: { at: [7, 2] } });
  assert.deepEqual(snapshots.map(({ step }) => step), [2, 7]);
});

Deno.test("curves hold the loss before each update and evaluations after it", async () => {
  const { curves } = await run({ steps: 2, move: countSteps, evaluated: [0, 2] });
  assert.deepEqual(curves, [
    "0 test_loss 0.5",
    "0 test_accuracy 0.25",
    "1 train_loss 11",
    "2 train_loss 12",
    "2 test_loss 2.5",
    "2 test_accuracy 0.25",
  ]);
});

Deno.test("a loss that is not finite ends the run with the step before", async () => {
  const { end, snapshots, curves } = await run({
    steps: 100,
    move: (parameters, step) => step === 5 ? NaN : countSteps(parameters, step),
  });
  assert.deepEqual({ ...end, reason: "" }, { outcome: "diverged", lastStep: 4, reason: "" });
  assert.match(end.reason, /the loss NaN of step 5/);
  assert.deepEqual(snapshots.map(({ step }) => step), [1, 2, 3, 4]);
  assert.equal(curves.at(-1), "4 train_loss 14");
});

Deno.test("an observable that is not finite ends the run and is left out", async () => {
  const { end, snapshots } = await run({
    steps: 100,
    move: (parameters, step) => {
      if (step === 3) parameters[17] = Infinity;
      return countSteps(parameters, step);
    },
  });
  assert.deepEqual([end.outcome, end.lastStep], ["diverged", 2]);
  assert.deepEqual(snapshots.map(({ step }) => step), [1, 2]);
});

Deno.test("a hidden parameter that is not finite is found, and no later snapshot is kept", async () => {
  const { end, snapshots } = await run({
    steps: 300,
    move: (parameters, step) => {
      if (step === 130) parameters[0] = NaN;
      return countSteps(parameters, step);
    },
  });
  assert.equal(end.outcome, "diverged");
  assert.ok(end.lastStep < 130 && end.lastStep >= 130 - 64, `${end.lastStep}`);
  assert.deepEqual(snapshots.at(-1), { step: end.lastStep, first: end.lastStep });
});

Deno.test("a hidden parameter that fails in the last steps is found at the end", async () => {
  const { end } = await run({
    steps: 10,
    move: (parameters, step) => step === 10 ? (parameters[0] = NaN, 1) : 1,
  });
  assert.equal(end.outcome, "diverged");
});

Deno.test("a run that diverges at once hands on one empty piece", async () => {
  const { pieces, end } = await run({ steps: 5, move: () => Infinity });
  assert.deepEqual(pieces, [0]);
  assert.equal(end.lastStep, 0);
});

Deno.test("snapshots leave in pieces of at most a mebibyte", async () => {
  const net: DenseNet = {
    ...SMALL_NET,
    inputs: 20_000,
    layers: [{ units: 1, activation: "linear" }],
  };
  const { pieces, snapshots } = await run({ steps: 20, net });
  assert.ok(pieces.length > 3 && pieces.every((rows) => rows * 8 * 20_001 <= 1 << 20));
  assert.deepEqual(snapshots.map(({ step }) => step), Array.from({ length: 20 }, (_, i) => i + 1));
});
