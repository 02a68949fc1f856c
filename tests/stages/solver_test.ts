import assert from "node:assert/strict";
import { KooplineError } from "../../schemas/error.ts";
import { solver } from "../../stages/solver/stage.ts";
import { openSolverTrainer } from "../../training/solver_trainer.ts";
import type { SolverSystem } from "../../training/solver_problem.ts";
import { measureReference } from "../training/solver_reference.ts";
import { runKind } from "./run_kind.ts";

type Change = Record<string, unknown>;

const BASE = {
  problem: { kind: "nonlinear_oscillator", initial: [1.3, 1] },
  end: 2,
  points: 21,
  hidden: [6, 4],
  optimiser: { kind: "adam", rate: 0.01, beta2: 0.99 },
  schedule: { kind: "inverse", decay: 0.0001 },
  steps: 40,
  seed: 3,
  record: { observable: { all: true } },
};

async function run(change: Change = {}) {
  const { artifact, log } = await runKind(solver, { ...BASE, ...change }, {});
  const { snapshots, curves, outcomes } = artifact.tables;
  const { width, data } = snapshots.values;
  return {
    artifact,
    log,
    steps: [...snapshots.step],
    rows: Array.from(
      { length: snapshots.step.length },
      (_, i) => data.slice(i * width, (i + 1) * width),
    ),
    losses: [...curves.value],
    quantities: new Set(curves.quantity),
    curveSteps: [...curves.step],
    outcome: [outcomes.outcome[0], outcomes.last_step[0]],
  };
}

async function findSystem(change: Change = {}): Promise<SolverSystem> {
  const { artifact } = await run(change);
  const { system } = artifact.meta;
  assert.equal(system?.kind, "solver");
  return system;
}

Deno.test("every step is recorded, with the loss before it", async () => {
  const { steps, rows, losses, quantities, curveSteps, artifact, outcome } = await run();
  const upTo40 = Array.from({ length: 40 }, (_, i) => i + 1);
  assert.deepEqual(steps, upTo40);
  assert.deepEqual(curveSteps, upTo40);
  assert.deepEqual([...quantities], ["train_loss"]);
  assert.deepEqual(outcome, ["completed", 40]);
  assert.equal(rows[0]!.length, 6 * 2 + 4 * 7 + 2 * 5);
  const names = artifact.meta.observables;
  assert.deepEqual([names[0], names[6], names.at(-1)], [
    "layer1.weight[0,0]",
    "layer1.bias[0]",
    "layer3.bias[1]",
  ]);
  const system = await findSystem();
  rows.slice(0, -1).forEach((row, i) => {
    const expected = measureReference(system, row);
    assert.ok(Math.abs(losses[i + 1]! - expected) < 2e-6 * expected, `step ${i + 2}`);
  });
  assert.ok(losses.at(-1)! < losses[0]!);
});

Deno.test("meta.system is enough to take the recorded steps again, to the bit", async () => {
  const record = { observable: { all: true }, from: 0 };
  for (const precision of ["float32", "float64"]) {
    for (const problem of [BASE.problem, { kind: "henon_heiles" }]) {
      const { rows } = await run({ record, precision, problem });
      const system = await findSystem({ record, precision, problem });
      const trainer = openSolverTrainer(system);
      trainer.load(rows[0]!);
      for (let step = 1; step <= 40; step++) {
        trainer.step(0.01 * (1 / (1 + 0.0001 * (step - 1))));
        const into = new Float64Array(rows[0]!.length);
        trainer.read(0, into.length, into);
        assert.deepEqual(into, rows[step], `step ${step}`);
      }
    }
  }
});

