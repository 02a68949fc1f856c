/** Truth: formulas. Weights that follow a known map are predicted by that map. */

import assert from "node:assert/strict";
import { type KooplineError } from "../../schemas/error.ts";
import { createMatrix, type Matrix } from "../../numerics/matrix.ts";
import { type PatchOptions, predictPatches } from "../../numerics/patch_operators.ts";
import { seedRandom } from "../../numerics/random.ts";
import { assertClose, drawMatrix, fromRows } from "./matrices.ts";

const SEED = "patch operators";
const PRECISIONS = [["float64", 1e-11], ["float32", 2e-4]] as const;

function makeOptions(changes: Partial<PatchOptions>): PatchOptions {
  const rank = { kind: "full" } as const;
  const common = { precision: "float64", constant: false, projection: "none" } as const;
  return { ...common, rank, cutoffs: ["machine"], ...changes };
}

/** w, M·w + c, M·(M·w + c) + c, …: a row each. */
function follow(map: Matrix, shift: readonly number[], start: readonly number[], rows: number) {
  const path = createMatrix(rows, start.length);
  let w = [...start];
  for (let t = 0; t < rows; t++) {
    path.data.set(w, t * w.length);
    w = w.map((_, i) => w.reduce((sum, x, j) => sum + map.data[i * w.length + j]! * x, shift[i]!));
  }
  return path;
}

function list(count: number, from = 0): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => from + i);
}

function predict(path: Matrix, steps: readonly number[], changes: Partial<PatchOptions> = {}) {
  const all = [list(path.columns)];
  const [found] = predictPatches(path, all, Int32Array.from(steps), makeOptions(changes));
  return { values: found!.predictions.data, summary: found!.summaries[0]! };
}

const TURN = fromRows([[0.8, -0.6, 0], [0.6, 0.8, 0], [0, 0, 0.9]]);

for (const [precision, tolerance] of PRECISIONS) {
  Deno.test(`predictPatches() continues w ← M·w within ${tolerance} in ${precision}`, () => {
    const path = follow(TURN, [0, 0, 0], [1, 0.5, 2], 41);
    const short = { rows: 21, columns: 3, data: path.data.slice(0, 63) };
    const { values, summary } = predict(short, [0, 1, 7, 20], { precision });
    const truth = [20, 21, 27, 40].flatMap((t) => [...path.data.subarray(3 * t, 3 * t + 3)]);
    assertClose(values, truth, tolerance);
    assert.deepEqual([summary.size, summary.rank], [3, 3]);
    assertClose([summary.radius, summary.residual, summary.defect], [1, 0, 0], tolerance);
  });

  Deno.test(`predictPatches() continues w ← M·w + c with the constant, not without, in ${precision}`, () => {
    const path = follow(TURN, [0.3, -0.2, 0.5], [1, 0.5, 2], 41);
    const short = { rows: 21, columns: 3, data: path.data.slice(0, 63) };
    const truth = path.data.subarray(120);
    const affine = predict(short, [20], { precision, constant: true });
    assertClose(affine.values, truth, tolerance);
    assertClose([affine.summary.radius, affine.summary.defect], [1, 0], tolerance);
    const linear = predict(short, [20], { precision });
    const error = Math.max(...linear.values.map((x, i) => Math.abs(x - truth[i]!)));
    assert.ok(error > 0.1, `an error of ${error}`);
    assert.ok(linear.summary.defect > 0.01);
  });

  Deno.test(`predictPatches() holds constant weights, of rank 1, in ${precision}`, () => {
    const path = fromRows(Array.from({ length: 9 }, () => [0.25, -3, 1e-3]));
    for (const constant of [false, true]) {
      const { values, summary } = predict(path, [1, 1000], { precision, constant });
      const limit = tolerance * 10;
      assertClose(values, [0.25, -3, 1e-3, 0.25, -3, 1e-3], limit);
      assert.equal(summary.rank, 1);
    }
  });

  Deno.test(`a single weight gets the scalar Σw⁺w/Σw² in ${precision}`, () => {
    const path = fromRows([[1], [0.5], [0.75], [0.5]]);
    const factor = (0.5 + 0.375 + 0.375) / (1 + 0.25 + 0.5625);
    const { values, summary } = predict(path, [1, 2], { precision });
    assertClose(values, [0.5 * factor, 0.5 * factor * factor], tolerance);
    assertClose([summary.radius], [factor], tolerance);
    const squares = [[0.5, 1], [0.75, 0.5], [0.5, 0.75]].map(([y, x]) => (y! - factor * x!) ** 2);
    const defect = Math.sqrt(squares.reduce((a, b) => a + b) / (0.25 + 0.5625 + 0.25));
    assertClose([summary.defect], [defect], tolerance);
    // With one weight the eigenfunction is the weight: the residual is the same error over another length.
    const residual = Math.sqrt(squares.reduce((a, b) => a + b) / 1.8125) / factor;
    assertClose([summary.residual], [residual], tolerance);
  });
}

