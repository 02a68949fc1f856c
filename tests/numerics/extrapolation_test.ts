import assert from "node:assert/strict";
import fc from "fast-check";
import {
  chooseLag,
  extrapolateSnapshots,
  type Extrapolation,
} from "../../numerics/extrapolation.ts";
import { KooplineError } from "../../schemas/error.ts";

const SEED = 41;

/** Snapshots of polynomials in the step: column j is a_j + b_j·t + c_j·t². */
function sample(coefficients: readonly (readonly number[])[], rows: number) {
  const value = (t: number) => coefficients.map(([a = 0, b = 0, c = 0]) => a + b * t + c * t * t);
  const data = Float64Array.from(Array.from({ length: rows }, (_, t) => value(t)).flat());
  return { value, snapshots: { rows, columns: coefficients.length, data } };
}

/** Whole numbers below 2²⁰: quotients by a lag of a power of two are exact. */
const coefficient = fc.integer({ min: -1000, max: 1000 });

for (
  const [kind, degree] of [["hold", 0], ["linear", 1], ["quadratic", 2]] as const
) {
  Deno.test(`extrapolateSnapshots() continues polynomials of degree ${degree} exactly by ${kind}`, () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(coefficient, coefficient, coefficient), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(1, 2, 4),
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 6 }),
        (all, lag, ahead) => {
          const cut = all.map((one) => one.slice(0, degree + 1));
          const { value, snapshots } = sample(cut, 2 * lag + 3);
          const steps = Int32Array.from(ahead);
          const found = extrapolateSnapshots(snapshots, kind, lag, steps);
          assert.deepEqual([found.rows, found.columns], [steps.length, all.length]);
          const expected = ahead.flatMap((step) => value(snapshots.rows - 1 + step));
          assert.deepEqual([...found.data], expected.map((x) => x + 0));
        },
      ),
      { seed: SEED },
    );
  });
}

Deno.test("extrapolateSnapshots() takes the slope over the lag, not over the last step", () => {
  const snapshots = { rows: 5, columns: 1, data: Float64Array.of(0, 0, 4, 4, 8) };
  const extrapolate = (kind: Extrapolation, lag: number) => [
    ...extrapolateSnapshots(snapshots, kind, lag, Int32Array.of(0, 2)).data,
  ];
  assert.deepEqual(extrapolate("linear", 1), [8, 16]);
  assert.deepEqual(extrapolate("linear", 4), [8, 12]);
  // Through (0, 0), (2, 4), (4, 8), a straight line.
  assert.deepEqual(extrapolate("quadratic", 2), [8, 12]);
  assert.deepEqual(extrapolate("average", 2), [3.2, 3.2]);
});

Deno.test("chooseLag() reaches back as far as ahead, while three snapshots fit the window", () => {
  assert.equal(chooseLag(10_000, 2500), 2500);
  assert.equal(chooseLag(101, 2500), 50);
  assert.equal(chooseLag(100, 2500), 49);
  assert.equal(chooseLag(2, 2500), 1);
});

Deno.test("extrapolateSnapshots() refuses a window without the snapshots it goes through", () => {
  const snapshots = { rows: 2, columns: 1, data: Float64Array.of(1, 3) };
  const steps = Int32Array.of(5);
  assert.deepEqual([...extrapolateSnapshots(snapshots, "linear", 1, steps).data], [13]);
  assert.throws(() => extrapolateSnapshots(snapshots, "quadratic", 1, steps), (error) => {
    assert.ok(error instanceof KooplineError);
    assert.equal(error.code, "numeric.undefined");
    assert.match(error.message, /at least 3 snapshots for quadratic .* found 2/);
    return true;
  });
});
