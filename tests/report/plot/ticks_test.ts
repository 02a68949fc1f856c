import assert from "node:assert/strict";
import fc from "fast-check";
import {
  ceilRound,
  findLinearTicks,
  findLogTicks,
  floorRound,
} from "../../../report/plot/ticks.ts";

const labels = (ticks: readonly { readonly label: string }[]) => ticks.map(({ label }) => label);

Deno.test("findLinearTicks() gives round numbers with equally many decimals", () => {
  assert.deepEqual(labels(findLinearTicks(-1.1, 1.1, 5)), ["−1.0", "−0.5", "0", "0.5", "1.0"]);
  assert.deepEqual(labels(findLinearTicks(0, 1000, 5)), ["0", "200", "400", "600", "800", "1000"]);
  assert.deepEqual(labels(findLinearTicks(0.0055, 0.0188, 3)), ["0.010", "0.015"]);
});

Deno.test("findLinearTicks() gives 0.3 itself, not three times 0.1", () => {
  assert.deepEqual(findLinearTicks(0, 0.4, 4).map(({ value }) => value), [0, 0.1, 0.2, 0.3, 0.4]);
});

Deno.test("findLinearTicks() writes very small and very large numbers with a power of ten", () => {
  assert.deepEqual(labels(findLinearTicks(0, 3e-7, 3)), ["0", "1×10⁻⁷", "2×10⁻⁷", "3×10⁻⁷"]);
  assert.deepEqual(labels(findLinearTicks(0, 2e9, 4)), [
    "0",
    "0.5×10⁹",
    "1.0×10⁹",
    "1.5×10⁹",
    "2.0×10⁹",
  ]);
});

Deno.test("findLinearTicks() stays inside its range and within its count", () => {
  const range = fc.tuple(
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    fc.integer({ min: 1, max: 10 }),
  );
  fc.assert(fc.property(range, ([low, span, count]) => {
    const high = low + span;
    const ticks = findLinearTicks(low, high, count);
    const slack = 1e-8 * span;
    assert.ok(ticks.length <= count + 1, `${ticks.length} ticks for ${count}`);
    for (const { value } of ticks) assert.ok(value >= low - slack && value <= high + slack);
  }));
});

Deno.test("findLogTicks() gives powers of ten over many decades and 1, 2, 5 over few", () => {
  assert.deepEqual(labels(findLogTicks(1e-6, 1, 8)), [
    "10⁻⁶",
    "10⁻⁵",
    "10⁻⁴",
    "10⁻³",
    "10⁻²",
    "10⁻¹",
    "10⁰",
  ]);
  assert.deepEqual(labels(findLogTicks(0.02, 2, 8)), [
    "0.02",
    "0.05",
    "0.1",
    "0.2",
    "0.5",
    "1",
    "2",
  ]);
  assert.deepEqual(labels(findLogTicks(1e-12, 1e12, 4)), ["10⁻¹²", "10⁻⁶", "10⁰", "10⁶", "10¹²"]);
});

Deno.test("floorRound() and ceilRound() enclose a number by 1, 2 or 5 times a power of ten", () => {
  assert.deepEqual([floorRound(0.0294), ceilRound(0.0294)], [0.02, 0.05]);
  assert.deepEqual([floorRound(1), ceilRound(1)], [1, 1]);
  assert.deepEqual([floorRound(999), ceilRound(999)], [500, 1000]);
});