Deno.test("predictPatches() fits patches apart, and leaves weights in no patch as they are", () => {
  const path = fromRows([[1, 8, 5], [2, 4, 6], [4, 2, 5], [8, 1, 7]]);
  const patches = [Int32Array.of(1), Int32Array.of(0)];
  const [found] = predictPatches(path, patches, Int32Array.of(0, 2), makeOptions({}));
  assertClose(found!.predictions.data, [8, 1, 7, 32, 0.25, 7], 1e-12);
  assertClose(found!.summaries.map(({ radius }) => radius), [0.5, 2], 1e-12);
});

Deno.test("weights that are all 0 stay 0, with rank 0 without the constant", () => {
  const path = createMatrix(6, 4);
  const linear = predict(path, [1, 50]);
  assert.deepEqual([...linear.values], Array(8).fill(0));
  assert.deepEqual(linear.summary, {
    size: 4,
    rank: 0,
    condition: 1,
    radius: 0,
    residual: NaN,
    defect: 0,
  });
  const affine = predict(path, [1, 50], { constant: true });
  assert.deepEqual([...affine.values], Array(8).fill(0));
  assert.equal(affine.summary.rank, 1);
});

Deno.test("one pair gives the map of that pair: A = y·xᵀ/‖x‖²", () => {
  const path = fromRows([[3, 4], [1, 2]]);
  const { values, summary } = predict(path, [1, 2]);
  const share = (1 * 3 + 2 * 4) / 25;
  assertClose(values, [share, 2 * share, share * share, 2 * share * share], 1e-14);
  assert.equal(summary.rank, 1);
  assertClose([summary.radius], [share], 1e-14);
});

Deno.test("weights that grow beyond the numbers are reported as infinite, and nothing is thrown", () => {
  const path = fromRows([[1, 1], [3, 2], [9, 4], [27, 8]]);
  for (const precision of ["float32", "float64"] as const) {
    const { values } = predict(path, [5000], { precision });
    assert.ok(values.every((x) => !Number.isFinite(x)), `${values}`);
  }
});

Deno.test("projection holds |λ| ≤ 1: a growing weight stops, one that turns and shrinks goes on", () => {
  const map = fromRows([[1.1, 0, 0], [0, 0.5, -0.6], [0, 0.6, 0.5]]);
  const path = follow(map, [0, 0, 0], [1, 1, 1], 12);
  const last = path.data.slice(33);
  const { values, summary } = predict(path, [3], { projection: "unit_circle" });
  const turned = follow(map, [0, 0, 0], [0, last[1]!, last[2]!], 4).data.subarray(9);
  assertClose(values, [last[0]!, turned[1]!, turned[2]!], 1e-9);
  assertClose([summary.radius], [1], 1e-12);
  // l·x' − λ'·l·x = 0.1·l·x with λ' = 1, on exact data.
  assertClose([summary.residual], [0.1], 1e-9);
});

Deno.test("projection of w ← M·w + c turns growth about the fixed point into rest, and keeps the rest", () => {
  const map = fromRows([[1.25, 0], [0, 0.5]]);
  // Fixed point: (−4, 2).
  const path = follow(map, [1, 1], [-3.9, 1], 12);
  const last = path.data.slice(22);
  const changes = { constant: true, projection: "unit_circle" } as const;
  const { values } = predict(path, [1, 6], changes);
  const toward = (steps: number) => 2 + (last[1]! - 2) * 0.5 ** steps;
  assertClose(values, [last[0]!, toward(1), last[0]!, toward(6)], 1e-7);
});

