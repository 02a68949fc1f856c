import assert from "node:assert/strict";
import { KooplineError } from "../../schemas/error.ts";
import { type DmdOptions, fitDmd } from "../../numerics/dmd.ts";
import { decomposeEigen } from "../../numerics/eigen.ts";
import { makeDiagonal, type Matrix, transpose } from "../../numerics/matrix.ts";
import { multiply } from "../../numerics/product.ts";
import { collectPairs } from "../../numerics/pairs.ts";
import { stackSnapshots } from "../../numerics/snapshot_stack.ts";
import { seedRandom } from "../../numerics/random.ts";
import { assertClose, drawInvertible, drawMatrix, fromRows, iterate } from "./matrices.ts";

const SEED = "dmd";
const OPTIONS: DmdOptions = {
  method: "projected",
  delays: 0,
  rank: { kind: "full" },
  cutoff: "machine",
  route: "auto",
};

function fitEigenvalues(trajectories: readonly Matrix[], options: Partial<DmdOptions> = {}) {
  return decomposeEigen(fitDmd(trajectories, { ...OPTIONS, ...options }).matrix);
}

function expectCode(code: string, found: string, run: () => unknown): void {
  assert.throws(run, (error: unknown) => {
    assert.ok(error instanceof KooplineError);
    assert.equal(error.code, code);
    assert.ok(error.message.includes(found), error.message);
    return true;
  });
}

Deno.test("fitDmd() recovers a known rotation within 1e-12", () => {
  const angle = 0.3;
  const rotation = fromRows([[Math.cos(angle), -Math.sin(angle)], [
    Math.sin(angle),
    Math.cos(angle),
  ]]);
  const { re, im } = fitEigenvalues([iterate(rotation, [1, 0.5], 30)]);
  assertClose(re, [Math.cos(angle), Math.cos(angle)], 1e-12);
  assertClose(im, [-Math.sin(angle), Math.sin(angle)], 1e-12);
});

Deno.test(`fitDmd() recovers planted eigenvalues from many trajectories within 1e-10 (seed ${SEED})`, () => {
  const stream = seedRandom(SEED)("planted");
  for (const method of ["projected", "exact"] as const) {
    const planted = makeDiagonal(Float64Array.of(0.99, 0.9, -0.7, 0.4));
    const { p, inverse } = drawInvertible(stream, 4);
    const map = multiply(multiply(p, planted), inverse);
    const starts = Array.from({ length: 6 }, () => [...drawMatrix(stream, 1, 4).data]);
    const { re, im } = fitEigenvalues(starts.map((start) => iterate(map, start, 12)), { method });
    assertClose(re, [0.99, 0.9, -0.7, 0.4], 1e-10);
    assertClose(im, [0, 0, 0, 0], 0);
  }
});

Deno.test("fitDmd() pairs snapshots within trajectories only", () => {
  // A pair across the two would be (.25, 100), and λ far from .5.
  const halving = fromRows([[0.5]]);
  const { re } = fitEigenvalues([iterate(halving, [1], 3), iterate(halving, [100], 3)]);
  assertClose(re, [0.5], 1e-15);
});

Deno.test("fitDmd() finds two exponentials in one observable with one delay", () => {
  const sum = Array.from({ length: 20 }, (_, t) => [0.9 ** t + 0.5 ** t]);
  assertClose(fitEigenvalues([fromRows(sum)], { delays: 1 }).re, [0.9, 0.5], 1e-12);
});

Deno.test("fitDmd() gives λ = 1 for constant trajectories", () => {
  const { re, im } = fitEigenvalues([fromRows([[3, 1], [3, 1], [3, 1], [3, 1]])], { delays: 1 });
  assertClose(re, [1], 1e-14);
  assert.deepEqual([...im], [0]);
});

Deno.test("fitDmd() drops directions that the data lack", () => {
  // The second observable is twice the first.
  const map = fromRows([[0.5, 0], [1, 0]]);
  const fit = fitDmd([iterate(map, [1, 2], 10)], OPTIONS);
  assert.equal(fit.rank, 1);
  assertClose(decomposeEigen(fit.matrix).re, [0.5], 1e-14);
});

