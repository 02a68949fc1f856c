import assert from "node:assert/strict";
import fc from "fast-check";
import type { Matrix } from "../../numerics/matrix.ts";
import { collectPairs } from "../../numerics/pairs.ts";
import { transpose } from "../../numerics/matrix.ts";
import { multiply } from "../../numerics/product.ts";
import { seedRandom } from "../../numerics/random.ts";
import {
  combinePairs,
  measureSquare,
  projectPairs,
  stackSnapshots,
} from "../../numerics/snapshot_stack.ts";
import { assertClose, drawMatrix, fromRows } from "./matrices.ts";

Deno.test("collectPairs() pairs each delayed row with the next of the same trajectory", () => {
  const stack = stackSnapshots([fromRows([[1], [2], [4]]), fromRows([[6], [7], [5], [3]])], 1);
  const { x, y } = collectPairs(stack);
  // Columns of x and y, divided by the largest power of two in the data, which is 4.
  assert.equal(stack.scale, 4);
  assert.deepEqual(x, fromRows([[0.25, 1.5, 1.75], [0.5, 1.75, 1.25]]));
  assert.deepEqual(y, fromRows([[0.5, 1.75, 1.25], [1, 1.25, 0.75]]));
});

Deno.test("collectPairs() puts the oldest snapshot of a row first", () => {
  const { x } = collectPairs(stackSnapshots([fromRows([[1, 10], [2, 20], [3, 30], [4, 40]])], 1));
  const scaled = [[1, 2], [10, 20], [2, 3], [20, 30]].map((row) => row.map((value) => value / 32));
  assert.deepEqual(x, fromRows(scaled));
});

const SEED = 7;

Deno.test(`products of a stack are those of the pairs written out (seed ${SEED})`, () => {
  const shapes = fc.record({
    lengths: fc.array(fc.integer({ min: 2, max: 12 }), { minLength: 1, maxLength: 4 }),
    observables: fc.integer({ min: 1, max: 6 }),
    delays: fc.integer({ min: 0, max: 7 }),
    vectors: fc.integer({ min: 1, max: 5 }),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(shapes, ({ lengths, observables, delays, vectors, seed }) => {
      const stream = seedRandom(String(seed))("stack");
      const stack = stackSnapshots(
        lengths.map((length) => drawMatrix(stream, length + delays, observables)),
        delays,
      );
      const { x, y } = collectPairs(stack);
      const along = drawMatrix(stream, vectors, stack.observables);
      const weights = drawMatrix(stream, vectors, stack.pairs);
      const { before, after } = projectPairs(stack, along);
      assertNear(before, multiply(along, x));
      assertNear(after, multiply(along, y));
      assertNear(combinePairs(stack, weights, 0), multiply(weights, transpose(x)));
      assertNear(combinePairs(stack, weights, 1), multiply(weights, transpose(y)));
      const square = x.data.reduce((sum, value) => sum + value * value, 0);
      assertClose([measureSquare(stack)], [square], 1e-12 * square);
    }),
    { seed: SEED, numRuns: 60 },
  );
});

function assertNear(found: Matrix, expected: Matrix): void {
  assert.deepEqual([found.rows, found.columns], [expected.rows, expected.columns]);
  assertClose(found.data, expected.data, 1e-12);
}