Deno.test("projection changes no bit where no eigenvalue is outside", () => {
  const path = follow(fromRows([[0.5, -0.4], [0.4, 0.5]]), [0.1, 0], [1, 1], 20);
  for (const constant of [false, true]) {
    const plain = predict(path, [1, 9], { constant });
    assert.deepEqual(predict(path, [1, 9], { constant, projection: "unit_circle" }), plain);
  }
});

Deno.test("rank rules: fixed keeps at most so many of each patch, energy and cut-offs as they say", () => {
  const path = drawMatrix(seedRandom(SEED)("rank"), 30, 6);
  const rank = (changes: Partial<PatchOptions>) => predict(path, [1], changes).summary.rank;
  assert.equal(rank({ rank: { kind: "fixed", rank: 2 } }), 2);
  assert.equal(rank({ rank: { kind: "fixed", rank: 50 } }), 6);
  assert.equal(rank({ rank: { kind: "energy", fraction: 1e-3 } }), 1);
  assert.equal(rank({ cutoffs: [0.9999] }), 1);
});

Deno.test("one decomposition serves all cut-offs: each gives what it gives alone", () => {
  const path = drawMatrix(seedRandom(SEED)("cut-offs"), 25, 8);
  const cutoffs = [1e-12, 0.5, 0.7] as const;
  const steps = Int32Array.of(1, 4);
  const together = predictPatches(path, [list(8)], steps, makeOptions({ cutoffs }));
  cutoffs.forEach((cutoff, i) => {
    const [alone] = predictPatches(path, [list(8)], steps, makeOptions({ cutoffs: [cutoff] }));
    assert.deepEqual(together[i], alone);
  });
  const ranks = together.map(({ summaries }) => summaries[0]!.rank);
  assert.ok(ranks[0] === 8 && ranks[1]! < 8 && ranks[2]! < ranks[1]!, `${ranks}`);
});

Deno.test("machine is max(n, P)·ε of the precision, and jax ten times that", () => {
  // Two weights whose ratio of singular values is 2⁻²⁰: above 2·8·2⁻²³·… of neither, below of jax in floats.
  const rows = Array.from({ length: 9 }, (_, t) => [Math.cos(t), 2 ** -18 * Math.sin(t)]);
  const path = fromRows(rows);
  const rank = (precision: "float32" | "float64", cutoff: "machine" | "jax") =>
    predict(path, [1], { precision, cutoffs: [cutoff] }).summary.rank;
  assert.deepEqual([rank("float32", "machine"), rank("float32", "jax")], [2, 1]);
  assert.deepEqual([rank("float64", "machine"), rank("float64", "jax")], [2, 2]);
});

Deno.test("fewer than two snapshots and weights that are not finite are named", () => {
  const failsAs = (code: string, words: string) => (error: KooplineError) =>
    error.code === code && error.message.includes(words);
  assert.throws(() => predict(fromRows([[1, 2]]), [1]), failsAs("numeric.undefined", "found 1"));
  const broken = fromRows([[1, 2], [3, NaN], [5, 6]]);
  assert.throws(
    () => predict(broken, [1]),
    failsAs("numeric.not_finite", "NaN in snapshot 1, weight 1"),
  );
  const wide = createMatrix(3, 9);
  wide.data[14] = Infinity;
  assert.throws(() => predict(wide, [1]), failsAs("numeric.not_finite", "snapshot 1, weight 5"));
  const large = fromRows([[1], [1e39], [1]]);
  assert.throws(
    () => predict(large, [1], { precision: "float32" }),
    failsAs("numeric.not_finite", "Infinity in snapshot 1"),
  );
});

Deno.test("without eigenvalues predictions keep their bits, and radius and residual are NaN", () => {
  const path = follow(TURN, [0, 0, 0], [1, 0.5, 2], 21);
  const whole = predict(path, [1, 20]);
  const bare = predict(path, [1, 20], { eigenvalues: false });
  assert.deepEqual(bare.values, whole.values);
  assert.deepEqual(bare.summary, { ...whole.summary, radius: NaN, residual: NaN });
  assertClose([whole.summary.radius], [1], 1e-11);
});
