/** The losses along a forecast, held against what the trainings themselves recorded. */

import assert from "node:assert/strict";
import { solver } from "../../stages/solver/stage.ts";
import { train } from "../../stages/train/stage.ts";
import { NO_CURVES } from "../../stages/trajectory_tables.ts";
import {
  findOutcome,
  type ForecastValue,
  listPath,
  type Recording,
  runForecast,
} from "./forecast_data.ts";
import { makeItem, runKind } from "./run_kind.ts";
import { makeData } from "./train_data.ts";

const DATA = makeData();

async function trainNet(given: Record<string, unknown> = {}): Promise<Recording> {
  const { artifact } = await runKind(train, {
    model: { kind: "dense", layers: [5, 3], activation: "tanh" },
    optimiser: { kind: "sgd", rate: 0.1 },
    batch: 7,
    steps: 40,
    record: { observable: { all: true }, from: 0 },
    evaluate: { on: ["test", "train"], at: [0], every: 1 },
    ...given,
  }, { data: makeItem(DATA) });
  return artifact;
}

async function solve(given: Record<string, unknown> = {}): Promise<Recording> {
  const { artifact } = await runKind(solver, {
    problem: { kind: "nonlinear_oscillator" },
    end: 3,
    points: 20,
    hidden: [4],
    optimiser: { kind: "adam", rate: 0.01 },
    steps: 60,
    record: { observable: { all: true }, from: 0 },
    ...given,
  }, {});
  return artifact;
}

/** A recording whose training measured nothing. */
function forget(recording: Recording): Recording {
  return { ...recording, tables: { ...recording.tables, curves: NO_CURVES } };
}

/** What a recording measured, from a step on. */
function listCurve({ tables: { curves } }: Recording, quantity: string, from: number, to: number) {
  return curves.quantity.flatMap((name, row) => {
    const step = curves.step[row]!;
    return name === quantity && step >= from && step <= to
      ? [[step, curves.value[row]!] as const]
      : [];
  });
}

const FIT = { fit: { from: 5, to: 20 }, steps: 8 };

for (const precision of ["float32", "float64"]) {
  Deno.test(`the loss measured at a net's snapshots has the bits that train recorded, in ${precision}`, async () => {
    const recording = await trainNet({ precision });
    const { artifact, log } = await runForecast(forget(recording), FIT, DATA);
    assert.match(log[0]!, /recorded at 0 steps, measured at 17 snapshots/);
    const shift = (quantity: string) =>
      listCurve(recording, quantity, 20, 36).map(([step, value]) => [step - 20, value]);
    const path = (quantity: string) => listPath(artifact, "optimiser", quantity);
    assert.deepEqual(path("test_loss"), shift("test_loss"));
    assert.deepEqual(path("loss"), shift("test_loss"));
    assert.deepEqual(path("test_accuracy"), shift("test_accuracy"));
    const train = await runForecast(
      forget(recording),
      { ...FIT, loss: { quantity: "train_loss" } },
      DATA,
    );
    assert.deepEqual(
      listPath(train.artifact, "optimiser", "train_loss"),
      shift("train_eval_loss"),
    );
    // The prediction begins where the recording is, and a path of its own follows.
    assert.deepEqual(listPath(artifact, "hold", "test_loss")[0], path("test_loss")[0]);
  });
}

Deno.test("the loss of an imported net is the training's where inputs are normalised alike, and the log says how", async () => {
  const net = { inputs: 16, layers: [5, 3], activation: "tanh" };
  const begin = async (normalise: unknown, trained: unknown) => {
    const recording = await trainNet({ normalise: trained });
    const { meta: { observables } } = recording;
    const unknown = { ...forget(recording), meta: { observables } };
    const { artifact, log } = await runForecast(
      unknown,
      { ...FIT, net: { ...net, normalise } },
      DATA,
    );
    const [[, own] = []] = listCurve(recording, "test_loss", 20, 20);
    return { found: findOutcome(artifact, "hold").lossBegin, own, note: log[1] };
  };
  const raw = await begin("none", "none");
  assert.equal(raw.found, raw.own);
  assert.equal(
    raw.note,
    "the net is given x/255 for an input x of the data set (net.normalise: none): " +
      "loss_begin should be your own loss at t2",
  );
  const published = await begin("published", "published");
  assert.equal(published.found, published.own);
  assert.match(published.note!, /given \(x\/255 − 0\.25\)\/0\.25 .* \(net\.normalise: published\)/);
  const wrong = await begin("published", "none");
  assert.notEqual(wrong.found, wrong.own);
  const { log } = await runForecast(await trainNet(), FIT, DATA);
  assert.ok(!log.some((line) => /normalise/.test(line)), "the recording says it itself");
});

