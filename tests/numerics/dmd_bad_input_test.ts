/** What no data may do to a fit: hang it, or leave NaN behind. Each case on both routes. */

import assert from "node:assert/strict";
import { type DmdOptions, fitDmd } from "../../numerics/dmd.ts";
import { decomposeEigen } from "../../numerics/eigen.ts";
import { createMatrix, type Matrix } from "../../numerics/matrix.ts";
import { seedRandom } from "../../numerics/random.ts";
import { computeSpectrum } from "../../numerics/spectrum.ts";
import { KooplineError } from "../../schemas/error.ts";
import { assertClose, drawMatrix, fromRows, iterate } from "./matrices.ts";

const OPTIONS: DmdOptions = {
  method: "projected",
  delays: 0,
  rank: { kind: "fixed", rank: 2 },
  cutoff: "machine",
  route: "auto",
};
const MAP = fromRows([[0.9, 0.2], [-0.2, 0.8]]);

/** x_{t+1} = A·x_t seen by many observables, so that the Krylov route is not trivial. */
function lift(run: Matrix, width: number): Matrix {
  const directions = drawMatrix(seedRandom("lift")("directions"), run.columns, width);
  const lifted = createMatrix(run.rows, width);
  for (let t = 0; t < run.rows; t++) {
    for (let j = 0; j < width; j++) {
      for (let k = 0; k < run.columns; k++) {
        lifted.data[t * width + j] = lifted.data[t * width + j]! +
          run.data[t * run.columns + k]! * directions.data[k * width + j]!;
      }
    }
  }
  return lifted;
}

function test(
  name: string,
  run: (fit: (runs: readonly Matrix[], options?: Partial<DmdOptions>) => Float64Array) => void,
): void {
  for (const route of ["svd", "krylov"] as const) {
    Deno.test(`${name}, by the route ${route}`, () => {
      run((runs, options) => {
        const fit = fitDmd(runs, { ...OPTIONS, ...options, route });
        const spectrum = computeSpectrum({ ...fit, method: "projected" });
        for (
          const values of [fit.matrix.data, fit.basis.data, fit.gram.ee.data, spectrum.residual]
        ) {
          assert.ok(values.every(Number.isFinite));
        }
        return decomposeEigen(fit.matrix).re;
      });
    });
  }
}

function expectCode(code: string, found: string, run: () => unknown): void {
  assert.throws(run, (error: unknown) => {
    assert.ok(error instanceof KooplineError, String(error));
    assert.equal(error.code, code, error.message);
    assert.ok(error.message.includes(found), error.message);
    return true;
  });
}

test("a rank above observables or pairs is refused", (fit) => {
  const run = iterate(MAP, [1, 2], 30);
  expectCode("numeric.rank", "at most 2", () => fit([run], { rank: { kind: "fixed", rank: 3 } }));
  const short = lift(iterate(MAP, [1, 2], 4), 20);
  expectCode("numeric.rank", "at most 3", () => fit([short], { rank: { kind: "fixed", rank: 4 } }));
});

test("a rank above what the data hold is cut to what they hold", (fit) => {
  const run = lift(iterate(MAP, [1, 2], 40), 30);
  const re = fit([run], { rank: { kind: "fixed", rank: 9 } });
  assertClose(re, decomposeEigen(MAP).re, 1e-9);
});

test("delays longer than a trajectory are refused", (fit) => {
  const run = iterate(MAP, [1, 2], 8);
  expectCode("input.shape", "at least 9 snapshots", () => fit([run], { delays: 7 }));
  expectCode("input.shape", "at least 1002", () => fit([run], { delays: 1000 }));
});

test("one snapshot, no snapshot and no trajectory are refused", (fit) => {
  expectCode("input.shape", "found 1 in trajectory 0", () => fit([fromRows([[1, 2]])]));
  const empty = { rows: 0, columns: 2, data: new Float64Array() };
  expectCode("input.shape", "found 0 in trajectory 0", () => fit([empty]));
  expectCode("input.shape", "no trajectory", () => fit([]));
  const nothing = { rows: 5, columns: 0, data: new Float64Array() };
  expectCode("input.shape", "no observable", () => fit([nothing]));
});

