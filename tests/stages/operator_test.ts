import assert from "node:assert/strict";
import { KooplineError } from "../../schemas/error.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Labels } from "../../schemas/json.ts";
import type { Trajectories } from "../../schemas/trajectories.ts";
import { operator } from "../../stages/operator/stage.ts";
import { NO_CURVES } from "../../stages/trajectory_tables.ts";
import { assertClose } from "../numerics/matrices.ts";
import { makeItem, runKind } from "./run_kind.ts";

type Snapshots = readonly (readonly number[])[];

/** Makes trajectories of given snapshots, their steps `stride` apart. */
function makeTrajectories(
  runs: readonly Snapshots[],
  {
    stride = 1,
    names = runs[0]![0]!.map((_, i) => `x${i + 1}`),
    outcome = runs.map(() => "completed"),
  } = {},
): ArtifactValue<typeof Trajectories> {
  const rows = runs.flatMap((run, trajectory) =>
    run.map((values, t) => ({ trajectory, step: t * stride, values }))
  );
  return {
    tables: {
      snapshots: {
        trajectory: Int32Array.from(rows, ({ trajectory }) => trajectory),
        step: Int32Array.from(rows, ({ step }) => step),
        values: {
          width: names.length,
          data: Float64Array.from(rows.flatMap(({ values }) => [...values])),
        },
      },
      outcomes: {
        trajectory: Int32Array.from(runs.keys()),
        outcome,
        last_step: Int32Array.from(runs, (run) => (run.length - 1) * stride),
      },
      curves: NO_CURVES,
    },
    files: {},
    meta: { observables: [...names] },
  };
}

async function fit(
  items: readonly (readonly [ArtifactValue<typeof Trajectories>, Labels?])[],
  with_: unknown = {},
) {
  const trajectories = items.map(([artifact, labels]) => makeItem(artifact, labels));
  return await runKind(operator, with_, { trajectories });
}

function decay(rate: number, start: number, snapshots: number): Snapshots {
  return Array.from({ length: snapshots }, (_, t) => [start * rate ** t]);
}

async function expectError(code: string, found: RegExp, run: Promise<unknown>): Promise<void> {
  await assert.rejects(run, (error: unknown) => {
    assert.ok(error instanceof KooplineError);
    assert.equal(error.code, code);
    assert.match(error.message, found);
    return true;
  });
}

Deno.test("operator concatenates the trajectories of gathered artifacts", async () => {
  const { artifact } = await fit([
    [makeTrajectories([decay(0.5, 1, 4), decay(0.5, 3, 6)]), { init: 0 }],
    [makeTrajectories([decay(0.5, 9, 5)]), { init: 1 }],
  ]);
  assertClose(artifact.tables.matrix.values.data, [0.5], 1e-15);
  assert.deepEqual(
    [artifact.meta.trajectories, artifact.meta.pairs, artifact.meta.observables],
    [3, 12, 1],
  );
});

Deno.test("operator sees only the steps of its window, both ends included", async () => {
  // λ = .9 until step 5, .5 from there on.
  const values = Array.from(
    { length: 12 },
    (_, t) => [0.9 ** Math.min(t, 5) * 0.5 ** Math.max(0, t - 5)],
  );
  const trajectories = makeTrajectories([values]);
  const windowed = async (window: unknown) => (await fit([[trajectories]], { window })).artifact;
  const early = await windowed({ to: 5 });
  assertClose(early.tables.matrix.values.data, [0.9], 1e-15);
  assert.equal(early.meta.pairs, 5);
  const late = await windowed({ from: 5 });
  assertClose(late.tables.matrix.values.data, [0.5], 1e-15);
  assert.equal(late.meta.pairs, 6);
  assert.equal((await windowed({ from: 3, to: 4 })).meta.pairs, 1);
});

Deno.test("operator counts a window in steps, not rows", async () => {
  const trajectories = makeTrajectories([decay(0.5, 1, 10)], { stride: 10 });
  const { artifact } = await fit([[trajectories]], { window: { from: 25, to: 60 } });
  assert.equal(artifact.meta.pairs, 3);
});

