import assert from "node:assert/strict";
import type { Matrix } from "../../numerics/matrix.ts";
import { testLabels } from "../../numerics/label_permutation.ts";
import { type RandomStream, seedRandom } from "../../numerics/random.ts";
import { measureWasserstein } from "../../numerics/wasserstein.ts";

const unused: RandomStream = seedRandom("none")("none");

function measureLine(places: readonly number[]): Matrix {
  const data = Float64Array.from(places.flatMap((x) => places.map((y) => Math.abs(x - y))));
  return { rows: places.length, columns: places.length, data };
}

/** Nearly normal: the sum of twelve uniform numbers. */
function drawNormal(stream: RandomStream): number {
  return Array.from({ length: 12 }, () => stream.uniform()).reduce((sum, x) => sum + x, -6);
}

/** W's between noisy copies of one spectrum; those of the first group are moved by `shift`. */
function simulateDistances(
  stream: RandomStream,
  sizes: readonly [number, number],
  shift: number,
): Matrix {
  const rows = sizes[0] + sizes[1];
  const spectra = Array.from({ length: rows }, (_, item) => {
    const moved = item < sizes[0] ? shift : 0;
    return {
      re: Float64Array.from({ length: 4 }, (_, k) => k / 4 + moved + 0.1 * drawNormal(stream)),
      im: Float64Array.from({ length: 4 }, () => 0.1 * drawNormal(stream)),
    };
  });
  const data = Float64Array.from(
    spectra.flatMap((a) => spectra.map((b) => measureWasserstein(a, b))),
  );
  return { rows, columns: rows, data };
}

Deno.test("testLabels() gives the energy statistic and p of four points by hand", () => {
  const test = testLabels(measureLine([0, 1, 10, 11]), 2, 100, unused);
  // Between: 2 · 40/4; within: 2 · 1/4 twice; weight 1.
  assert.ok(Math.abs(test.statistic - 19) < 1e-12);
  assert.deepEqual({ ...test, statistic: 19 }, {
    statistic: 19,
    p: 2 / 6,
    labellings: 6,
    exact: true,
    smallest: 2 / 6,
  });
});

Deno.test("testLabels() gives the energy statistic of unequal groups as its definition does", () => {
  const places = [0.3, 2.1, -0.7, 5.2, 4.4];
  const mean = (a: number[], b: number[]) =>
    a.flatMap((x) => b.map((y) => Math.abs(x - y))).reduce((sum, d) => sum + d, 0) /
    (a.length * b.length);
  const a = places.slice(0, 2), b = places.slice(2);
  const expected = 6 / 5 * (2 * mean(a, b) - mean(a, a) - mean(b, b));
  const { statistic, labellings, smallest } = testLabels(measureLine(places), 2, 100, unused);
  assert.ok(Math.abs(statistic - expected) < 1e-12);
  assert.deepEqual([labellings, smallest], [10, 1 / 10]);
});

Deno.test("testLabels() tests a single item against a group", () => {
  assert.equal(testLabels(measureLine([9, 0, 1, 2]), 1, 100, unused).p, 1 / 4);
  // The two ends of a line are equally far out: a tie counts.
  assert.equal(testLabels(measureLine([3, 0, 1, 2]), 1, 100, unused).p, 2 / 4);
});

Deno.test("testLabels() gives p = 1 when all items are the same", () => {
  assert.equal(testLabels(measureLine([1, 1, 1, 1, 1]), 2, 100, unused).p, 1);
});

Deno.test("testLabels() draws labellings when there are more than it may list, with nearly the same p", () => {
  const distances = simulateDistances(seedRandom("drawn")("spectra"), [6, 6], 0.05);
  const exact = testLabels(distances, 6, 924, unused);
  const drawn = testLabels(distances, 6, 923, seedRandom("drawn")("labels"));
  assert.deepEqual([exact.exact, exact.labellings], [true, 924]);
  assert.deepEqual([drawn.exact, drawn.labellings, drawn.smallest], [false, 923, 1 / 924]);
  const error = Math.sqrt(exact.p * (1 - exact.p) / 923);
  assert.ok(exact.p > 0.01 && exact.p < 0.99);
  assert.ok(Math.abs(drawn.p - exact.p) < 4 * error + 1 / 924, `${drawn.p} against ${exact.p}`);
});

Deno.test("testLabels() counts the labels as they are among those drawn, so that p is never zero", () => {
  const far = measureLine([0, 1, 2, 3, 4, 5, 900, 901, 902, 903, 904, 905]);
  const { p, smallest } = testLabels(far, 6, 20, seedRandom("far")("labels"));
  assert.deepEqual([p, smallest], [1 / 21, 1 / 21]);
});

Deno.test("testLabels() is calibrated: under the null p is uniform over the attainable values", () => {
  const stream = seedRandom("calibration")("spectra");
  const simulations = 500;
  const ps = Array.from(
    { length: simulations },
    () => testLabels(simulateDistances(stream, [4, 5], 0), 4, 1000, unused).p,
  );
  for (const level of [6 / 126, 13 / 126, 32 / 126, 63 / 126, 95 / 126, 120 / 126]) {
    const share = ps.filter((p) => p <= level + 1e-12).length / simulations;
    const error = Math.sqrt(level * (1 - level) / simulations);
    assert.ok(Math.abs(share - level) < 3.5 * error, `P(p ≤ ${level}) is ${share}`);
  }
});

Deno.test("testLabels() has power: it separates groups two standard deviations apart", () => {
  const stream = seedRandom("power")("spectra");
  const rejected = Array.from(
    { length: 100 },
    () => testLabels(simulateDistances(stream, [4, 5], 0.2), 4, 1000, unused).p,
  ).filter((p) => p <= 0.05);
  assert.ok(rejected.length >= 95, `${rejected.length} of 100`);
});
