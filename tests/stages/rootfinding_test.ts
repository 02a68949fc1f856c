import assert from "node:assert/strict";
import { KooplineError } from "../../schemas/error.ts";
import { descent } from "../../stages/descent/stage.ts";
import { rootfinding } from "../../stages/rootfinding/stage.ts";
import truth from "../fixtures/online_descent.json" with { type: "json" };
import {
  assertSameSet,
  fitEigenvalues,
  measureDistance,
  PUBLISHED_BISECTION,
} from "./fit_spectrum.ts";
import { runKind } from "./run_kind.ts";

async function runRootfinding(with_: Record<string, unknown>) {
  return (await runKind(rootfinding, with_, {})).artifact;
}

/** The bisection of the published code. */
function runPublished(with_: Record<string, unknown> = {}) {
  return runRootfinding({ ...PUBLISHED_BISECTION, ...with_ });
}

/** One bracket [−1, b0] around the root of z − (δ − 1)z². */
function runBent(method: string, delta: number, with_: Record<string, unknown> = {}) {
  const end = Math.min(0.3, 0.4 / (delta - 1));
  return runRootfinding({
    method,
    function: { kind: "bent", delta },
    steps: 61,
    initial: {
      kind: "grid",
      points: 1,
      left: { low: -1, high: -1 },
      right: { low: end, high: end },
    },
    ...with_,
  });
}

Deno.test("bisection that leaves zeros gives the authors' saved eigenvalues within 1e-9", async () => {
  const found = await fitEigenvalues(await runPublished(), { delays: 4 });
  // Four eigenvalues of modulus 1e-4 are a defective zero that rounding split: theirs as well as ours.
  const isSplitZero = ([re = 0, im = 0]: readonly number[]) => Math.abs(re) + Math.abs(im) < 1e-3;
  const expected = truth.eigenvalues.bisection;
  assertSameSet(found.filter(isSplitZero), expected.filter(isSplitZero), 1e-3);
  const rest = expected.filter((point) => !isSplitZero(point));
  assert.equal(rest.length, 6);
  assertSameSet(found.filter((point) => !isSplitZero(point)), rest, 1e-9);
});

Deno.test("bisection that holds the root has the eigenvalue 1 and five of the others", async () => {
  const found = await fitEigenvalues(await runPublished({ after_root: "hold" }), { delays: 4 });
  assertSameSet(found, truth.held_root.eigenvalues, 1e-6);
  assert.ok(Math.abs(found[0]![0]! - 1) < 1e-12);
});

Deno.test("bisection meets an exact root in 20 of 25 trajectories, in steps 51 to 56", async () => {
  const { outcomes, snapshots } = (await runPublished()).tables;
  const roots = outcomes.last_step.filter((_, i) => outcomes.outcome[i] === "exact root");
  assert.equal(roots.length, 20);
  // The steps at which the published code returns early, in numpy.
  const steps = Array.from(roots).sort((a, b) => a - b);
  const counts = [51, 51, 53, 53, ...Array(10).fill(54), 55, 55, 56, 56, 56, 56];
  assert.deepEqual(steps, counts);
  const first = outcomes.outcome.indexOf("exact root");
  const row = first * 100 + outcomes.last_step[first]!;
  assert.notEqual(snapshots.values.data[2 * row], 0);
  assert.deepEqual([...snapshots.values.data.slice(2 * row + 2, 2 * row + 4)], [0, 0]);
});

Deno.test("W of bisection is .7535 from gradient and .7460 from mirror descent within 1e-6", async () => {
  const bisection = await fitEigenvalues(await runPublished(), { delays: 4 });
  for (const [method, low, high] of [["gradient", -2.3, -0.1], ["mirror", 0.1, 0.9]] as const) {
    const initial = { kind: "grid", points: 5, low, high };
    const { artifact } = await runKind(descent, { method, initial }, {});
    const distance = measureDistance(bisection, await fitEigenvalues(artifact, { delays: 4 }));
    assert.ok(Math.abs(distance - truth.distances[`${method}-bisection`]) < 1e-6, `${distance}`);
  }
});

