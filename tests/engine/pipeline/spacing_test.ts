import assert from "node:assert/strict";
import fc from "fast-check";
import { spaceEvenly, spaceRange, type Spacing } from "../../../engine/pipeline/spacing.ts";

function list({ count, valueAt }: Spacing): number[] {
  return Array.from({ length: count }, (_, index) => valueAt(index));
}

Deno.test("spaceRange() leaves the stop out", () => {
  assert.deepEqual(list(spaceRange(0, 3, 1)), [0, 1, 2]);
  assert.deepEqual(list(spaceRange(5, 0, -2)), [5, 3, 1]);
});

Deno.test("spaceRange() gives the decimals that a reader expects", () => {
  assert.deepEqual(list(spaceRange(0, 0.6, 0.1)), [0, 0.1, 0.2, 0.3, 0.4, 0.5]);
  assert.deepEqual(list(spaceRange(1, 1.3, 0.1)), [1, 1.1, 1.2]);
  assert.deepEqual(list(spaceRange(1e-7, 4e-7, 1e-7)), [1e-7, 2e-7, 3e-7]);
});

Deno.test("spaceEvenly() keeps both ends", () => {
  assert.deepEqual(list(spaceEvenly(0.1, 0.9, 5)), [0.1, 0.3, 0.5, 0.7, 0.9]);
  assert.deepEqual(list(spaceEvenly(-2.3, -0.1, 5)), [-2.3, -1.75, -1.2, -0.65, -0.1]);
  assert.deepEqual(list(spaceEvenly(7, 9, 1)), [7]);
});

Deno.test("spaceRange() gives each value as the double nearest to the exact decimal", () => {
  const cents = fc.integer({ min: -1000, max: 1000 });
  fc.assert(
    fc.property(
      cents,
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 30 }),
      (start, step, count) => {
        const values = list(spaceRange(start / 100, (start + step * count) / 100, step / 100));
        assert.deepEqual(
          values,
          Array.from(
            { length: count },
            (_, i) => Number(((start + i * step) / 100).toFixed(2)) + 0,
          ),
        );
      },
    ),
  );
});