Deno.test("fitDmd() gives the same eigenvalues at scales from 1e-300 to 1e300", () => {
  const map = fromRows([[0.9, 0.2], [-0.2, 0.8]]);
  const trajectory = iterate(map, [1, -2], 15);
  const plain = fitDmd([trajectory], { ...OPTIONS, delays: 1 });
  for (const scale of [2 ** -990, 2 ** 990]) {
    const data = trajectory.data.map((value) => value * scale);
    const scaled = fitDmd([{ ...trajectory, data }], { ...OPTIONS, delays: 1 });
    assert.deepEqual(scaled.matrix, plain.matrix);
    assert.deepEqual(scaled.gram, plain.gram);
    assert.deepEqual(scaled.singularValues, plain.singularValues.map((value) => value * scale));
  }
});

Deno.test(`fitDmd() fits the least-squares operator: errors are uncorrelated with snapshots (seed ${SEED})`, () => {
  const trajectory = drawMatrix(seedRandom(SEED)("noise"), 40, 3);
  const { matrix, basis, gram, pairs } = fitDmd([trajectory], OPTIONS);
  const { x, y } = collectPairs(stackSnapshots([trajectory], 0));
  const reduce = (data: Matrix) => multiply(transpose(basis), data);
  const [before, after] = [reduce(x), reduce(y)];
  const predicted = multiply(matrix, before);
  const error = { ...after, data: after.data.map((value, i) => value - predicted.data[i]!) };
  const average = (a: Matrix, b: Matrix) =>
    multiply(a, transpose(b)).data.map((sum) => sum / pairs);
  assertClose(average(before, error), new Float64Array(9), 1e-14);
  assertClose(gram.xx.data, average(before, before), 1e-14);
  assertClose(gram.xy.data, average(before, after), 1e-14);
  assertClose(gram.yy.data, average(after, after), 1e-14);
  assertClose(gram.ee.data, average(error, error), 1e-14);
});

Deno.test(`exact modes are eigenvectors of Y·X⁺ (seed ${SEED})`, () => {
  const trajectory = drawMatrix(seedRandom(SEED)("exact"), 6, 8);
  const { x, y } = collectPairs(stackSnapshots([trajectory], 0));
  const { matrix, basis } = fitDmd([trajectory], { ...OPTIONS, method: "exact" });
  // A·(basis·v) = Y V Σ⁻¹ Uᵀ · basis·v = basis·(Ã·v): it suffices that Uᵀ·basis = Ã and X·X⁺ holds.
  const projected = fitDmd([trajectory], OPTIONS);
  assertClose(multiply(transpose(projected.basis), basis).data, matrix.data, 1e-13);
  // Y = Y V Σ⁻¹ Uᵀ X as the pairs are fewer than the observables.
  const recovered = multiply(multiply(basis, transpose(projected.basis)), x);
  assertClose(recovered.data, y.data, 1e-13);
});

Deno.test("fitDmd() refuses trajectories without a pair and says how many snapshots it takes", () => {
  expectCode(
    "input.shape",
    "Expected at least 2 snapshots",
    () => fitEigenvalues([fromRows([[1]])]),
  );
  const short = fromRows([[1], [2], [3]]);
  expectCode("input.shape", "at least 7 snapshots", () => fitEigenvalues([short], { delays: 5 }));
  const long = iterate(fromRows([[0.5]]), [1], 9);
  expectCode(
    "input.shape",
    "3 in trajectory 1",
    () => fitEigenvalues([long, short], { delays: 5 }),
  );
  expectCode("input.shape", "no trajectory", () => fitEigenvalues([]));
});

Deno.test("fitDmd() refuses trajectories of different observables", () => {
  const [one, two] = [fromRows([[1], [2], [3]]), fromRows([[1, 2], [3, 4], [5, 6]])];
  expectCode("input.shape", "2 in trajectory 1", () => fitEigenvalues([one, two]));
});

Deno.test("fitDmd() refuses NaN with trajectory, snapshot and observable", () => {
  const [good, bad] = [fromRows([[1, 2], [3, 4]]), fromRows([[1, 2], [3, 4], [5, NaN]])];
  expectCode(
    "numeric.not_finite",
    "NaN at trajectory 1, snapshot 2, observable 1",
    () => fitEigenvalues([good, bad]),
  );
});

Deno.test("fitDmd() refuses data that are all zero", () => {
  expectCode("numeric.rank", "σ₁ = 0", () => fitEigenvalues([fromRows([[0], [0], [0]])]));
});

Deno.test("fitDmd() refuses a fit that no memory holds before it begins", () => {
  const trajectory = { rows: 40_000, columns: 10, data: new Float64Array(400_000) };
  expectCode(
    "numeric.too_large",
    "200010 observables × 19999 pairs",
    () => fitEigenvalues([trajectory], { delays: 20_000 }),
  );
});
