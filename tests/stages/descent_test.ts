import assert from "node:assert/strict";
import { KooplineError } from "../../schemas/error.ts";
import { descent } from "../../stages/descent/stage.ts";
import truth from "../fixtures/online_descent.json" with { type: "json" };
import { assertSameSet, fitEigenvalues, measureDistance } from "./fit_spectrum.ts";
import { runKind } from "./run_kind.ts";

/** The grids of the published code, each in the method's own coordinate. */
const GRIDS = { mirror: { low: 0.1, high: 0.9 }, gradient: { low: -2.3, high: -0.1 } };

type Method = keyof typeof GRIDS;
const METHODS = ["mirror", "gradient"] as const;

async function runDescent(method: Method, with_: Record<string, unknown> = {}) {
  const initial = { kind: "grid", points: 5, ...GRIDS[method] };
  const { artifact } = await runKind(descent, { method, initial, ...with_ }, {});
  return artifact;
}

async function fitMethod(method: Method, delays: number, with_: Record<string, unknown> = {}) {
  return await fitEigenvalues(await runDescent(method, with_), { delays, cutoff: 1e-15 });
}

for (const method of METHODS) {
  Deno.test(`${method} descent gives the authors' saved eigenvalues within 1e-9`, async () => {
    assertSameSet(await fitMethod(method, 4), truth.eigenvalues[method], 1e-9);
  });
}

Deno.test("W between mirror and gradient descent is the authors' .008073 within 1e-6", async () => {
  const distance = measureDistance(await fitMethod("mirror", 4), await fitMethod("gradient", 4));
  assert.ok(Math.abs(distance - truth.distances["mirror-gradient"]) < 1e-6, `${distance}`);
});

// Computed by independent re-simulation of the published code; printed to three digits.
const SWEEP = [[0, 0.00836], [1, 0.0183], [2, 0.0156], [3, 0.0117], [5, 0.00729]];
for (const [delays, expected] of SWEEP) {
  Deno.test(`W between mirror and gradient descent is ${expected} with ${delays} delays`, async () => {
    const [mirror, gradient] = [
      await fitMethod("mirror", delays!),
      await fitMethod("gradient", delays!),
    ];
    assert.equal(Number(measureDistance(mirror, gradient).toPrecision(3)), expected);
  });
}

Deno.test("W between mirror and gradient descent is .00599 within 2e-5 with 8 delays", async () => {
  // σ₁/σ₁₈ is 5e13, so rounding reaches the third digit.
  const distance = measureDistance(await fitMethod("mirror", 8), await fitMethod("gradient", 8));
  assert.ok(Math.abs(distance - 0.00599) < 2e-5, `${distance}`);
});

const LONG = [["tan", 0.00742], ["square", 0.00994], ["quartic", 0.00755]] as const;
for (const [kind, expected] of LONG) {
  Deno.test(`W is ${expected} for ${kind} with 500 steps from 100 initial conditions`, async () => {
    const spectra = METHODS.map((method) =>
      fitMethod(method, 4, {
        loss: { kind },
        steps: 500,
        initial: { kind: "grid", points: 10, ...GRIDS[method] },
      })
    );
    const [mirror, gradient] = await Promise.all(spectra);
    assert.equal(Number(measureDistance(mirror!, gradient!).toPrecision(3)), expected);
  });
}

for (const [rate, expected] of [[1e-2, 3.6e-5], [1e-3, 1.1e-6]] as const) {
  Deno.test(`W(x, q(u)) is ${expected} at rate ${rate} when x0 = q(u0)`, async () => {
    const initial = { kind: "grid", points: 5, coordinate: "u", ...GRIDS.gradient };
    const spectra = METHODS.map((method) => fitMethod(method, 0, { rate, initial, observe: "x" }));
    const [mirror, gradient] = await Promise.all(spectra);
    assert.equal(Number(measureDistance(mirror!, gradient!).toPrecision(2)), expected);
  });
}

const HYPERBOLIC = [
  // 1 − η c² for the log barrier and 1 − η c for the entropy, at η = .01, c = .5, f'' = 1.
  ["log_barrier", 0.9975, { from: 6500, to: 7500 }],
  ["entropy", 0.995, { from: 3000, to: 3500 }],
  // 1 − η.
  ["euclidean", 0.99, { from: 500, to: 600 }],
] as const;
for (const [geometry, multiplier, window] of HYPERBOLIC) {
  for (const method of METHODS) {
    Deno.test(`${method} descent with ${geometry} has multipliers ${multiplier} at a minimum within 1e-9`, async () => {
      const trajectories = await runDescent(method, {
        geometry,
        loss: { kind: "quadratic", centre: 0.5 },
        steps: window.to + 1,
        initial: { kind: "grid", points: 5, coordinate: "x", low: 0.3, high: 0.8 },
        relative_to: 0.5,
      });
      const found = await fitEigenvalues(trajectories, { window });
      assertSameSet(found, [[multiplier, 0], [multiplier, 0]], 1e-9);
    });
  }
}

