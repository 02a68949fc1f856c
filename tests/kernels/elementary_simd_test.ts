import assert from "node:assert/strict";
import { openArena } from "../../kernels/arena.ts";
import * as kernel from "../../kernels/dense.wasm";
import { seedRandom } from "../../numerics/random.ts";
import * as truth from "../numerics/exact.ts";

const SEED = "elementary_simd";
const POINTS = 160;
/** Lanes of float32 have 29 bits less than doubles. */
const FLOAT_ULP = 2 ** 29;
const KINDS = ["exp", "log", "tanh", "sigmoid", "erf"] as const;
const arena = openArena(kernel);
const place = arena.take(8 * POINTS);

function map32(kind: number, values: Float32Array): Float32Array {
  arena.f32(place, POINTS).set(values);
  kernel.mapRange32(kind, place, 4 * POINTS);
  return arena.f32(place, values.length).slice();
}

function map64(kind: number, values: Float64Array): Float64Array {
  arena.f64(place, POINTS).set(values);
  kernel.mapRange64(kind, place, 8 * POINTS);
  return arena.f64(place, values.length).slice();
}

const divide = (a: bigint, b: bigint) => (a * truth.ONE) / b;
const multiply = (a: bigint, b: bigint) => (a * b) / truth.ONE;

/** erf x = 2/√π Σ (−1)ⁿ x²ⁿ⁺¹/(n!(2n + 1)). */
function exactErf(x: bigint): bigint {
  let power = x;
  let sum = 0n;
  for (let n = 0n; power !== 0n; n++) {
    sum += power / (2n * n + 1n);
    power = -multiply(power, multiply(x, x)) / (n + 1n);
  }
  return divide(2n * sum, ROOT_PI);
}

function takeRoot(x: bigint): bigint {
  let root = x > truth.ONE ? x : truth.ONE;
  for (;;) {
    const next = (root + divide(x, root)) / 2n;
    if (next >= root) return root;
    root = next;
  }
}

const ROOT_PI = takeRoot(4n * truth.exactAtan2(truth.ONE, truth.ONE));

const exactSigmoid = (x: bigint) => divide(truth.ONE, truth.ONE + truth.exactExp(-x));

/** A function, its exact value, ranges of float32 and float64, and the bounds that the kernel states. */
interface Case {
  readonly name: typeof KINDS[number];
  readonly exact: (x: bigint) => bigint;
  readonly floats: readonly (readonly [number, number])[];
  readonly doubles: readonly (readonly [number, number])[];
  readonly ulps: number;
}

const small = [-1, 1] as const;
const cases: readonly Case[] = [
  {
    name: "exp",
    exact: truth.exactExp,
    floats: [small, [-87, 88]],
    doubles: [small, [-700, 700]],
    ulps: 1,
  },
  {
    name: "log",
    exact: truth.exactLog,
    floats: [[0.5, 2], [1, 1e30], [1e-37, 1e-36]],
    doubles: [[0.5, 2], [1, 1e300], [1e-300, 1e-299]],
    ulps: 1,
  },
  {
    name: "tanh",
    exact: truth.exactTanh,
    floats: [small, [-1e-4, 1e-4], [-10, 10]],
    doubles: [small, [-1e-9, 1e-9], [-25, 25]],
    ulps: 3,
  },
  {
    name: "sigmoid",
    exact: exactSigmoid,
    floats: [small, [-87, 20]],
    doubles: [small, [-700, 40]],
    ulps: 3,
  },
  {
    name: "erf",
    exact: exactErf,
    floats: [small, [-1e-4, 1e-4], [-4.5, 4.5]],
    doubles: [small, [-1e-9, 1e-9], [-6.5, 6.5]],
    ulps: 3,
  },
];

for (const { name, exact, floats, doubles, ulps } of cases) {
  Deno.test(`${name} of float32 lanes is within ${ulps} ulp of the exact value (seed ${SEED})`, () => {
    const random = seedRandom(SEED)(`${name}/32`);
    for (const [low, high] of floats) {
      const values = Float32Array.from({ length: POINTS }, () => random.uniform(low, high));
      map32(KINDS.indexOf(name), values).forEach((found, i) => {
        const error = truth.measureUlps(found, exact(truth.toFixed(values[i]!))) / FLOAT_ULP;
        assert.ok(error <= ulps, `${name}(${values[i]}) is ${error} ulp off`);
      });
    }
  });

  Deno.test(`${name} of float64 lanes is within ${ulps} ulp of the exact value (seed ${SEED})`, () => {
    const random = seedRandom(SEED)(`${name}/64`);
    for (const [low, high] of doubles) {
      const values = Float64Array.from({ length: POINTS }, () => random.uniform(low, high));
      map64(KINDS.indexOf(name), values).forEach((found, i) => {
        const error = truth.measureUlps(found, exact(truth.toFixed(values[i]!)));
        assert.ok(error <= ulps, `${name}(${values[i]}) is ${error} ulp off`);
      });
    }
  });
}

const SPECIAL: readonly (readonly [typeof KINDS[number], readonly number[], readonly number[]])[] =
  [
    ["exp", [-Infinity, -800, 0, 800, Infinity, NaN], [0, 0, 1, Infinity, Infinity, NaN]],
    ["log", [1, NaN], [0, NaN]],
    ["tanh", [-Infinity, -400, -0, 0, 400, NaN], [-1, -1, -0, 0, 1, NaN]],
    ["sigmoid", [-Infinity, -800, 0, 800, Infinity, NaN], [0, 0, 0.5, 1, 1, NaN]],
    ["erf", [-Infinity, -9, -0, 0, 9, NaN], [-1, -1, -0, 0, 1, NaN]],
  ];

Deno.test("elementary functions of lanes keep infinities, zeros and NaN in both precisions", () => {
  for (const [name, values, expected] of SPECIAL) {
    const kind = KINDS.indexOf(name);
    assert.deepEqual([...map32(kind, Float32Array.from(values))], expected, `${name}, float32`);
    assert.deepEqual([...map64(kind, Float64Array.from(values))], expected, `${name}, float64`);
  }
});
