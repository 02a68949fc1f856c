/** Forecasts of recordings whose weights follow formulas. */

import assert from "node:assert/strict";
import {
  assertNear,
  findEnd,
  findOutcome,
  listPath,
  listSteps,
  makeRecording,
  runForecast,
} from "./forecast_data.ts";

const FIT = { fit: { from: 10, to: 30 }, steps: 15, partition: { kind: "network" } };

/** Two decays, and a turn by 0.1 whose length falls by 0.98 a step: exactly linear. */
function turn(step: number): number[] {
  const length = 0.98 ** step;
  return [
    length * Math.cos(0.1 * step),
    length * Math.sin(0.1 * step),
    2 * 0.9 ** step,
    -(0.95 ** step),
  ];
}

Deno.test("koopman predicts an exactly linear training exactly", async () => {
  const { artifact } = await runForecast(makeRecording(listSteps(0, 60), turn), FIT);
  const { error, displacement, signAgreement, steps } = findOutcome(artifact, "koopman");
  assert.ok(error < 1e-9, String(error));
  assertNear(findEnd(artifact, "koopman"), turn(45), 1e-9);
  assert.ok(Math.abs(displacement - distance(turn(45), turn(30))) < 1e-14);
  assert.deepEqual([signAgreement, steps], [1, 15]);
  assert.ok(findOutcome(artifact, "linear").error > 0.1);
  const patches = artifact.tables.patches;
  assert.deepEqual([patches.size[0], patches.rank[0], patches.layer[0], patches.unit[0]], [
    4,
    4,
    0,
    -1,
  ]);
  assert.ok(Math.abs(patches.radius[0]! - 0.98) < 1e-9);
});

Deno.test("forecast counts the operations of what it compares", async () => {
  const { artifact } = await runForecast(makeRecording(listSteps(0, 60), turn), {
    ...FIT,
    methods: ["koopman", "linear"],
  });
  const { method, task, operations } = artifact.tables.operations;
  const counts = Object.fromEntries(
    task.map((name, row) => [`${method[row]} ${name}`, operations[row]]),
  );
  // n = r = 4 weights, P = 20 pairs: 6·20·4² + 20·4³ + 2·4·20·4 + 2·4·4² + 4·4 + 4².
  assert.equal(counts["koopman construction"], 4000);
  assert.equal(counts["koopman step"], 2 * 4 * 4);
  assert.equal(counts["koopman dense_step"], 2 * 4 * 4);
  assert.equal(counts["linear step"], 3 * 4 + 1);
  assert.equal(counts["optimiser optimiser_step"], undefined, "nothing says what was trained");
});

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]!) * (x - b[i]!), 0));
}

Deno.test("affine predicts w⁺ = w − η(w − w*) exactly, where koopman by single weights cannot", async () => {
  const [goal, start] = [[3, -2, 0.5], [1, 1, 1]];
  const weights = (step: number) => goal.map((w, i) => w + (start[i]! - w) * 0.9 ** step);
  const { artifact } = await runForecast(makeRecording(listSteps(0, 60), weights), {
    ...FIT,
    partition: { kind: "weight" },
  });
  assertNear(findEnd(artifact, "affine"), weights(45), 1e-9);
  assert.ok(findOutcome(artifact, "affine").error < 1e-9);
  assert.ok(findOutcome(artifact, "koopman").error > 1e-3);
  assert.equal(artifact.meta.patches, 3);
  assert.equal(artifact.tables.patches.method.length, 6);
});