Deno.test("curves of a recording are taken where known, and give the same forecast", async () => {
  const recording = await trainNet();
  const given = { ...FIT, loss: { smooth: 5 } };
  const taken = await runForecast(recording, given, DATA);
  const measured = await runForecast(forget(recording), given, DATA);
  assert.match(taken.log[0]!, /recorded at 41 steps, measured at 0 snapshots/);
  const { outcomes } = taken.artifact.tables;
  assert.deepEqual(outcomes, measured.artifact.tables.outcomes);
  // Whole windows at both ends: the same means from t2 to t2 + cap·T.
  const path = ({ artifact }: typeof taken) => listPath(artifact, "optimiser", "loss");
  assert.equal(path(taken).length, 17);
  assert.deepEqual(path(taken), path(measured));
});

Deno.test("a solver's train_loss of step s is the loss of the weights after s − 1", async () => {
  for (const precision of ["float32", "float64"]) {
    const recording = await solve({ precision });
    const found = await runForecast(recording, { ...FIT, fit: { from: 10, to: 30 } });
    const measured = await runForecast(forget(recording), { ...FIT, fit: { from: 10, to: 30 } });
    const recorded = listCurve(recording, "train_loss", 31, 47).map((
      [s, value],
    ) => [s - 31, value]);
    assert.deepEqual(listPath(found.artifact, "optimiser", "loss"), recorded);
    assert.deepEqual(listPath(measured.artifact, "optimiser", "loss"), recorded);
    assert.equal(found.artifact.meta.loss, "train_loss");
  }
});

Deno.test("a full batch's train_loss counts as the set's, one step before; a small batch's does not", async () => {
  const loss = { quantity: "train_loss" };
  const full = await trainNet({ batch: "all", evaluate: { at: [0] } });
  const { artifact, log } = await runForecast(full, { ...FIT, loss }, DATA);
  assert.match(log[0]!, /recorded at 40 steps, measured at 0 snapshots/);
  const recorded = listCurve(full, "train_loss", 21, 37).map(([s, value]) => [s - 21, value]);
  assert.deepEqual(listPath(artifact, "optimiser", "train_loss"), recorded);
  const small = await runForecast(
    await trainNet({ evaluate: { at: [0] } }),
    { ...FIT, loss },
    DATA,
  );
  assert.match(small.log[0]!, /recorded at 0 steps, measured at 17 snapshots/);
});

Deno.test("a curve with gaps is taken where `loss.every` allows them, and completed where not", async () => {
  const recording = await trainNet({ evaluate: { at: [0], every: 4 } });
  const run = async (every: number) => {
    const { artifact, log } = await runForecast(recording, { ...FIT, loss: { every } }, DATA);
    return { path: listPath(artifact, "optimiser", "loss"), source: log[0]! };
  };
  const [fine, coarse] = [await run(1), await run(4)];
  assert.match(fine.source, /recorded at 1 steps, measured at 16 snapshots/);
  assert.match(coarse.source, /recorded at 11 steps, measured at 0 snapshots/);
  const between = { ...FIT, fit: { from: 5, to: 22 } };
  const { log } = await runForecast(recording, between, DATA);
  assert.match(log[0]!, /recorded at 0 steps/, "t2 lies in a gap");
  const known = (step: number) => step % 4 === 0;
  assert.deepEqual(
    coarse.path.filter(([step]) => known(step)),
    fine.path.filter(([step]) => known(step)),
  );
  // Between known steps on straight lines.
  const [, second] = coarse.path[2]!;
  assert.ok(Math.abs(second - (coarse.path[0]![1] + coarse.path[4]![1]) / 2) < 1e-12);
});

Deno.test("T^eq is looked for up to cap·T and no further", async () => {
  const recording = await solve({ steps: 120 });
  const run = async (cap: number) => {
    const { artifact } = await runForecast(recording, {
      fit: { from: 10, to: 30 },
      steps: 20,
      cap,
      methods: ["linear"],
    });
    assert.equal(listPath(artifact, "optimiser", "loss").length, 20 * cap + 1);
    return findOutcome(artifact, "linear");
  };
  const { equalSteps: found, censored } = await run(4);
  assert.ok(found > 5 && !censored, String(found));
  for (const cap of [0.25, 1, 2]) {
    const outcome = await run(cap);
    const expected = [Math.min(found, 20 * cap), found > 20 * cap];
    assert.deepEqual([outcome.equalSteps, outcome.censored], expected);
  }
});

/** T^eq by its definition, from the rows of the paths. */
function defineEqualSteps(artifact: ForecastValue, method: string, cap: number): number | null {
  const level = listPath(artifact, method, "loss").at(-1)![1];
  const found = listPath(artifact, "optimiser", "loss").find(([step, loss]) =>
    step <= cap && loss <= level
  );
  return found === undefined ? null : found[0];
}

