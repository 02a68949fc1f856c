import assert from "node:assert/strict";
import { formatAlike, formatCount, formatNumber } from "../../../report/plot/number.ts";

Deno.test("formatNumber() writes significant digits without trailing zeros", () => {
  assert.equal(formatNumber(0.0080732471), "0.008073");
  assert.equal(formatNumber(0.5), "0.5");
  assert.equal(formatNumber(-2.25), "−2.25");
  assert.equal(formatNumber(99999.9), "100000");
});

Deno.test("formatNumber() keeps integers whole", () => {
  assert.equal(formatNumber(123456), "123456");
  assert.equal(formatNumber(-40), "−40");
});

Deno.test("formatNumber() writes powers of ten far from one", () => {
  assert.equal(formatNumber(1.0993e-6), "1.099×10⁻⁶");
  assert.equal(formatNumber(-2.5e12), "−2.5×10¹²");
  assert.equal(formatNumber(Number.MAX_VALUE), "1.798×10³⁰⁸");
  assert.equal(formatNumber(9.99999e-4, 3), "0.001");
});

Deno.test("formatNumber() has words for what is no finite number", () => {
  assert.deepEqual([NaN, Infinity, -Infinity, -0].map((value) => formatNumber(value)), [
    "–",
    "∞",
    "−∞",
    "0",
  ]);
});

Deno.test("formatAlike() keeps trailing zeros, unless all numbers are whole", () => {
  assert.deepEqual(formatAlike([0.53, 0.00999996, 1e-9], 3), ["0.530", "0.0100", "1×10⁻⁹"]);
  assert.deepEqual(formatAlike([12.3, 4, NaN], 4), ["12.30", "4.000", "–"]);
  assert.deepEqual(formatAlike([84, -2, NaN], 4), ["84", "−2", "–"]);
});

Deno.test("formatCount() puts the noun into the right number", () => {
  assert.deepEqual([formatCount(1, "row"), formatCount(2, "row")], ["1 row", "2 rows"]);
  assert.equal(formatCount(3, "trajectory", "trajectories"), "3 trajectories");
});