Deno.test("operator's tables hold Ã, an orthonormal basis, all singular values and four products", async () => {
  const runs = [[[1, 2], [0.5, 1.6], [0.25, 1.28], [0.125, 1.024]]];
  const { artifact, log } = await fit([[makeTrajectories(runs)]], {
    delays: 1,
    rank: { kind: "fixed", rank: 2 },
  });
  const { matrix, basis, singular_values, gram } = artifact.tables;
  assert.deepEqual([matrix.values.width, basis.values.width, gram.values.width], [2, 2, 2]);
  assert.deepEqual([...basis.observable], [0, 1, 2, 3]);
  const columns = (i: number, j: number) =>
    [0, 1, 2, 3].reduce(
      (sum, row) => sum + basis.values.data[2 * row + i]! * basis.values.data[2 * row + j]!,
      0,
    );
  assertClose([columns(0, 0), columns(0, 1), columns(1, 1)], [1, 0, 1], 1e-14);
  assert.deepEqual([...singular_values.kept], [1, 1]);
  assert.deepEqual(gram.product, ["xx", "xx", "xy", "xy", "yy", "yy", "ee", "ee"]);
  assert.deepEqual([...gram.row], [0, 1, 0, 1, 0, 1, 0, 1]);
  assert.equal(artifact.meta.condition, singular_values.value[0]! / singular_values.value[1]!);
  assert.match(log[0]!, /^rank 2 of 2 singular values/);
});

Deno.test("operator says in its log when the cut-off leaves less than the rank asked for", async () => {
  const runs = [[[1, 2], [0.5, 1], [0.25, 0.5]]];
  const { artifact, log } = await fit([[makeTrajectories(runs)]], {
    rank: { kind: "fixed", rank: 2 },
  });
  assert.equal(artifact.meta.rank, 1);
  assert.deepEqual([...artifact.tables.singular_values.kept], [1, 0]);
  assert.match(log[0]!, /fewer than the 2 asked for/);
});

Deno.test("operator refuses artifacts with different observables and names the one", async () => {
  const one = makeTrajectories([decay(0.5, 1, 4)]);
  const two = makeTrajectories([[[1, 2], [3, 4], [5, 6]]]);
  await expectError(
    "input.shape",
    /x1 \(1\) .*x1, x2 \(2\) in \[seed=7\]/,
    fit([[one], [two, { seed: 7 }]]),
  );
  const other = makeTrajectories([decay(0.5, 1, 4)], { names: ["u"] });
  await expectError(
    "input.shape",
    /u \(1\) in \[method=b\]/,
    fit([[one], [other, { method: "b" }]]),
  );
});

Deno.test("operator refuses snapshots that are not evenly spaced", async () => {
  const gap = makeTrajectories([decay(0.5, 1, 4)]);
  gap.tables.snapshots.step.set([0, 1, 2, 5]);
  await expectError("input.value", /1 steps apart.*step 5 after 2 in trajectory 0/, fit([[gap]]));
  const still = makeTrajectories([decay(0.5, 1, 3)], { stride: 0 });
  await expectError("input.value", /step 0 after 0/, fit([[still]]));
  const [fine, coarse] = [1, 2].map((stride) => makeTrajectories([decay(0.5, 1, 3)], { stride }));
  await expectError("input.value", /step 2 after 0/, fit([[fine!], [coarse!]]));
});

Deno.test("operator refuses a window that leaves no pair", async () => {
  const trajectories = makeTrajectories([decay(0.5, 1, 4)]);
  const run = fit([[trajectories]], { window: { from: 3 } });
  await expectError("input.shape", /at least 2 snapshots .* found 1 in trajectory 0/, run);
});

Deno.test("operator leaves out trajectories that diverged, and says which", async () => {
  const snapshots = [decay(0.5, 1, 6), [[1], [100], [1e200], [3], [9], [7]]];
  const runs = makeTrajectories(snapshots);
  const diverged = makeTrajectories(snapshots, { outcome: ["completed", "diverged"] });
  const { artifact, log } = await fit([[runs, { seed: 1 }], [diverged, { seed: 2 }]], {
    window: { to: 1 },
  });
  assert.equal(artifact.meta.trajectories, 3);
  assert.deepEqual(artifact.meta.left_out, [
    { labels: { seed: 2 }, trajectory: 1, last_step: 5 },
  ]);
  assert.equal(
    log[0],
    "warning: left out trajectory 1 of [seed=2], which diverged at step 5",
  );
  const alone = await fit([[diverged, { seed: 2 }]]);
  assertClose(alone.artifact.tables.matrix.values.data, [0.5], 1e-15);
});

Deno.test("operator leaves out a trajectory that diverged before its second snapshot", async () => {
  const runs = makeTrajectories([decay(0.5, 1, 6), [[1]]], { outcome: ["completed", "diverged"] });
  const { artifact } = await fit([[runs]]);
  assert.equal(artifact.meta.pairs, 5);
});

