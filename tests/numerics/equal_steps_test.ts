import assert from "node:assert/strict";
import { findEqualSteps } from "../../numerics/equal_steps.ts";
import type { StepCurve } from "../../numerics/step_curve.ts";

/** L_opt = 10 − t from step 100 on, with a dip to 6.5 at t = 2. */
const FALLING: StepCurve = {
  steps: Int32Array.from({ length: 9 }, (_, t) => 100 + t),
  values: Float64Array.of(10, 9, 6.5, 7, 6, 5, 4, 3, 2),
};

Deno.test("findEqualSteps() gives the first iteration whose loss is at most the prediction's", () => {
  const find = (level: number) => findEqualSteps(FALLING, 100, level, 20);
  assert.deepEqual(find(9), { steps: 1, censored: false, success: true });
  assert.deepEqual(find(8.9), { steps: 2, censored: false, success: true });
  assert.deepEqual(find(6.5), { steps: 2, censored: false, success: true });
  assert.deepEqual(find(6.4), { steps: 4, censored: false, success: true });
  assert.deepEqual(find(2), { steps: 8, censored: false, success: true });
});

Deno.test("findEqualSteps() finds no success in a prediction that ends where it began or above", () => {
  const nothing = { steps: 0, censored: false, success: false };
  assert.deepEqual(findEqualSteps(FALLING, 100, 10, 20), nothing);
  assert.deepEqual(findEqualSteps(FALLING, 100, 11, 20), nothing);
  for (const level of [NaN, Infinity, -Infinity]) {
    assert.deepEqual(findEqualSteps(FALLING, 100, level, 20), nothing);
  }
});

Deno.test("findEqualSteps() censors at the cap, or where the recording ends", () => {
  const at = (cap: number) => findEqualSteps(FALLING, 100, 4.5, cap);
  assert.deepEqual(at(6), { steps: 6, censored: false, success: true });
  assert.deepEqual(at(5), { steps: 5, censored: true, success: true });
  assert.deepEqual(findEqualSteps(FALLING, 100, 1, 20), {
    steps: 8,
    censored: true,
    success: true,
  });
  assert.deepEqual(findEqualSteps(FALLING, 108, 1, 20), {
    steps: 0,
    censored: true,
    success: true,
  });
});

Deno.test("findEqualSteps() begins at t2, wherever the curve begins", () => {
  assert.equal(findEqualSteps(FALLING, 103, 4, 20).steps, 3);
});

Deno.test("findEqualSteps() reads a sparse curve on straight lines", () => {
  const sparse = { steps: Int32Array.of(96, 104, 112), values: Float64Array.of(8, 4, 2) };
  // From 6 at step 100: 5.5, 5, 4.5, 4, 3.75.
  assert.equal(findEqualSteps(sparse, 100, 4.75, 20).steps, 3);
  assert.equal(findEqualSteps(sparse, 100, 3.8, 20).steps, 5);
  assert.equal(findEqualSteps(sparse, 100, 6, 20).steps, 0);
});
