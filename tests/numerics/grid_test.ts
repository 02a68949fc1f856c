import assert from "node:assert/strict";
import { spaceEvenly } from "../../numerics/grid.ts";

/** What numpy.linspace 1.24 prints: the authors' grids. */
const LINSPACE: readonly (readonly [number, number, readonly number[]])[] = [
  [-1.3333333333333333, -0.3333333333333333, [
    -1.3333333333333333,
    -1.0833333333333333,
    -0.8333333333333333,
    -0.5833333333333333,
    -0.3333333333333333,
  ]],
  [0.14285714285714285, 1.1428571428571428, [
    0.14285714285714285,
    0.39285714285714285,
    0.6428571428571428,
    0.8928571428571428,
    1.1428571428571428,
  ]],
  [-2.3, -0.1, [-2.3, -1.75, -1.2, -0.6499999999999999, -0.1]],
  [-2.3, -0.1, [
    -2.3,
    -2.0555555555555554,
    -1.811111111111111,
    -1.5666666666666667,
    -1.3222222222222222,
    -1.0777777777777777,
    -0.8333333333333335,
    -0.588888888888889,
    -0.34444444444444455,
    -0.1,
  ]],
  [0.1, 0.9, [0.1, 0.30000000000000004, 0.5, 0.7000000000000001, 0.9]],
];

Deno.test("spaceEvenly() gives the bits of numpy.linspace", () => {
  for (const [low, high, expected] of LINSPACE) {
    assert.deepEqual([...spaceEvenly(low, high, expected.length)], expected);
  }
});

Deno.test("spaceEvenly() gives low alone for one point, and both ends for two", () => {
  assert.deepEqual([...spaceEvenly(-1, 0.3, 1)], [-1]);
  assert.deepEqual([...spaceEvenly(-1, 0.3, 2)], [-1, 0.3]);
});
