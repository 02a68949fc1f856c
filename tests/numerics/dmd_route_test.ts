import assert from "node:assert/strict";
import { type DmdFit, type DmdOptions, fitDmd } from "../../numerics/dmd.ts";
import { chooseRoute } from "../../numerics/dmd_route.ts";
import { decomposeEigen } from "../../numerics/eigen.ts";
import { createMatrix, type Matrix } from "../../numerics/matrix.ts";
import { seedRandom } from "../../numerics/random.ts";
import type { RankRule } from "../../numerics/rank.ts";
import { computeSpectrum, type OperatorSpectrum } from "../../numerics/spectrum.ts";
import { KooplineError } from "../../schemas/error.ts";
import { assertClose, drawMatrix, fromRows, iterate } from "./matrices.ts";

const FIXED: RankRule = { kind: "fixed", rank: 6 };
const OPTIONS: DmdOptions = {
  method: "projected",
  delays: 0,
  rank: FIXED,
  cutoff: "machine",
  route: "auto",
};

/** Weights as training moves them: a drift that slows down, and noise that adds up. */
function drawTraining(seed: string, runs: number, steps: number, width: number): Matrix[] {
  const stream = seedRandom(seed)("training");
  const target = drawMatrix(stream, 1, width).data;
  const start = drawMatrix(stream, 1, width).data;
  const noise = Array.from({ length: steps * width }, () => stream.uniform(-1, 1));
  return Array.from({ length: runs }, () => {
    const trajectory = createMatrix(steps, width);
    const weights = start.map((value) => value * (1 + 0.001 * stream.uniform(-1, 1)));
    for (let t = 0; t < steps; t++) {
      trajectory.data.set(weights, t * width);
      for (let i = 0; i < width; i++) {
        const rate = 0.002 * (1 + (i % 7));
        weights[i] = weights[i]! + rate * (target[i]! - weights[i]!) +
          0.01 * noise[t * width + i]!;
      }
    }
    return trajectory;
  });
}

function fitBoth(trajectories: readonly Matrix[], options: Partial<DmdOptions>) {
  const fit = (route: "svd" | "krylov") => fitDmd(trajectories, { ...OPTIONS, ...options, route });
  return [fit("svd"), fit("krylov")] as const;
}

function assertAgree(svd: DmdFit, krylov: DmdFit, method: DmdOptions["method"]): void {
  assert.deepEqual([svd.route, krylov.route], ["svd", "krylov"]);
  assert.equal(krylov.rank, svd.rank);
  const [a, b] = [computeSpectrum({ ...svd, method }), computeSpectrum({ ...krylov, method })];
  assertClose(b.re, a.re, 1e-8);
  assertClose(b.im, a.im, 1e-8);
  assertClose(b.residual, a.residual, 1e-7);
  assertClose(b.energy, a.energy, 1e-6 * Math.max(...a.energy));
  for (let j = 0; j < svd.rank; j++) assertParallel(a, b, j, svd.observables);
  const kept = svd.singularValues.slice(0, svd.rank);
  assertClose(krylov.singularValues.slice(0, svd.rank), kept, 1e-12 * kept[0]!);
  assertClose([krylov.meanSquare], [svd.meanSquare], 1e-13 * svd.meanSquare);
}

/** Modes are unit vectors up to a phase. */
function assertParallel(a: OperatorSpectrum, b: OperatorSpectrum, j: number, n: number): void {
  let [re, im] = [0, 0];
  for (let i = j * n; i < (j + 1) * n; i++) {
    const [ar, ai] = [a.modes.re.data[i]!, a.modes.im.data[i]!];
    const [br, bi] = [b.modes.re.data[i]!, b.modes.im.data[i]!];
    re += ar * br + ai * bi;
    im += ar * bi - ai * br;
  }
  assert.ok(Math.abs(Math.hypot(re, im) - 1) < 1e-10, `mode ${j}: ${re} + ${im}i`);
}

const METHODS = ["projected", "exact", "forward_backward", "total_least_squares"] as const;
for (const method of METHODS) {
  Deno.test(`both routes give one spectrum of training-like runs by the method ${method} (seed routes)`, () => {
    const runs = drawTraining("routes", 4, 80, 20);
    const [svd, krylov] = fitBoth(runs, { method, delays: 7 });
    assertAgree(svd, krylov, method);
  });
}

Deno.test("both routes agree with many delays of few observables, and few of many (seed routes)", () => {
  const shapes = [[3, 90, 4, 40], [2, 200, 150, 0], [1, 400, 30, 4]] as const;
  for (const [runs, steps, width, delays] of shapes) {
    const [svd, krylov] = fitBoth(drawTraining("shapes", runs, steps, width), { delays });
    assertAgree(svd, krylov, "projected");
  }
});

