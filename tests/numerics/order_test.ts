import assert from "node:assert/strict";
import { measureAngle, orderEigenvalues } from "../../numerics/order.ts";

function order(points: readonly (readonly [number, number])[]): number[] {
  return orderEigenvalues(
    Float64Array.from(points, ([re]) => re),
    Float64Array.from(points, ([, im]) => im),
  );
}

Deno.test("orderEigenvalues() orders by falling modulus", () => {
  assert.deepEqual(order([[0.5, 0], [0, 0.9], [-0.7, 0]]), [1, 2, 0]);
});

Deno.test("orderEigenvalues() orders equal moduli by rising angle in (−π, π]", () => {
  const points = [[-1, 0], [0, 1], [1, 0], [0, -1]] as const;
  assert.deepEqual(order(points), [3, 2, 1, 0]);
});

Deno.test("orderEigenvalues() keeps conjugates together, the lower one first", () => {
  const [re, im] = [0.1 + 0.2, 0.7 / 3];
  assert.deepEqual(order([[re, im], [0.2, 0], [re, -im]]), [2, 0, 1]);
});

Deno.test("orderEigenvalues() keeps the order of equals", () => {
  assert.deepEqual(order([[0.5, 0], [0.5, 0], [0.5, 0]]), [0, 1, 2]);
});

Deno.test("measureAngle() is π for negative numbers of either zero, and 0 at 0", () => {
  assert.deepEqual([measureAngle(-1, 0), measureAngle(-1, -0)], [Math.PI, Math.PI]);
  assert.deepEqual([measureAngle(0, 0), measureAngle(-0, -0)], [0, 0]);
});