Deno.test("bisection halves the width of its bracket: λ = .5 within 1e-12", async () => {
  const widths = await runBent("bisection", 2, { observe: ["width"], steps: 40 });
  assertSameSet(await fitEigenvalues(widths, {}), [[0.5, 0]], 1e-12);
});

for (const delta of [1.25, 1.5, 2, 3, 4]) {
  Deno.test(`regula falsi has λ = 1 − 1/δ within 1e-3 in a late window at δ = ${delta}`, async () => {
    const ends = await runBent("regula_falsi", delta, { observe: ["right"] });
    // Where δ is small the end is at the root to the last digit by step 20; where it is large, not yet.
    const window = delta < 2 ? { from: 10, to: 20 } : { from: 20, to: 60 };
    assertSameSet(await fitEigenvalues(ends, { window }), [[1 - 1 / delta, 0]], 1e-3);
  });
}

Deno.test("regula falsi is nearest to bisection at δ = 2", async () => {
  const distances: [number, number][] = [];
  const halving = await runBent("bisection", 2, { observe: ["width"], steps: 40 });
  for (const delta of [1.25, 1.5, 2, 3, 4]) {
    const ends = await runBent("regula_falsi", delta, { observe: ["right"] });
    const found = await fitEigenvalues(ends, { window: { from: 10, to: 20 } });
    distances.push([measureDistance(await fitEigenvalues(halving, {}), found), delta]);
  }
  assert.equal(distances.sort(([a], [b]) => a - b)[0]![1], 2);
});

Deno.test("the first bisection steps of tan are the midpoints", async () => {
  const { tables, meta } = await runRootfinding({
    method: "bisection",
    steps: 3,
    observe: ["point", "left", "right", "width"],
    initial: {
      kind: "grid",
      points: 1,
      left: { low: -1, high: -1 },
      right: { low: 0.5, high: 0.5 },
    },
  });
  assert.deepEqual(meta.observables, ["z", "a", "b", "w"]);
  assert.deepEqual(
    [...tables.snapshots.values.data],
    [-0.25, -1, 0.5, 1.5, 0.125, -0.25, 0.5, 0.75, -0.0625, -0.25, 0.125, 0.375],
  );
});

Deno.test("uniform brackets follow the seed and move both ends together", async () => {
  const draw = (seed: number) =>
    runRootfinding({
      method: "bisection",
      steps: 1,
      seed,
      observe: ["left", "width"],
      initial: {
        kind: "uniform",
        count: 30,
        left: { low: -1.25, high: -0.75 },
        right: { low: 0.25, high: 0.75 },
      },
    });
  const { data } = (await draw(3)).tables.snapshots.values;
  for (let i = 0; i < data.length; i += 2) assert.ok(data[i]! >= -1.25 && data[i]! < -0.75);
  for (let i = 1; i < data.length; i += 2) assert.ok(Math.abs(data[i]! - 1.5) < 1e-15);
  assert.notDeepEqual((await draw(4)).tables.snapshots.values.data, data);
});

Deno.test("a bracket without a change of sign is refused with the values at its ends", async () => {
  const initial = {
    kind: "grid",
    points: 1,
    left: { low: 0.5, high: 0.5 },
    right: { low: 1, high: 1 },
  };
  await assert.rejects(
    runRootfinding({ method: "bisection", initial }),
    (error: KooplineError) =>
      error.code === "input.value" && error.message.includes("F = 0.546302489843790"),
  );
});

Deno.test("parameters refuse an observable twice and δ ≤ 1", () => {
  const initial = {
    kind: "grid",
    points: 1,
    left: { low: -1, high: -1 },
    right: { low: 1, high: 1 },
  };
  const refuse = (with_: unknown) =>
    assert.equal(rootfinding.params.safeParse(with_).success, false);
  refuse({ method: "bisection", initial, observe: ["point", "point"] });
  refuse({ method: "bisection", initial, observe: [] });
  refuse({ method: "bisection", initial, function: { kind: "bent", delta: 1 } });
});