Deno.test("single weights that do not cross 0 move the right way, with the constant by the right amount", async () => {
  // U = Σ w⁺w/Σ w² is above 1 exactly where |w| grows all along the window.
  const draw = (i: number) => ((i * 7919) % 1000 + 1) / 1000;
  const pairs = Array.from({ length: 200 }, (_, i) => {
    const sign = i % 2 === 0 ? 1 : -1;
    return [sign * draw(2 * i), sign * draw(2 * i + 1)] as const;
  });
  const weights = (step: number) => pairs.map(([w, goal]) => goal + (w - goal) * 0.99 ** step);
  const { artifact } = await runForecast(makeRecording(listSteps(0, 125), weights), {
    partition: { kind: "weight" },
    fit: { from: 0, to: 100 },
    steps: 25,
    methods: ["koopman", "affine"],
  });
  const [koopman, affine] = [findOutcome(artifact, "koopman"), findOutcome(artifact, "affine")];
  assert.deepEqual([koopman.signAgreement, affine.signAgreement], [1, 1]);
  assert.ok(affine.error < 1e-9, String(affine.error));
  assert.ok(koopman.error > 0.1 * koopman.displacement, "but not by the right amount");
});

for (
  const [method, weights] of [
    ["hold", () => [1, 2]],
    ["linear", (step: number) => [1 + 2 * step, 5 - step]],
    ["quadratic", (step: number) => [step * step, 5 - step + 2 * step * step]],
    ["average", (step: number) => [step % 3 - 1, 4]],
  ] as const
) {
  Deno.test(`${method} predicts the recording that its formula describes exactly`, async () => {
    // 21 snapshots of a saw tooth with period 3 have its mean, and so does what is awaited.
    const fit = { fit: { from: 9, to: 29 }, steps: 17 };
    const { artifact } = await runForecast(makeRecording(listSteps(0, 60), weights), {
      ...FIT,
      ...fit,
      methods: [method],
    });
    const awaited = method === "average" ? [0, 4] : weights(46);
    assert.deepEqual(findEnd(artifact, method), awaited);
    assert.equal(artifact.meta.lag, 10);
    assert.equal(artifact.tables.patches.method.length, 0);
  });
}

Deno.test("forecast tells how each path moves, with the recorded one beside it", async () => {
  const line = (step: number) => [3 * step, 4 * step];
  const { artifact, log } = await runForecast(makeRecording(listSteps(10, 40), line), {
    ...FIT,
    methods: ["hold", "linear"],
    every: 6,
  });
  const path = (method: string, quantity: string) => listPath(artifact, method, quantity);
  assert.deepEqual(path("hold", "error"), [[0, 0], [6, 30]]);
  assert.deepEqual(path("linear", "error"), [[0, 0], [6, 0]]);
  assert.deepEqual(path("linear", "displacement"), [[0, 0], [6, 30], [12, 60], [15, 75]]);
  assert.deepEqual(path("optimiser", "displacement"), [[0, 0], [6, 30]]);
  assert.deepEqual(path("hold", "loss"), []);
  const { error, displacement, signAgreement, lossEnd, ratio, success } = findOutcome(
    artifact,
    "linear",
  );
  assert.deepEqual([error, displacement, signAgreement], [NaN, NaN, NaN]);
  assert.deepEqual([lossEnd, ratio, success], [NaN, NaN, false]);
  assert.ok(log.some((line) => /warning: no snapshot of step 45/.test(line)), log.join("\n"));
});

Deno.test("sign agreement counts the weights that move, and no others; medians count all", async () => {
  // The last weight stands still; the second turns round at t2, so that the line runs the wrong way.
  const weights = (step: number) => [step, Math.abs(step - 30), 2 * step, 7];
  const { artifact } = await runForecast(makeRecording(listSteps(0, 60), weights), {
    ...FIT,
    methods: ["hold", "linear"],
  });
  // Over T = 15 steps the weights move by 15, 15, 30 and 0; the line errs by 0, 30, 0 and 0.
  const linear = findOutcome(artifact, "linear");
  const hold = findOutcome(artifact, "hold");
  assert.deepEqual([linear.signAgreement, hold.signAgreement], [2 / 3, 0]);
  assert.deepEqual([linear.medianError, linear.medianDisplacement], [0, 15]);
  assert.deepEqual([hold.medianError, hold.medianDisplacement], [15, 15]);
});

