import assert from "node:assert/strict";
import { solver } from "../../stages/solver/stage.ts";
import { train } from "../../stages/train/stage.ts";
import { timing } from "../../stages/timing/stage.ts";
import { makeItem, runKind, runTimedKind } from "./run_kind.ts";
import { BASE, makeData } from "./train_data.ts";

const SOLVER = {
  problem: { kind: "nonlinear_oscillator", initial: [1.3, 1] },
  end: 6,
  points: 20,
  hidden: [4],
  optimiser: { kind: "adam", rate: 0.01 },
  steps: 60,
  record: { observable: { all: true }, from: 11, to: 50 },
};
const WITH = { fit: { from: 11, to: 50 }, steps: 20, cutoff: 1e-8, samples: 4, warm_up: 1 };

/** A clock that moves by 3 ms whenever it is looked at: one call is enough for a sample. */
function openTicks(): () => number {
  let now = 0;
  return () => now += 0.003;
}

async function recordSolver() {
  const { artifact } = await runKind(solver, SOLVER, {});
  return makeItem(artifact);
}

async function timeSolver(given: Record<string, unknown> = {}) {
  const needs = { trajectories: await recordSolver(), data: undefined };
  const { artifact } = await runTimedKind(timing, { ...WITH, ...given }, needs, openTicks());
  return artifact;
}

Deno.test("timing of a solver has every task, so many samples, and positive numbers", async () => {
  const { tables: { samples, medians }, meta } = await timeSolver();
  const tasks = ["optimiser_step", "koopman_step", "koopman_power", "construction"];
  assert.deepEqual(medians.task, tasks);
  assert.deepEqual(samples.task, [0, 1, 2, 3].flatMap(() => tasks));
  assert.deepEqual([...medians.samples], [4, 4, 4, 4]);
  assert.deepEqual([...medians.calls], [1, 1, 1, 1]);
  for (const column of [samples.seconds, medians.median, medians.lower, medians.upper]) {
    assert.ok(column.every((seconds) => seconds > 0), `${column}`);
  }
  assert.ok(medians.operations.every((count) => count > 0), `${medians.operations}`);
  assert.deepEqual(meta, {
    partition: "node",
    method: "koopman",
    precision: "float64",
    optimiser: "adam",
    patches: 6,
    // 4 × (1 + 1) + 2 × (4 + 1)
    weights: 18,
    from: 11,
    to: 50,
    steps: 20,
  });
});

Deno.test("timing takes constructions as often as it is told, also never", async () => {
  const fewer = await timeSolver({ constructions: 1 });
  assert.deepEqual([...fewer.tables.medians.samples], [4, 4, 4, 1]);
  const { tables: { medians } } = await timeSolver({ constructions: 0 });
  assert.deepEqual(medians.task, ["optimiser_step", "koopman_step", "koopman_power"]);
});

Deno.test("timing of a classifier takes the optimiser's steps on its data set", async () => {
  const data = makeItem(makeData({}));
  const record = { observable: { all: true }, from: 1, to: 20 };
  const { artifact: trained } = await runKind(train, { ...BASE, steps: 20, record }, { data });
  const trajectories = makeItem(trained);
  const given = {
    ...WITH,
    fit: { from: 1, to: 20 },
    method: "affine",
    partition: { kind: "layer" },
  };
  const { artifact } = await runTimedKind(timing, given, { trajectories, data }, openTicks());
  assert.equal(artifact.meta.method, "affine");
  assert.equal(artifact.tables.medians.task.length, 4);
  const without = runTimedKind(timing, given, { trajectories, data: undefined }, openTicks());
  await assert.rejects(without, { code: "input.value", message: /a data set at the port `data`/ });
});

const REFUSED: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
  ["a window that ends before it begins", { fit: { from: 40, to: 20 } }, /t2 > t1/],
  ["no steps", { steps: 0 }, />=1/],
  ["no samples", { samples: 0 }, />=1/],
  ["a window that is not recorded", { fit: { from: 1, to: 50 } }, /a recorded step/],
];
for (const [name, given, message] of REFUSED) {
  Deno.test(`timing refuses ${name}`, () => assert.rejects(timeSolver(given), message));
}

Deno.test("timing refuses steps between snapshots, and a recording that does not say what was trained", async () => {
  const record = { ...SOLVER.record, every: 3, to: 50 };
  const { artifact } = await runKind(solver, { ...SOLVER, record }, {});
  const run = (trajectories: typeof artifact) =>
    runTimedKind(
      timing,
      WITH,
      { trajectories: makeItem(trajectories), data: undefined },
      openTicks(),
    );
  await assert.rejects(run(artifact), /a multiple of 3 as `steps`/);
  const { system: _, ...meta } = artifact.meta;
  await assert.rejects(run({ ...artifact, meta }), /a recording that says what was trained/);
});
