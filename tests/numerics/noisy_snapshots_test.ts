import assert from "node:assert/strict";
import type { DmdMethod } from "../../numerics/dmd.ts";
import { fitDmd } from "../../numerics/dmd.ts";
import { decomposeEigen } from "../../numerics/eigen.ts";
import { fitForwardBackward } from "../../numerics/forward_backward.ts";
import { type Matrix, transpose } from "../../numerics/matrix.ts";
import { multiply } from "../../numerics/product.ts";
import { seedRandom } from "../../numerics/random.ts";
import type { KooplineError } from "../../schemas/error.ts";
import { assertClose, fromRows, iterate } from "./matrices.ts";

/** x' = [[1, −2], [1, −1]]·x as in Dawson et al. 2016, whose eigenvalues are ±i, sampled at Δt = 0.1. */
const STEP = 0.1;
const MAP = fromRows([
  [Math.cos(STEP) + Math.sin(STEP), -2 * Math.sin(STEP)],
  [Math.sin(STEP), Math.cos(STEP) - Math.sin(STEP)],
]);

/** Adds noise of a standard deviation to a clean trajectory; sums of twelve uniform draws are nearly normal. */
function addNoise(clean: Matrix, deviation: number, seed: string): Matrix {
  const stream = seedRandom(seed)("sensor");
  const draw = () =>
    Array.from({ length: 12 }, () => stream.uniform(-0.5, 0.5)).reduce((a, b) => a + b);
  return { ...clean, data: clean.data.map((value) => value + deviation * draw()) };
}

function fitModuli(trajectories: readonly Matrix[], method: DmdMethod) {
  const { matrix } = fitDmd(trajectories, {
    method,
    delays: 0,
    rank: { kind: "full" },
    cutoff: "machine",
    route: "auto",
  });
  const { re, im } = decomposeEigen(matrix);
  return { modulus: Math.hypot(re[0]!, im[0]!), angle: Math.abs(Math.atan2(im[0]!, re[0]!)) };
}

/** The mean over noises of |λ| − 1, which is 0 for this system. */
function measureBias(method: DmdMethod): number {
  const clean = iterate(MAP, [1, 0.1], 500);
  let sum = 0;
  for (let draw = 0; draw < 20; draw++) {
    sum += fitModuli([addNoise(clean, 0.1, `dawson ${draw}`)], method).modulus - 1;
  }
  return sum / 20;
}

Deno.test("noise damps the eigenvalues of projected DMD as much as Dawson et al. predict", () => {
  // Ã is biased by the factor (I + Σ_n·(⟨x xᵀ⟩)⁻¹)⁻¹: its determinant gives the bias of |λ|².
  const clean = iterate(MAP, [1, 0.1], 500);
  const [xx, xy, yy] = [[0, 0], [0, 1], [1, 1]].map(([i, j]) => {
    let sum = 0;
    for (let t = 0; t < 499; t++) sum += clean.data[2 * t + i!]! * clean.data[2 * t + j!]!;
    return sum / 499;
  });
  const variance = 0.01;
  const determinant = xx! * yy! - xy! * xy!;
  const damped = (xx! + variance) * (yy! + variance) - xy! * xy!;
  const expected = Math.sqrt(determinant / damped) - 1;
  assert.ok(Math.abs(measureBias("projected") - expected) < 0.1 * Math.abs(expected));
});

for (const method of ["forward_backward", "total_least_squares"] as const) {
  Deno.test(`${method} has less than a tenth of the bias of projected DMD under sensor noise`, () => {
    const [biased, corrected] = [measureBias("projected"), measureBias(method)];
    assert.ok(Math.abs(corrected) < 0.1 * Math.abs(biased), `${corrected} of ${biased}`);
  });

  Deno.test(`${method} is exact without noise, negative and complex eigenvalues included`, () => {
    const map = fromRows([[0.9, 0.4, 0, 0], [-0.4, 0.9, 0, 0], [0, 0, -0.7, 0.1], [0, 0, 0, 0.5]]);
    const runs = [iterate(map, [1, 2, 3, 4], 30), iterate(map, [0, 1, -1, 1], 30)];
    const fit = (method: DmdMethod) =>
      fitDmd(runs, {
        method,
        delays: 0,
        rank: { kind: "full" },
        cutoff: "machine",
        route: "svd",
      }).matrix;
    const matrix = fit(method);
    assertClose(matrix.data, fit("projected").data, 1e-11);
    const { re, im } = decomposeEigen(matrix);
    assertClose(re, [0.9, 0.9, -0.7, 0.5], 1e-11);
    assertClose(im, [-0.4, 0.4, 0, 0], 1e-11);
  });
}

Deno.test("forward_backward is the root of Ã_f·B̃⁻¹ under noise too", () => {
  // Ã·Ã·B̃ = Ã_f, with B̃ from the normal equations of Z = B̃·Z'.
  const [before, after] = [0, 1].map((from) => {
    const noisy = addNoise(iterate(MAP, [1, 0.1], 40), 0.1, "root");
    return transpose({ rows: 39, columns: 2, data: noisy.data.slice(2 * from, 2 * from + 78) });
  });
  const normal = (a: Matrix, b: Matrix) => {
    const [p, q, r, s] = multiply(b, transpose(b)).data;
    const size = p! * s! - q! * r!;
    const inverse = fromRows([[s! / size, -q! / size], [-r! / size, p! / size]]);
    return multiply(multiply(a, transpose(b)), inverse);
  };
  const forward = normal(after!, before!);
  const root = fitForwardBackward(forward, before!, after!);
  const back = normal(before!, after!);
  assertClose(multiply(multiply(root, root), back).data, forward.data, 1e-12);
});

Deno.test("forward_backward says when successors span less than snapshots", () => {
  // x₂ is gone after one step: there is no way back.
  const runs = [fromRows([[1, 1], [0.5, 0], [0.25, 0]]), fromRows([[2, 1], [1, 0], [0.5, 0]])];
  assert.throws(
    () => fitModuli(runs, "forward_backward"),
    (error: KooplineError) => error.code === "numeric.rank" && /span as much/.test(error.message),
  );
});
