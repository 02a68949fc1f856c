import assert from "node:assert/strict";
import {
  computeStretch,
  type Geometry,
  mapToParameter,
  mapToPoint,
  stepMirror,
} from "../../numerics/geometry.ts";
import { computeSlope, type Loss } from "../../numerics/loss.ts";

/** ∇R, its inverse and ∇²R by their formulas. */
const REGULARISERS = {
  log_barrier: { slope: (x: number) => -1 / x, inverse: (y: number) => -1 / y, bend: 2 },
  entropy: { slope: Math.log, inverse: Math.exp, bend: 1 },
  euclidean: { slope: (x: number) => x, inverse: (y: number) => y, bend: 0 },
} satisfies Record<Geometry, unknown>;

for (const geometry of ["log_barrier", "entropy", "euclidean"] as const) {
  const { slope, inverse, bend } = REGULARISERS[geometry];

  Deno.test(`${geometry}: q'² is 1/R'' = x^${bend}, the condition for equal flows`, () => {
    for (const x of [0.01, 0.2, 1, 3]) {
      const stretch = computeStretch(geometry, mapToParameter(geometry, x));
      assert.ok(Math.abs(stretch * stretch - x ** bend) < 1e-14 * Math.max(x, 1));
    }
  });

  Deno.test(`${geometry}: q is the inverse of q⁻¹ and q' its slope`, () => {
    for (const u of [0.1, 0.5, 1.7]) {
      assert.ok(Math.abs(mapToParameter(geometry, mapToPoint(geometry, u)) - u) < 1e-14);
      const h = 1e-6;
      const difference = mapToPoint(geometry, u + h) - mapToPoint(geometry, u - h);
      assert.ok(Math.abs(difference / (2 * h) - computeStretch(geometry, u)) < 1e-9);
    }
  });

  Deno.test(`${geometry}: a mirror step is (∇R)⁻¹(∇R(x) − s)`, () => {
    for (const [x, step] of [[0.3, 0.02], [0.9, -0.5], [0.01, 4]] as const) {
      const expected = inverse(slope(x) - step);
      assert.ok(Math.abs(stepMirror(geometry, x, step) - expected) < 1e-14);
    }
  });
}

Deno.test("a barrier step past infinity is NaN", () => {
  assert.ok(Number.isNaN(stepMirror("log_barrier", 0.5, -2)));
  assert.ok(Number.isNaN(stepMirror("log_barrier", 0.5, -3)));
});

const LOSSES: readonly [Loss, (x: number) => number][] = [
  [{ kind: "tan" }, Math.tan],
  [{ kind: "square" }, (x) => x * x],
  [{ kind: "quartic" }, (x) => x ** 4],
  [{ kind: "quadratic", centre: 0.4 }, (x) => (x - 0.4) ** 2 / 2],
];
for (const [loss, evaluate] of LOSSES) {
  Deno.test(`computeSlope() is the slope of ${loss.kind}`, () => {
    for (const x of [0.01, 0.3, 0.9]) {
      const h = 1e-6;
      const difference = (evaluate(x + h) - evaluate(x - h)) / (2 * h);
      assert.ok(Math.abs(computeSlope(loss, x) - difference) < 1e-8);
    }
  });
}