Deno.test("both routes agree on random linear systems with noise, rank by rank (seed noise)", () => {
  const stream = seedRandom("noise")("route");
  const map = fromRows([[0.95, 0.3, 0], [-0.3, 0.95, 0], [0, 0, 0.9]]);
  const lift = drawMatrix(stream, 3, 60);
  const runs = [[1, 0, 1], [0, 1, -1], [1, 1, 2]].map((start) => {
    const state = iterate(map, start, 60);
    const noise = drawMatrix(stream, 60, 60);
    const data = noise.data.map((value, i) => {
      const [t, j] = [Math.floor(i / 60), i % 60];
      return [0, 1, 2].reduce(
        (sum, k) => sum + state.data[3 * t + k]! * lift.data[60 * k + j]!,
        1e-3 * value,
      );
    });
    return { rows: 60, columns: 60, data };
  });
  for (const rank of [1, 2, 3]) {
    const [svd, krylov] = fitBoth(runs, { delays: 2, rank: { kind: "fixed", rank } });
    assertAgree(svd, krylov, "projected");
  }
});

Deno.test("both routes keep as many values for a share of the energy (seed energy)", () => {
  const runs = drawTraining("energy", 3, 120, 30);
  for (const fraction of [0.9, 0.99, 0.999]) {
    const [svd, krylov] = fitBoth(runs, { delays: 5, rank: { kind: "energy", fraction } });
    assertAgree(svd, krylov, "projected");
  }
});

Deno.test("auto takes the largest values only where a rule asks for few of many", () => {
  const large = { observables: 3600, pairs: 9910 };
  const choose = (rank: RankRule, shape = large) => chooseRoute(shape, { rank });
  assert.equal(choose({ kind: "fixed", rank: 10 }), "krylov");
  assert.equal(choose({ kind: "energy", fraction: 0.99 }), "krylov");
  assert.equal(choose({ kind: "energy", fraction: 1 }), "svd");
  assert.equal(choose({ kind: "full" }), "svd");
  assert.equal(choose({ kind: "optimal" }), "svd");
  assert.equal(choose({ kind: "fixed", rank: 10 }, { observables: 10, pairs: 2500 }), "svd");
  assert.equal(choose({ kind: "fixed", rank: 10 }, { observables: 127, pairs: 2500 }), "svd");
  assert.equal(choose({ kind: "fixed", rank: 17 }, { observables: 128, pairs: 2500 }), "svd");
});

Deno.test("auto goes on with svd where the largest values cannot be told apart, and says so", () => {
  // Snapshot t is (1 + 1e-9·t) times the axis t: 400 singular values within 4e-7 of one another.
  const run = createMatrix(401, 401);
  for (let t = 0; t < 401; t++) run.data[t * 401 + t] = 1 + 1e-9 * t;
  const options = { ...OPTIONS, rank: { kind: "fixed", rank: 2 } } as const;
  const fit = fitDmd([run], options);
  assert.equal(fit.route, "svd");
  assert.match(fit.remark!, /close together; the fit takes the route `svd`/);
  expectCode("numeric.no_convergence", "rad", () => fitDmd([run], { ...options, route: "krylov" }));
});

Deno.test("auto goes on with svd where σ_k is below 1e-6·σ₁, krylov refuses", () => {
  // x_{t+1} = .5·x_t in one direction, 1e-9 as large in others.
  const stream = seedRandom("small")("directions");
  const run = createMatrix(200, 140);
  for (let t = 0; t < 200; t++) {
    for (let i = 0; i < 140; i++) {
      run.data[t * 140 + i] = 0.99 ** t * (i === 0 ? 1 : 0) + 1e-9 * stream.uniform(-1, 1);
    }
  }
  const fit = fitDmd([run], { ...OPTIONS, rank: { kind: "fixed", rank: 3 } });
  assert.equal(fit.route, "svd");
  assert.match(fit.remark!, /0\.000001·σ₁.*with k = 3; the fit takes the route `svd`/);
  expectCode(
    "numeric.rank",
    "with k = 3",
    () => fitDmd([run], { ...OPTIONS, rank: { kind: "fixed", rank: 3 }, route: "krylov" }),
  );
  assert.equal(fitDmd([run], { ...OPTIONS, rank: { kind: "fixed", rank: 1 } }).route, "krylov");
});

Deno.test("krylov refuses rank rules that need every singular value", () => {
  const runs = drawTraining("rules", 1, 20, 3);
  for (const kind of ["full", "optimal"] as const) {
    const fit = () => fitDmd(runs, { ...OPTIONS, rank: { kind }, route: "krylov" });
    expectCode("input.value", `the rule \`${kind}\``, fit);
  }
});

Deno.test("errors on the Krylov route are measured on the data, not by differences of products", () => {
  // An exactly linear system: ⟨e eᵀ⟩ as yy − Ã·xy would be about 1e-16·⟨z zᵀ⟩.
  const angle = 0.1;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const run = iterate(fromRows([[c, -s], [s, c]]), [1, 0.5], 300);
  const fit = fitDmd([run], {
    ...OPTIONS,
    delays: 80,
    rank: { kind: "fixed", rank: 2 },
    route: "krylov",
  });
  const { residual } = computeSpectrum({ ...fit, method: "projected" });
  assert.ok(Math.max(...residual) < 1e-12, `${residual}`);
  assertClose(decomposeEigen(fit.matrix).re, [c, c], 1e-12);
});

function expectCode(code: string, found: string, run: () => unknown): void {
  assert.throws(run, (error: unknown) => {
    assert.ok(error instanceof KooplineError);
    assert.equal(error.code, code, error.message);
    assert.ok(error.message.includes(found), error.message);
    return true;
  });
}
