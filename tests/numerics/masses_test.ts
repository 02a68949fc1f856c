import assert from "node:assert/strict";
import fc from "fast-check";
import { apportionMass, TOTAL_MASS } from "../../numerics/masses.ts";

const SEED = 20260302;

Deno.test("apportionMass() gives the seats of Hamilton's method", () => {
  // The textbook case: quotas 4.7, 3.1 and 2.2 of ten seats; the last seat goes to the remainder 0.7.
  assert.deepEqual([...apportionMass(Float64Array.of(47, 31, 22), 10)], [5, 3, 2]);
  assert.deepEqual([...apportionMass(Float64Array.of(1, 1, 1), 4)], [2, 1, 1]);
});

Deno.test("apportionMass() is whole, sums to the total and is within one unit of every share", () => {
  const weights = fc.array(fc.double({ min: 0, max: 1e308, noNaN: true }), {
    minLength: 1,
    maxLength: 30,
  })
    .filter((list) => list.some((weight) => weight > 0));
  fc.assert(
    fc.property(weights, fc.constantFrom(TOTAL_MASS, 7), (list, total) => {
      const masses = apportionMass(Float64Array.from(list), total);
      assert.equal(masses.reduce((sum, mass) => sum + mass, 0), total);
      const largest = Math.max(...list);
      const sum = list.reduce((all, weight) => all + weight / largest, 0);
      list.forEach((weight, i) =>
        assert.ok(Math.abs(masses[i]! - weight / largest / sum * total) < 1 + 1e-6)
      );
    }),
    { seed: SEED },
  );
});

Deno.test("apportionMass() refuses weights that are no weights", () => {
  assert.throws(
    () => apportionMass(Float64Array.of(1, NaN)),
    /finite weights ≥ 0, but found NaN as weight 1/,
  );
  assert.throws(() => apportionMass(Float64Array.of(1, -1)), /found -1 as weight 1/);
  assert.throws(() => apportionMass(Float64Array.of(Infinity)), /found Infinity/);
  assert.throws(() => apportionMass(Float64Array.of(0, 0)), /positive sum, but found 2 weights/);
});
