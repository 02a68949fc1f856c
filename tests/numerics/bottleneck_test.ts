import assert from "node:assert/strict";
import fc from "fast-check";
import { measureBottleneck } from "../../numerics/bottleneck.ts";
import { measureDistances } from "../../numerics/plane_distances.ts";

const SEED = 20260303;

/** The least of the largest costs over all one-to-one maps. */
function searchAll(cost: readonly (readonly number[])[], taken: readonly number[] = []): number {
  const row = cost[taken.length];
  if (row === undefined) return 0;
  return Math.min(
    Infinity,
    ...row.flatMap((value, j) =>
      taken.includes(j) ? [] : [Math.max(value, searchAll(cost, [...taken, j]))]
    ),
  );
}

const costs = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 })).chain(
  ([rows, columns]) =>
    fc.array(
      // Few values, so that there are ties.
      fc.array(fc.oneof(fc.nat(4), fc.double({ min: 0, max: 5, noNaN: true })), {
        minLength: columns,
        maxLength: columns,
      }),
      { minLength: rows, maxLength: rows },
    ),
);

Deno.test("measureBottleneck() is the least over all one-to-one maps, Infinity when there is none", () => {
  fc.assert(
    fc.property(costs, (cost) => {
      const [rows, columns] = [cost.length, cost[0]!.length];
      const found = measureBottleneck({ rows, columns, data: Float64Array.from(cost.flat()) });
      assert.equal(found, searchAll(cost));
    }),
    { seed: SEED, numRuns: 300 },
  );
});

Deno.test("measureBottleneck() is 0 for a sub-multiset in any order, and counts multiplicity", () => {
  const points = (...re: number[]) => ({
    re: Float64Array.from(re),
    im: new Float64Array(re.length),
  });
  const measure = (a: number[], b: number[]) =>
    measureBottleneck(measureDistances(points(...a), points(...b)));
  assert.equal(measure([0.9, 0.5], [0.5, 1, 0.9]), 0);
  // 0.5 twice does not fit into 0.5 once: the other goes to 0.7.
  assert.ok(Math.abs(measure([0.5, 0.5], [0.5, 0.7, 1]) - 0.2) < 1e-15);
});
