import assert from "node:assert/strict";
import fc from "fast-check";
import { readCurve, smoothCurve, type StepCurve } from "../../numerics/step_curve.ts";

const SEED = 42;

function curve(points: readonly (readonly [number, number])[]): StepCurve {
  return {
    steps: Int32Array.from(points, ([step]) => step),
    values: Float64Array.from(points, ([, value]) => value),
  };
}

Deno.test("readCurve() gives known values, straight lines between them, and NaN outside", () => {
  const known = curve([[10, 3], [12, 1], [20, 5]]);
  assert.deepEqual([10, 12, 20].map((step) => readCurve(known, step)), [3, 1, 5]);
  assert.deepEqual([11, 14, 16].map((step) => readCurve(known, step)), [2, 2, 3]);
  assert.deepEqual([9, 21].map((step) => readCurve(known, step)), [NaN, NaN]);
  assert.deepEqual(readCurve(curve([]), 3), NaN);
});

Deno.test("smoothCurve() is the centred mean, with windows that shrink towards both ends", () => {
  const noisy = curve([[5, 0], [6, 3], [7, 6], [8, 0], [9, 9], [10, 6], [11, 1]]);
  assert.deepEqual([...smoothCurve(noisy, 3).values], [0, 3, 3, 5, 5, 16 / 3, 1]);
  assert.deepEqual([...smoothCurve(noisy, 5).values], [0, 3, 18 / 5, 24 / 5, 22 / 5, 16 / 3, 1]);
  assert.deepEqual(smoothCurve(noisy, 1), noisy);
});

Deno.test("smoothCurve() counts the window in iterations where values are sparse", () => {
  const sparse = curve([[0, 1], [10, 2], [20, 6], [30, 7], [40, 9]]);
  assert.deepEqual([...smoothCurve(sparse, 19).values], [1, 2, 6, 7, 9]);
  assert.deepEqual([...smoothCurve(sparse, 21).values], [1, 3, 5, 22 / 3, 9]);
});

Deno.test("smoothCurve() agrees with the definition on random curves", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 0, max: 20 }),
      (places, radius) => {
        const steps = places.toSorted((a, b) => a - b);
        const known = curve(steps.map((step) => [step, (step * 37) % 11]));
        const [first, last] = [steps[0]!, steps.at(-1)!];
        const expected = steps.map((step) => {
          const reach = Math.min(radius, step - first, last - step);
          const near = steps.filter((other) => Math.abs(other - step) <= reach);
          return near.reduce((sum, other) => sum + (other * 37) % 11, 0) / near.length;
        });
        assert.deepEqual([...smoothCurve(known, 2 * radius + 1).values], expected);
      },
    ),
    { seed: SEED },
  );
});
