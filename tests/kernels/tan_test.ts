import assert from "node:assert/strict";
import fc from "fast-check";
import { tan } from "../../numerics/elementary.ts";
import { seedRandom } from "../../numerics/random.ts";
import fixture from "../fixtures/tan.json" with { type: "json" };
import { exactTan, measureUlps, toFixed } from "../numerics/exact.ts";

const SEED = "tan";
const POINTS = 2000;

function parseDouble(bits: string | undefined): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${bits}`));
  return view.getFloat64(0);
}

function assertWithin(x: number, ulps: number): void {
  const error = measureUlps(tan(x), exactTan(toFixed(x)));
  assert.ok(error <= ulps, `tan(${x}) is ${error} ulp off`);
}

Deno.test("tan() is the double nearest to the exact value in the hardest of 50 million cases", () => {
  for (const [argument, value] of fixture.cases) {
    const x = parseDouble(argument);
    assert.equal(tan(x), parseDouble(value), `tan(${x})`);
  }
});

const ranges = [[0, 1e-3], [-1.57, 1.57], [-10, 10], [-(2 ** 20), 2 ** 20]] as const;
for (const [low, high] of ranges) {
  Deno.test(`tan() is the double nearest to the exact value from ${low} to ${high} (seed ${SEED})`, () => {
    const random = seedRandom(SEED)(`${low} ${high}`);
    for (let i = 0; i < POINTS; i++) assertWithin(random.uniform(low, high), 0.5);
  });
}

Deno.test(`tan() is the double nearest to the exact value beside zeros and poles (seed ${SEED})`, () => {
  const random = seedRandom(SEED)("poles");
  for (let i = 0; i < POINTS; i++) {
    assertWithin(Math.floor(random.uniform(1, 667_000)) * (Math.PI / 2), 0.5);
  }
});

Deno.test(`tan() is within 3 ulp beyond 2²⁰ (seed ${SEED})`, () => {
  const random = seedRandom(SEED)("large");
  for (let i = 0; i < POINTS; i++) assertWithin(random.uniform(2 ** 20, 2 ** (21 + i / 2)), 3);
});

Deno.test("tan() is odd to the last bit (seed 20)", () => {
  const property = fc.property(fc.double(), (x) => assert.equal(tan(-x), -tan(x)));
  fc.assert(property, { seed: 20, numRuns: 10_000 });
});

Deno.test("tan() keeps zeros, the smallest doubles, NaN and infinities", () => {
  const smallest = Number.MIN_VALUE;
  assert.deepEqual([0, -0, smallest, -smallest].map(tan), [0, -0, smallest, -smallest]);
  assert.deepEqual([NaN, Infinity, -Infinity].map(tan), [NaN, NaN, NaN]);
});
