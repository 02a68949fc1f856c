import assert from "node:assert/strict";
import * as elementary from "../../numerics/elementary.ts";
import { seedRandom } from "../../numerics/random.ts";
import * as truth from "./exact.ts";

const SEED = "elementary";
const POINTS = 300;

/** A function of one variable, its exact value, the ranges tried and the bound that numerics state. */
interface Case {
  readonly name: "exp" | "expm1" | "log" | "log1p" | "cbrt" | "sin" | "cos" | "tan" | "tanh";
  readonly exact: (x: bigint) => bigint;
  readonly ranges: readonly (readonly [number, number])[];
  readonly ulps: number;
}

const small = [-1, 1] as const;
const cases: readonly Case[] = [
  { name: "exp", exact: truth.exactExp, ranges: [small, [-700, 700]], ulps: 1 },
  {
    name: "expm1",
    exact: (x) => truth.exactExp(x) - truth.ONE,
    ranges: [small, [-1e-9, 1e-9], [-40, 700]],
    ulps: 2,
  },
  { name: "log", exact: truth.exactLog, ranges: [[0.5, 2], [1e-300, 1e-299], [1, 1e300]], ulps: 1 },
  {
    name: "log1p",
    exact: (x) => truth.exactLog(truth.ONE + x),
    ranges: [[-0.9, 2], [-1e-9, 1e-9], [1, 1e300]],
    ulps: 1,
  },
  { name: "cbrt", exact: truth.exactCbrt, ranges: [[-8, 8], [-1e300, 1e300]], ulps: 1 },
  { name: "sin", exact: truth.exactSin, ranges: [small, [-1e6, 1e6]], ulps: 1 },
  { name: "cos", exact: truth.exactCos, ranges: [small, [-1e6, 1e6]], ulps: 1 },
  { name: "tan", exact: truth.exactTan, ranges: [small, [-1e6, 1e6]], ulps: 1 },
  { name: "tanh", exact: truth.exactTanh, ranges: [small, [-1e-9, 1e-9], [-25, 25]], ulps: 2 },
];

for (const { name, exact, ranges, ulps } of cases) {
  Deno.test(`${name}() is within ${ulps} ulp of the exact value (seed ${SEED})`, () => {
    const random = seedRandom(SEED)(name);
    for (const [low, high] of ranges) {
      for (let i = 0; i < POINTS; i++) {
        const x = random.uniform(low, high);
        const error = truth.measureUlps(elementary[name](x), exact(truth.toFixed(x)));
        assert.ok(error <= ulps, `${name}(${x}) is ${error} ulp off`);
      }
    }
  });
}

Deno.test(`pow() is within 1 ulp of the exact value (seed ${SEED})`, () => {
  const random = seedRandom(SEED)("pow");
  for (let i = 0; i < POINTS; i++) {
    const [x, y] = [random.uniform(0, 50), random.uniform(-100, 100)];
    const exact = truth.exactPow(truth.toFixed(x), truth.toFixed(y));
    const error = truth.measureUlps(elementary.pow(x, y), exact);
    assert.ok(error <= 1, `pow(${x}, ${y}) is ${error} ulp off`);
  }
});

Deno.test(`hypot() is within 1 ulp and atan2() within 2 ulp of the exact value (seed ${SEED})`, () => {
  const random = seedRandom(SEED)("plane");
  for (let i = 0; i < POINTS; i++) {
    const [x, y] = [random.uniform(-3, 3), random.uniform(-3, 3)];
    const [exactX, exactY] = [truth.toFixed(x), truth.toFixed(y)];
    const length = truth.measureUlps(elementary.hypot(x, y), truth.exactHypot(exactX, exactY));
    assert.ok(length <= 1, `hypot(${x}, ${y}) is ${length} ulp off`);
    const angle = truth.measureUlps(elementary.atan2(y, x), truth.exactAtan2(exactY, exactX));
    assert.ok(angle <= 2, `atan2(${y}, ${x}) is ${angle} ulp off`);
  }
});

Deno.test("elementary functions keep the IEEE special values", () => {
  const { exp, log, pow, tanh, atan2, hypot, cbrt } = elementary;
  assert.deepEqual([exp(710), exp(-746), exp(-Infinity), exp(0)], [Infinity, 0, 0, 1]);
  assert.deepEqual([log(0), log(-1), log(1), log(Infinity)], [-Infinity, NaN, 0, Infinity]);
  assert.deepEqual([pow(-2, 3), pow(-2, 0.5), pow(0, 0), pow(2, 1023)], [-8, NaN, 1, 2 ** 1023]);
  assert.deepEqual([tanh(-0), tanh(400), tanh(-400), tanh(NaN)], [-0, 1, -1, NaN]);
  assert.deepEqual([atan2(0, -1), atan2(-0, -1), atan2(1, 0)], [Math.PI, -Math.PI, Math.PI / 2]);
  assert.deepEqual([hypot(3e300, 4e300), hypot(-3, 4), cbrt(-27)], [5e300, 5, -3]);
});