Deno.test("one entropy step is what the closed forms say", async () => {
  // x⁺ = x·e^(−ηf') and u⁺ = u − η(u/2)f'(u²/4), with f' = 2x at x = .25, u = 1.
  const with_ = {
    geometry: "entropy",
    loss: { kind: "square" },
    dimension: 1,
    steps: 2,
    rate: 0.5,
    initial: { kind: "grid", points: 1, coordinate: "x", low: 0.25, high: 0.25 },
  };
  const mirror = await runDescent("mirror", with_);
  const gradient = await runDescent("gradient", with_);
  assert.ok(Math.abs(mirror.tables.snapshots.values.data[1]! - 0.25 * 0.7788007830714049) < 1e-16);
  assert.deepEqual([...gradient.tables.snapshots.values.data], [1, 1 - 0.5 * 0.5 * 0.5]);
});

Deno.test("euclidean descents are one map, w⁺ − w* = (1 − η)·(w − w*), of weights of either sign", async () => {
  const with_ = {
    geometry: "euclidean",
    loss: { kind: "quadratic", centre: -0.25 },
    rate: 0.125,
    steps: 20,
    dimension: 3,
    box: { low: -2, high: 2 },
    initial: { kind: "uniform", count: 5, low: -2, high: 2 },
    relative_to: -0.25,
  };
  const mirror = (await runDescent("mirror", with_)).tables.snapshots.values.data;
  const gradient = (await runDescent("gradient", with_)).tables.snapshots.values.data;
  assert.deepEqual(mirror, gradient);
  assert.ok(mirror.some((value) => value < -0.5) && mirror.some((value) => value > 0.5));
  for (let place = 3; place < mirror.length; place++) {
    if (Math.floor(place / 3) % 20 === 0) continue;
    assert.ok(Math.abs(mirror[place]! - 0.875 * mirror[place - 3]!) < 1e-15);
  }
});

Deno.test("descents stop at the box", async () => {
  const mirror = await runDescent("mirror", { rate: 1, steps: 500 });
  assert.equal(mirror.tables.snapshots.values.data.at(-1), 0.01);
  assert.equal(Math.min(...mirror.tables.snapshots.values.data), 0.01);
});

Deno.test("snapshots are ordered by trajectory, then step, and start at the grid", async () => {
  const { tables, meta } = await runDescent("mirror", { steps: 3 });
  assert.deepEqual(meta.observables, ["x1", "x2"]);
  assert.deepEqual([...tables.snapshots.trajectory.slice(0, 7)], [0, 0, 0, 1, 1, 1, 2]);
  assert.deepEqual([...tables.snapshots.step.slice(0, 7)], [0, 1, 2, 0, 1, 2, 0]);
  const starts = tables.snapshots.values.data.filter((_, i) => i % 6 < 2);
  assert.deepEqual([...starts.slice(0, 4)], [0.1, 0.1, 0.30000000000000004, 0.1]);
  assert.deepEqual([...starts.slice(-2)], [0.9, 0.9]);
  assert.deepEqual([...tables.outcomes.last_step], Array(25).fill(2));
});

Deno.test("uniform draws follow the seed and start both methods at the same points", async () => {
  const draw = (method: Method, seed: number) =>
    runDescent(method, {
      seed,
      steps: 1,
      observe: "u",
      initial: { kind: "uniform", count: 40, coordinate: "u", ...GRIDS.gradient },
    });
  const values = async (method: Method, seed: number) =>
    (await draw(method, seed)).tables.snapshots.values.data;
  const gradient = await values("gradient", 1);
  assert.ok(gradient.every((u) => u >= -2.3 && u < -0.1));
  assert.ok(Math.max(...gradient) - Math.min(...gradient) > 2);
  (await values("mirror", 1)).forEach((u, i) => assert.ok(Math.abs(u - gradient[i]!) < 1e-15));
  assert.notDeepEqual(await values("gradient", 2), gradient);
});

Deno.test("initial conditions outside the box are refused with the bound", async () => {
  const initial = { kind: "grid", points: 2, low: 0.1, high: 1.5 };
  await assert.rejects(
    runDescent("mirror", { initial }),
    (error: KooplineError) =>
      error.code === "input.value" && /x from 0.01 to 1\b.*x = 1.5/.test(error.message),
  );
});

Deno.test("a step that leaves the regulariser's domain is refused with the step", async () => {
  const loss = { kind: "quadratic", centre: 1000 };
  await assert.rejects(
    runDescent("mirror", { loss, rate: 1 }),
    (error: KooplineError) =>
      error.code === "numeric.not_finite" && error.message.includes("at step 1"),
  );
});

Deno.test("a grid that no memory holds is refused before anything is made", async () => {
  const initial = { kind: "grid", points: 10, low: 0.1, high: 0.9 };
  await assert.rejects(
    runDescent("mirror", { initial, dimension: 40 }),
    (error: KooplineError) => error.code === "numeric.too_large",
  );
});

Deno.test("parameters refuse unknown keys, an empty box and a loss without its centre", () => {
  const initial = { kind: "grid", points: 2, low: 0.1, high: 0.9 };
  const refuse = (with_: unknown) => assert.equal(descent.params.safeParse(with_).success, false);
  refuse({ method: "mirror", initial, speed: 1 });
  refuse({ method: "newton", initial });
  refuse({ method: "mirror", initial, box: { low: 1, high: 0.5 } });
  refuse({ method: "mirror", initial, box: { low: 0 } });
  refuse({ method: "mirror", initial, relative_to: -0.5 });
  refuse({ method: "mirror", initial, loss: { kind: "quadratic" } });
  refuse({ method: "mirror", initial: { ...initial, points: 1.5 } });
  refuse({ method: "mirror", initial, rate: NaN });
});