test("constant trajectories have the eigenvalue 1", (fit) => {
  const run = { rows: 50, columns: 20, data: new Float64Array(1000).fill(3) };
  assertClose(fit([run], { delays: 3 }), [1], 1e-13);
});

test("trajectories of zeros are refused", (fit) => {
  const run = createMatrix(50, 20);
  expectCode("numeric.rank", "σ₁ = 0", () => fit([run]));
});

test("duplicated observables change nothing", (fit) => {
  const run = lift(iterate(MAP, [1, 2], 40), 12);
  const twice = createMatrix(40, 24);
  for (let t = 0; t < 40; t++) {
    const row = run.data.subarray(12 * t, 12 * (t + 1));
    twice.data.set(row, 24 * t);
    twice.data.set(row, 24 * t + 12);
  }
  assertClose(fit([twice]), decomposeEigen(MAP).re, 1e-11);
});

test("duplicated trajectories change nothing", (fit) => {
  const run = lift(iterate(MAP, [1, 2], 40), 12);
  assertClose(fit([run, run, run]), decomposeEigen(MAP).re, 1e-11);
});

test("scales of 1e-300 and 1e300 give the eigenvalues of scale 1", (fit) => {
  const run = lift(iterate(MAP, [1, 2], 40), 12);
  for (const scale of [1e-300, 1e300]) {
    const scaled = { ...run, data: run.data.map((value) => value * scale) };
    assertClose(fit([scaled], { delays: 2 }), decomposeEigen(MAP).re, 1e-10);
  }
});

test("observables 1e300 apart leave those that doubles can see", (fit) => {
  const run = createMatrix(60, 2);
  for (let t = 0; t < 60; t++) run.data.set([0.9 ** t * 1e150, 0.5 ** t * 1e-150], 2 * t);
  assertClose(fit([run]), [0.9], 1e-12);
});

test("subnormal snapshots are fitted or refused, not turned into NaN", (fit) => {
  const run = createMatrix(20, 2);
  run.data.fill(5e-324);
  try {
    assertClose(fit([run]), [1], 1e-6);
  } catch (error) {
    assert.ok(error instanceof KooplineError, String(error));
  }
});

test("NaN and Infinity are refused with their place", (fit) => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    const run = iterate(MAP, [1, 2], 30);
    run.data[11] = bad;
    expectCode(
      "numeric.not_finite",
      `${bad} at trajectory 1, snapshot 5, observable 1`,
      () => fit([iterate(MAP, [1, 2], 30), run]),
    );
  }
});

test("two snapshots are a fit of one pair", (fit) => {
  assertClose(
    fit([fromRows([[2, 0], [1, 0]])], { rank: { kind: "fixed", rank: 1 } }),
    [0.5],
    1e-15,
  );
});

test("a fit that no memory holds is refused before it begins", (fit) => {
  const run = { rows: 40_000, columns: 10, data: new Float64Array(400_000) };
  expectCode(
    "numeric.too_large",
    "200010 observables",
    () => fit([run], { delays: 20_000, rank: { kind: "fixed", rank: 200 } }),
  );
});

Deno.test("the Krylov route fits what the whole decomposition has no memory for", () => {
  // 12,000 observables × 10,000 pairs; written out and decomposed they take 9.6 GiB.
  const run = lift(iterate(fromRows([[0.9999]]), [1], 11_000), 12);
  const fit = (route: "svd" | "krylov") =>
    fitDmd([run], { ...OPTIONS, rank: { kind: "fixed", rank: 1 }, delays: 999, route });
  expectCode(
    "numeric.too_large",
    "12000 observables × 10000 pairs by the route `svd`",
    () => fit("svd"),
  );
  assertClose(fit("krylov").matrix.data, [0.9999], 1e-12);
});