Deno.test("T^eq, success and ratio follow from the losses of the two paths", async () => {
  const recording = await solve();
  const { artifact } = await runForecast(recording, {
    fit: { from: 10, to: 30 },
    steps: 10,
    partition: { kind: "node" },
  });
  let successes = 0;
  for (const method of ["koopman", "affine", "hold", "linear", "quadratic", "average"]) {
    const outcome = findOutcome(artifact, method);
    const expected = defineEqualSteps(artifact, method, 20);
    assert.equal(outcome.equalSteps, expected ?? 20, method);
    assert.equal(outcome.censored, expected === null, method);
    assert.equal(outcome.success, expected !== 0, method);
    assert.equal(outcome.ratio, outcome.equalSteps / 10);
    successes += Number(outcome.success);
    assert.equal(outcome.lossEnd, listPath(artifact, method, "loss").at(-1)![1]);
    assert.equal(outcome.lossBegin, listPath(artifact, "optimiser", "loss")[0]![1]);
    assert.equal(outcome.lossOptimiser, listPath(artifact, "optimiser", "loss")[10]![1]);
  }
  assert.ok(successes >= 2, "Adam on a smooth problem is easy to follow");
  assert.deepEqual(findOutcome(artifact, "hold").equalSteps, 0);
});

Deno.test("T^eq is censored where the recording ends, and the log says so", async () => {
  const recording = await solve();
  const { artifact, log } = await runForecast(recording, {
    fit: { from: 10, to: 50 },
    steps: 20,
    methods: ["hold", "linear"],
  });
  assert.ok(
    log.some((line) => /^warning: train_loss .* known up to step 60, not to 90/.test(line)),
  );
  const { equalSteps, censored } = findOutcome(artifact, "linear");
  assert.deepEqual([equalSteps, censored], [10, true]);
});

Deno.test("weights that are not finite have no loss, and no success", async () => {
  const recording = await solve();
  // Ten thousand steps along a straight line leave float32 behind at a slope of 1e35.
  const { values, step } = recording.tables.snapshots;
  const data = values.data.map((value, i) => {
    const t = step[Math.floor(i / values.width)]!;
    return value + 1e35 * (t - 30);
  });
  const steep = {
    ...recording,
    tables: {
      ...recording.tables,
      snapshots: { ...recording.tables.snapshots, values: { ...values, data } },
    },
  };
  const { artifact } = await runForecast(steep, {
    fit: { from: 10, to: 30 },
    steps: 10_000,
    every: 10_000,
    methods: ["linear"],
  });
  const { lossEnd, equalSteps, success, censored } = findOutcome(artifact, "linear");
  assert.deepEqual([lossEnd, equalSteps, success, censored], [NaN, 0, false, false]);
});

Deno.test("a net that only the pipeline knows is measured on its data set", async () => {
  const recording = await trainNet();
  const { system: _, ...meta } = recording.meta;
  const net = { inputs: 16, layers: [5, 3], activation: "tanh" };
  const found = await runForecast({ ...forget(recording), meta }, { ...FIT, net }, DATA);
  const expected = await runForecast(recording, FIT, DATA);
  const path = (artifact: ForecastValue) => listPath(artifact, "koopman", "test_loss");
  // Chunks of another size add up in another order.
  path(found.artifact).forEach(([, value], i) =>
    assert.ok(Math.abs(value - path(expected.artifact)[i]![1]) < 1e-6)
  );
  assert.deepEqual(found.artifact.tables.weights, expected.artifact.tables.weights);
});

Deno.test("an adaptive stop by the loss ends where the predicted loss was least before it rose", async () => {
  const recording = await solve({ steps: 200, optimiser: { kind: "adam", rate: 0.03 } });
  const given = { fit: { from: 10, to: 40 }, steps: 80, methods: ["quadratic", "hold"] };
  const stop = { kind: "adaptive", by: "loss", tolerance: 0.1, patience: 4 };
  const { artifact } = await runForecast(recording, { ...given, stop });
  const losses = listPath(artifact, "quadratic", "loss").slice(1);
  let [least, place, risen] = [Infinity, 0, 0];
  const seen = losses.findIndex(([, loss], i) => {
    if (loss < least) [least, place] = [loss, i];
    risen = loss > 1.1 * least ? risen + 1 : 0;
    return risen === 4;
  });
  assert.ok(seen > 0, "parabolas leave the path within 80 steps");
  const outcome = findOutcome(artifact, "quadratic");
  assert.deepEqual([outcome.steps, outcome.lossEnd], [losses[place]![0], least]);
  assert.equal(outcome.ratio, outcome.equalSteps / outcome.steps);
  assert.ok(outcome.equalSteps <= 2 * outcome.steps);
  assert.equal(findOutcome(artifact, "hold").steps, 80);
  assert.deepEqual([artifact.meta.steps, artifact.meta.asked], [80, 80]);
});
