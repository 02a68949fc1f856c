import assert from "node:assert/strict";
import { findQuantile } from "../../numerics/quantile.ts";

Deno.test("findQuantile() interpolates between neighbours", () => {
  const sorted = Float64Array.of(1, 2, 4, 8);
  assert.deepEqual([0, 1 / 3, 0.5, 0.75, 1].map((share) => findQuantile(sorted, share)), [
    1,
    2,
    3,
    5,
    8,
  ]);
  assert.ok(Number.isNaN(findQuantile(new Float64Array(0), 0.5)));
});
