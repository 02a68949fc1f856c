import assert from "node:assert/strict";
import { estimateInterval } from "../../numerics/bootstrap.ts";
import { type RandomStream, seedRandom } from "../../numerics/random.ts";

function drawNormal(stream: RandomStream): number {
  return Array.from({ length: 12 }, () => stream.uniform()).reduce((sum, x) => sum + x, -6);
}

function average(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

Deno.test("estimateInterval() of a mean agrees with the normal interval for many items", () => {
  const stream = seedRandom("normal")("items");
  const items = Float64Array.from({ length: 400 }, () => drawNormal(stream));
  const mean = average(items);
  const error = Math.sqrt(average(items.map((x) => (x - mean) ** 2)) / items.length);
  const { low, high } = estimateInterval(
    [items.length],
    ([draw]) => average(Array.from(draw!, (item) => items[item]!)),
    { resamples: 1000, level: 0.95 },
    seedRandom("normal")("draws"),
  );
  assert.ok(Math.abs(low - (mean - 1.96 * error)) < 0.15 * error);
  assert.ok(Math.abs(high - (mean + 1.96 * error)) < 0.15 * error);
});

Deno.test("estimateInterval() covers the true mean about as often as its level says", () => {
  const stream = seedRandom("coverage")("items");
  const draws = seedRandom("coverage")("draws");
  const covered = Array.from({ length: 300 }, () => {
    const items = Float64Array.from({ length: 30 }, () => drawNormal(stream));
    const { low, high } = estimateInterval(
      [30],
      ([draw]) => average(Array.from(draw!, (item) => items[item]!)),
      { resamples: 300, level: 0.9 },
      draws,
    );
    return low <= 0 && 0 <= high;
  }).filter(Boolean).length / 300;
  assert.ok(covered > 0.83 && covered < 0.95, `covered ${covered}`);
});

Deno.test("estimateInterval() draws every group anew, of its own size", () => {
  const seen = new Set<string>();
  estimateInterval(
    [2, 3],
    (draws) => {
      seen.add(draws.map((draw) => [...draw].join("")).join("|"));
      return 0;
    },
    { resamples: 4000, level: 0.9 },
    seedRandom("groups")("draws"),
  );
  assert.equal(seen.size, 2 ** 2 * 3 ** 3);
});

Deno.test("estimateInterval() leaves out draws without a value, and has no bounds when all are left out", () => {
  const options = { resamples: 100, level: 0.9 };
  const stream = seedRandom("left out")("draws");
  const kept = estimateInterval([2], ([draw]) => draw![0] === 0 ? NaN : 7, options, stream);
  assert.deepEqual(kept, { low: 7, high: 7 });
  assert.deepEqual(estimateInterval([2], () => NaN, options, stream), { low: NaN, high: NaN });
});
