import assert from "node:assert/strict";
import { extrapolateSnapshots } from "../../numerics/extrapolation.ts";
import {
  countConstruction,
  countExtrapolation,
  countPatchOperations,
  countPower,
} from "../../numerics/operation_count.ts";
import { seedRandom } from "../../numerics/random.ts";
import {
  applyRows,
  type CountedArithmetic,
  openCounted,
  sumProducts,
  transposeRows,
} from "./counted_arithmetic.ts";

const SEED = "operation_count";
const stream = seedRandom(SEED)("matrices");

function drawRows(rows: number, columns: number): number[][] {
  return Array.from(
    { length: rows },
    () => Array.from({ length: columns }, () => stream.uniform(-0.5, 0.5)),
  );
}

function multiply(c: CountedArithmetic, a: number[][], b: number[][]): number[][] {
  const columns = transposeRows(b);
  return a.map((row) => columns.map((column) => sumProducts(c, row, column)));
}

Deno.test("a fit takes the products that its loop counts, and the singular values of Golub & Van Loan", () => {
  for (const [n, pairs, rank] of [[4, 9, 3], [9, 4, 4], [5, 5, 1]] as const) {
    const c = openCounted();
    const [left, right, after] = [drawRows(n, rank), drawRows(rank, pairs), drawRows(n, pairs)];
    const sigma = Array.from({ length: rank }, (_, i) => rank - i);
    const projected = multiply(c, after, transposeRows(right));
    const reduced = multiply(c, transposeRows(left), projected);
    for (const row of [...projected, ...reduced]) row.map((x, j) => c.div(x, sigma[j]!));
    // Figure 8.6.1, R-SVD with Σ, U₁ and V of an m × n matrix, m ≥ n: 6·m·n² + 20·n³.
    const [m, k] = [Math.max(n, pairs), Math.min(n, pairs)];
    const singular = 6 * m * k ** 2 + 20 * k ** 3;
    assert.equal(countConstruction({ size: n, rank }, pairs, false), singular + c.count());
  }
});

Deno.test("the constant observable makes the matrix a row higher", () => {
  const [size, rank, pairs] = [4, 3, 9];
  const difference = countConstruction({ size, rank }, pairs, true) -
    countConstruction({ size, rank }, pairs, false);
  assert.equal(difference, 6 * 9 * (5 ** 2 - 4 ** 2) + 20 * (5 ** 3 - 4 ** 3));
});

Deno.test("steps in the span, of whole matrices, and the ways in and out take what their loops count", () => {
  const sizes = [{ size: 7, rank: 3 }, { size: 2, rank: 2 }, { size: 5, rank: 0 }];
  const loops = { enter: openCounted(), step: openCounted(), dense: openCounted() };
  for (const { size, rank } of sizes) {
    const w = drawRows(1, size)[0]!;
    const h = applyRows(loops.enter, transposeRows(drawRows(size, rank)), w);
    applyRows(loops.step, drawRows(rank, rank), h, h);
    applyRows(loops.dense, drawRows(size, size), w);
  }
  const found = countPatchOperations(sizes, { pairs: 9, steps: 5, constant: false });
  assert.equal(found.enter, loops.enter.count());
  assert.equal(found.read, loops.enter.count());
  assert.equal(found.step, loops.step.count());
  assert.equal(found.dense, loops.dense.count());
  assert.equal(
    found.construction,
    sizes.reduce((sum, patch) => sum + countConstruction(patch, 9, false), 0),
  );
  assert.equal(found.power, countPower(3, 5) + countPower(2, 5));
});

/** h ← N·h + f, T − 1 times, by squaring the map (N, f). */
function leap(c: CountedArithmetic, n: number[][], f: number[], h: number[], steps: number) {
  let [power, added, state] = [n, f, h];
  const bits = (steps - 1).toString(2).split("").toReversed();
  if (steps === 1) return state;
  bits.forEach((bit, i) => {
    if (bit === "1") state = applyRows(c, power, state, added);
    if (i === bits.length - 1) return;
    added = applyRows(c, power, added, added);
    power = multiply(c, power, power);
  });
  return state;
}

Deno.test(`the power at once takes what repeated squaring counts, and gives what steps give (seed ${SEED})`, () => {
  for (const steps of [1, 2, 3, 4, 7, 8, 9, 100, 938]) {
    for (const rank of [1, 4]) {
      const [n, [f, h]] = [drawRows(rank, rank), drawRows(2, rank)];
      const c = openCounted();
      const found = leap(c, n, f!, h!, steps);
      assert.equal(countPower(rank, steps), c.count(), `T = ${steps}, r = ${rank}`);
      let expected = h!;
      for (let k = 1; k < steps; k++) expected = applyRows(openCounted(), n, expected, f);
      found.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-12));
    }
  }
});

Deno.test("baselines take what their loops count", () => {
  const [weights, lag, k] = [6, 2, 5];
  const rows = drawRows(7, weights);
  const snapshots = { rows: 7, columns: weights, data: Float64Array.from(rows.flat()) };
  const [w0, w1, w2] = [rows[6]!, rows[4]!, rows[2]!];
  const extrapolate = (kind: "linear" | "quadratic") =>
    extrapolateSnapshots(snapshots, kind, lag, Int32Array.of(k)).data;

  const line = openCounted();
  const s = line.div(k, lag);
  const straight = w0.map((w, i) => line.add(w, line.mul(s, line.sub(w, w1[i]!))));
  assert.equal(countExtrapolation("linear", weights, 7).step, line.count());
  extrapolate("linear").forEach((w, i) => assert.ok(Math.abs(w - straight[i]!) < 1e-14));

  const curve = openCounted();
  const t = curve.div(k, lag);
  const bend = curve.div(curve.mul(t, curve.add(t, 1)), 2);
  const bent = w0.map((w, i) => {
    const straight = curve.add(w, curve.mul(t, curve.sub(w, w1[i]!)));
    const second = curve.add(curve.sub(w, curve.mul(2, w1[i]!)), w2[i]!);
    return curve.add(straight, curve.mul(bend, second));
  });
  assert.equal(countExtrapolation("quadratic", weights, 7).step, curve.count());
  extrapolate("quadratic").forEach((w, i) => assert.ok(Math.abs(w - bent[i]!) < 1e-14));

  const mean = openCounted();
  transposeRows(rows).map((path) =>
    mean.div(path.reduce((sum, w) => mean.add(sum, w), 0), path.length)
  );
  assert.deepEqual(
    countExtrapolation("average", weights, 7),
    { construction: mean.count(), step: 0 },
  );
  assert.deepEqual(countExtrapolation("hold", weights, 7), { construction: 0, step: 0 });
});
