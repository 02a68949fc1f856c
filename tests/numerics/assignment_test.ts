import assert from "node:assert/strict";
import fc from "fast-check";
import { linearSumAssignment } from "linear-sum-assignment";
import { type Assignment, solveAssignment } from "../../numerics/assignment.ts";
import { seedRandom } from "../../numerics/random.ts";

const SEED = 20260101;

function addCost(cost: Float64Array, n: number, columns: ArrayLike<number>): number {
  return Array.from(columns).reduce((sum, column, row) => sum + cost[row * n + column]!, 0);
}

/** The least cost over all n! permutations. */
function searchAll(cost: Float64Array, n: number, columns: number[] = []): number {
  if (columns.length === n) return addCost(cost, n, columns);
  const free = Array.from({ length: n }, (_, j) => j).filter((j) => !columns.includes(j));
  return Math.min(...free.map((j) => searchAll(cost, n, [...columns, j])));
}

function assertPermutation({ columns }: Assignment, n: number): void {
  assert.deepEqual(
    Array.from(columns).sort((a, b) => a - b),
    Array.from({ length: n }, (_, i) => i),
  );
}

Deno.test("solveAssignment() costs as little as the best of all permutations, up to seven rows", () => {
  const problem = fc.integer({ min: 1, max: 7 }).chain((n) =>
    fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), {
      minLength: n * n,
      maxLength: n * n,
    })
  );
  fc.assert(
    fc.property(problem, (values) => {
      const cost = Float64Array.from(values);
      const n = Math.sqrt(cost.length);
      const solved = solveAssignment(cost, n);
      assertPermutation(solved, n);
      const best = searchAll(cost, n);
      assert.ok(Math.abs(addCost(cost, n, solved.columns) - best) <= 1e-9, `best is ${best}`);
    }),
    { seed: SEED, numRuns: 60 },
  );
});

Deno.test("solveAssignment() proves itself optimal: duals below every cost, equal on the assignment", () => {
  const stream = seedRandom("duality")("costs");
  for (const n of [1, 2, 30, 120]) {
    const cost = Float64Array.from({ length: n * n }, () => stream.uniform());
    const { columns, rowDuals, columnDuals } = solveAssignment(cost, n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const slack = cost[i * n + j]! - rowDuals[i]! - columnDuals[j]!;
        assert.ok(slack >= -1e-12, `slack ${slack} at (${i}, ${j})`);
        if (columns[i] === j) assert.ok(slack <= 1e-12, `slack ${slack} on the assignment`);
      }
    }
  }
});

Deno.test("solveAssignment() costs what linear-sum-assignment finds for 80 rows", () => {
  const n = 80;
  const stream = seedRandom("oracle")("costs");
  const cost = Float64Array.from({ length: n * n }, () => stream.uniform());
  const rows = Array.from({ length: n }, (_, i) => cost.slice(i * n, (i + 1) * n));
  const oracle = linearSumAssignment(rows, { maximaze: false }).gain;
  assert.ok(Math.abs(addCost(cost, n, solveAssignment(cost, n).columns) - oracle) < 1e-10);
});

Deno.test("solveAssignment() keeps the order where every assignment costs the same", () => {
  assert.deepEqual(Array.from(solveAssignment(new Float64Array(16), 4).columns), [0, 1, 2, 3]);
});

Deno.test("solveAssignment() has nothing to assign without rows", () => {
  assert.equal(solveAssignment(new Float64Array(0), 0).columns.length, 0);
});