Deno.test("meta.system says what was trained, where all parameters are recorded in order", async () => {
  assert.deepEqual(await findSystem({ precision: "float64" }), {
    kind: "solver",
    inputs: 1,
    layers: [
      { units: 6, activation: "sigmoid" },
      { units: 4, activation: "sigmoid" },
      { units: 2, activation: "linear" },
    ],
    bias: true,
    precision: "float64",
    optimiser: {
      kind: "adam",
      rate: 0.01,
      constants: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weight_decay: 0 },
      schedule: { kind: "inverse", decay: 0.0001 },
    },
    problem: "nonlinear_oscillator",
    initial: [1.3, 1],
    end: 2,
    points: 21,
  });
  const layer = await run({ record: { observable: { layer: [1, 2, 3] } } });
  assert.equal(layer.artifact.meta.system?.kind, "solver");
  for (const observable of [{ layer: 1 }, { layer: [3, 2, 1] }, { all: true, loss: true }]) {
    const { artifact } = await run({ record: { observable } });
    assert.equal(artifact.meta.system, undefined);
  }
});

Deno.test("seeds and draws begin elsewhere, and the same ones in the same place", async () => {
  const record = { observable: { all: true }, at: [0] };
  const begin = async (change: Change) => (await run({ record, ...change })).rows[0]!;
  const own = await begin({});
  assert.deepEqual(await begin({}), own);
  assert.notDeepEqual(await begin({ seed: 4 }), own);
  const moved = await begin({ perturb: { size: 0.1, draw: 1 } });
  const changes = moved.map((value, i) => Math.abs(value / own[i]! - 1));
  assert.ok(Math.max(...changes) > 0.05 && Math.max(...changes) < 0.1001);
  assert.ok(Math.max(...own.map(Math.abs)) <= 1, "U(−1, 1) in the first layer, of one input");
  const glorot = await begin({ initial: { kind: "glorot_normal" } });
  assert.ok(glorot.subarray(6, 12).every((bias) => bias === 0));
});

Deno.test("a rate that is too large is an outcome, with a warning", async () => {
  const { outcome, steps, log } = await run({ optimiser: { kind: "sgd", rate: 1e12 } });
  assert.equal(outcome[0], "diverged");
  assert.equal(steps.at(-1) ?? 0, outcome[1]);
  assert.match(log.join(), /warning: training diverged: the loss (NaN|Infinity) of step/);
});

/** What is wrong, the change that makes it so, where the parser puts it, and words of its text. */
const PARAMETERS: readonly (readonly [string, Change, string, RegExp])[] = [
  ["an end of 0", { end: 0 }, "end", />0/],
  ["an end before 0", { end: -1 }, "end", />0/],
  ["one point", { points: 1 }, "points", />=2/],
  ["half a point", { points: 2.5 }, "points", /int/],
  [
    "a state of three numbers",
    { problem: { kind: "nonlinear_oscillator", initial: [1, 2, 3] } },
    "problem.initial",
    /2/,
  ],
  [
    "two numbers for four",
    { problem: { kind: "henon_heiles", initial: [1, 2] } },
    "problem.initial",
    /4/,
  ],
  ["an unknown problem", { problem: { kind: "pendulum" } }, "problem.kind", /./],
  ["no hidden layer", { hidden: [] }, "hidden", />=1/],
  ["a layer of no units", { hidden: [3, 0] }, "hidden.1", />=1/],
  ["an activation with a kink", { activation: "relu" }, "activation", /sigmoid/],
  ["a snapshot after the end", { record: { ...BASE.record, at: [41] } }, "record.at.0", /40/],
  [
    "the loss of step 0",
    { record: { observable: { loss: true }, from: 0 } },
    "record.observable.loss",
    /step 0/,
  ],
  ["a batch, where all points are in every step", { batch: 5 }, "", /batch/],
];
for (const [name, change, where, words] of PARAMETERS) {
  Deno.test(`${name} is refused by its parameter`, () => {
    const { success, error } = solver.params.safeParse({ ...BASE, ...change });
    assert.equal(success, false);
    const issue = error!.issues.find(({ path }) => path.join(".") === where);
    assert.ok(issue !== undefined, JSON.stringify(error!.issues));
    assert.match(issue.message, words);
  });
}

Deno.test("a net that no machine holds is refused with its size", async () => {
  await assert.rejects(
    run({ hidden: [30_000, 30_000] }),
    (error) =>
      error instanceof KooplineError && error.code === "numeric.too_large" &&
      /a net of 900\d+ parameters on 21 points/.test(error.message),
  );
});