Deno.test("operator says when every trajectory diverged", async () => {
  const all = makeTrajectories([[[1], [9]], [[2], [8]]], { outcome: ["diverged", "diverged"] });
  await expectError(
    "input.value",
    /did not diverge.*2 that all did, the first, trajectory 0 of \[width=5\], at step 1/s,
    fit([[all, { width: 5 }]]),
  );
});

Deno.test("operator names the route it took, and the Krylov route holds what was asked for", async () => {
  const wide = Array.from(
    { length: 220 },
    (_, t) =>
      Array.from({ length: 130 }, (_, i) => 0.9 ** t * Math.sin(i) + 0.6 ** t * Math.cos(3 * i)),
  );
  const runs = makeTrajectories([wide]);
  const rank = { kind: "fixed", rank: 2 };
  const { artifact, log } = await fit([[runs]], { rank });
  assert.equal(artifact.meta.route, "krylov");
  assert.match(log[0]!, /^rank 2 of 2 singular values by the route krylov/);
  assert.deepEqual([...artifact.tables.singular_values.kept], [1, 1]);
  const whole = (await fit([[runs]], { rank, route: "svd" })).artifact;
  assert.equal(whole.meta.route, "svd");
  assert.equal(whole.tables.singular_values.value.length, 130);
  assertClose([artifact.meta.mean_square], [whole.meta.mean_square], 1e-12);
  assertClose([artifact.meta.condition], [whole.meta.condition], 1e-10);
});

Deno.test("operator reduces first, then takes the dictionary, then delays", async () => {
  // Three observables along one line through the origin: one component; then x, x² and one delay.
  const run = decay(0.5, 8, 9).map(([x]) => [x!, 2 * x!, -2 * x!]);
  const { artifact, log } = await fit([[makeTrajectories([run])]], {
    reduce: { kind: "pca", components: 1 },
    dictionary: { kind: "polynomial", degree: 2 },
    delays: 1,
    rank: { kind: "fixed", rank: 2 },
  });
  assert.equal(artifact.meta.observables, 4);
  assert.equal(artifact.meta.dictionary, "polynomial");
  assert.match(log[0]!, /^1 principal components keep (1|0\.9999)/);
  const [a, b, c, d] = artifact.tables.matrix.values.data;
  assertClose([a! + d!, a! * d! - b! * c!], [0.75, 0.125], 1e-12);
});

Deno.test("operator fits kernels, whose modes are those of the observables", async () => {
  const { artifact } = await fit([[makeTrajectories([decay(0.5, 1, 9), decay(0.5, -2, 9)])]], {
    dictionary: { kind: "kernel", kernel: { kind: "polynomial", degree: 1 } },
  });
  // Features 1 and x: eigenvalues 1 and .5.
  assert.deepEqual([artifact.meta.route, artifact.meta.rank], ["kernel", 2]);
  const [a, b, c, d] = artifact.tables.matrix.values.data;
  assertClose([a! + d!, a! * d! - b! * c!], [1.5, 0.5], 1e-10);
  assert.equal(artifact.tables.basis.observable.length, 1);
});

Deno.test("parameters refuse unknown keys and impossible values", () => {
  const refuse = (with_: unknown) => assert.equal(operator.params.safeParse(with_).success, false);
  refuse({ method: "dmd" });
  refuse({ delays: -1 });
  refuse({ delays: 1.5 });
  refuse({ rank: { kind: "fixed" } });
  refuse({ rank: { kind: "fixed", rank: 0 } });
  refuse({ rank: { kind: "energy", fraction: 2 } });
  refuse({ rank: 10 });
  refuse({ cutoff: 1 });
  refuse({ cutoff: "eps" });
  refuse({ window: { until: 3 } });
  refuse({ route: "gram" });
  refuse({ route: "krylov" });
  refuse({ route: "krylov", rank: { kind: "optimal" } });
  refuse({ dictionary: { kind: "polynomial" } });
  refuse({ dictionary: { kind: "fourier", harmonics: 2, period: 0 } });
  refuse({ dictionary: { kind: "kernel", kernel: { kind: "gaussian", width: -1 } } });
  refuse({
    method: "exact",
    dictionary: { kind: "kernel", kernel: { kind: "gaussian", width: 1 } },
  });
  refuse({ reduce: { kind: "pca" } });
  refuse({ reduce: { kind: "pca", components: 0 } });
});