Deno.test("one application spans the iterations between two snapshots", async () => {
  const { artifact } = await runForecast(makeRecording(listSteps(0, 60, 5), turn), {
    ...FIT,
    methods: ["koopman", "quadratic"],
  });
  assertNear(findEnd(artifact, "koopman"), turn(45), 1e-9);
  assert.ok(findOutcome(artifact, "koopman").error < 1e-9);
  assert.deepEqual([artifact.meta.stride, artifact.meta.lag], [5, 10]);
  assert.deepEqual(listPath(artifact, "koopman", "error").map(([step]) => step), [0, 5, 10, 15]);
});

Deno.test("each cut-off has rows of its own, and machine shows the number it stands for", async () => {
  // A second direction, 1e-6 as long as the first.
  const weights = (step: number) => [0.9 ** step, 0.9 ** step + 1e-6 * 0.8 ** step];
  const { artifact } = await runForecast(makeRecording(listSteps(0, 60), weights), {
    ...FIT,
    methods: ["koopman", "affine", "hold"],
    cutoff: ["machine", 1e-3, "jax"],
  });
  const { outcomes, patches } = artifact.tables;
  const epsilon = 2 ** -52;
  assert.deepEqual(outcomes.method, [
    "koopman",
    "koopman",
    "koopman",
    "affine",
    "affine",
    "affine",
    "hold",
  ]);
  assert.deepEqual([...outcomes.cutoff.subarray(0, 3)], [20 * epsilon, 1e-3, 200 * epsilon]);
  assert.equal(outcomes.cutoff[6], 0);
  assert.deepEqual(new Set(outcomes.from), new Set([FIT.fit.from]));
  assert.deepEqual(new Set(outcomes.to), new Set([FIT.fit.to]));
  assert.deepEqual([...patches.rank.subarray(0, 3)], [2, 1, 2]);
});

Deno.test("single weights and quasi-nodes are cut from recordings of which no net is known", async () => {
  const recording = makeRecording(listSteps(0, 60), turn);
  for (
    const [partition, name, count] of [
      [{ kind: "weight" }, "weight", 4],
      [{ kind: "quasi_node", size: 3 }, "quasi_node(3)", 2],
    ] as const
  ) {
    const { artifact } = await runForecast(recording, { ...FIT, partition, methods: ["koopman"] });
    assert.deepEqual([artifact.meta.partition, artifact.meta.patches], [name, count]);
  }
});

Deno.test("a net that the pipeline names is cut into its nodes", async () => {
  const { artifact } = await runForecast(makeRecording(listSteps(0, 60), turn), {
    ...FIT,
    partition: { kind: "node" },
    net: { inputs: 1, layers: [2], bias: true },
    methods: ["koopman"],
  });
  const { layer, unit, size } = artifact.tables.patches;
  assert.deepEqual([[...layer], [...unit], [...size]], [[1, 1], [0, 1], [2, 2]]);
});

Deno.test("forecast gives the same numbers for one trajectory of several", async () => {
  const alone = makeRecording(listSteps(0, 60), turn);
  const { trajectory, step, values } = alone.tables.snapshots;
  const both = {
    ...alone,
    tables: {
      ...alone.tables,
      snapshots: {
        trajectory: Int32Array.of(...trajectory, ...trajectory.map(() => 4)),
        step: Int32Array.of(...step, ...step),
        values: {
          width: 4,
          data: Float64Array.of(...values.data.map((x) => x * x), ...values.data),
        },
      },
      outcomes: {
        trajectory: Int32Array.of(0, 4),
        outcome: ["completed", "completed"],
        last_step: Int32Array.of(60, 60),
      },
    },
  };
  const found = await runForecast(both, { ...FIT, trajectory: 4 });
  assert.deepEqual(found.artifact, (await runForecast(alone, FIT)).artifact);
});
