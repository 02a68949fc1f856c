import assert from "node:assert/strict";
import fc from "fast-check";
import { solveAssignment } from "../../numerics/assignment.ts";
import { apportionMass } from "../../numerics/masses.ts";
import type { Matrix } from "../../numerics/matrix.ts";
import { seedRandom } from "../../numerics/random.ts";
import { solveTransport } from "../../numerics/transport.ts";

const SEED = 20260102;

function addCost(cost: Matrix, supply: Int32Array, demand: Int32Array): number {
  const plan = solveTransport(cost, supply, demand);
  return plan.units.reduce(
    (sum, units, k) => sum + units * cost.data[plan.from[k]! * cost.columns + plan.to[k]!]!,
    0,
  );
}

function measureLine(a: readonly number[], b: readonly number[]): Matrix {
  const data = Float64Array.from(a.flatMap((x) => b.map((y) => Math.abs(x - y))));
  return { rows: a.length, columns: b.length, data };
}

/** Splits `total` units over `parts` places, some of them empty. */
const masses = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 })).chain(
  ([rows, columns]) =>
    fc.record({
      supply: fc.array(fc.nat(6), { minLength: rows, maxLength: rows }),
      demand: fc.array(fc.nat(6), { minLength: columns, maxLength: columns }),
      cost: fc.array(fc.double({ min: 0, max: 10, noNaN: true }), {
        minLength: rows * columns,
        maxLength: rows * columns,
      }),
    }),
);

/** Raises the last entry of the lighter side until both weigh the same. */
function balance(supply: number[], demand: number[]): [Int32Array, Int32Array] {
  const sum = (list: number[]) => list.reduce((total, value) => total + value, 0);
  const difference = sum(supply) - sum(demand);
  const light = difference < 0 ? supply : demand;
  light[light.length - 1]! += Math.abs(difference);
  return [Int32Array.from(supply), Int32Array.from(demand)];
}

Deno.test("solveTransport() moves all supply to all demand and proves the plan optimal by its duals", () => {
  fc.assert(
    fc.property(masses, ({ supply, demand, cost }) => {
      const [supplies, demands] = balance([...supply], [...demand]);
      const matrix = {
        rows: supplies.length,
        columns: demands.length,
        data: Float64Array.from(cost),
      };
      const plan = solveTransport(matrix, supplies, demands);
      const sent = new Int32Array(supplies.length);
      const received = new Int32Array(demands.length);
      plan.units.forEach((units, k) => {
        assert.ok(units > 0);
        sent[plan.from[k]!]! += units;
        received[plan.to[k]!]! += units;
      });
      assert.deepEqual([sent, received], [supplies, demands]);
      const slack = (i: number, j: number) =>
        matrix.data[i * matrix.columns + j]! - plan.supplyDuals[i]! - plan.demandDuals[j]!;
      // Sources without supply are never visited; they constrain nothing.
      for (let i = 0; i < matrix.rows; i++) {
        for (let j = 0; supplies[i]! > 0 && j < matrix.columns; j++) {
          assert.ok(slack(i, j) >= -1e-9);
        }
      }
      plan.units.forEach((_, k) => assert.ok(Math.abs(slack(plan.from[k]!, plan.to[k]!)) <= 1e-9));
    }),
    { seed: SEED, numRuns: 300 },
  );
});

Deno.test("solveTransport() costs what the best assignment does when every mass is one unit", () => {
  const n = 25;
  const stream = seedRandom("unit masses")("costs");
  const data = Float64Array.from({ length: n * n }, () => stream.uniform());
  const ones = new Int32Array(n).fill(1);
  const assigned = solveAssignment(data, n).columns.reduce(
    (sum, j, i) => sum + data[i * n + j]!,
    0,
  );
  assert.ok(Math.abs(addCost({ rows: n, columns: n, data }, ones, ones) - assigned) < 1e-12);
});

Deno.test("solveTransport() costs as an assignment of points repeated once a unit", () => {
  const stream = seedRandom("repeated points")("places");
  const a = Array.from({ length: 4 }, () => stream.uniform());
  const b = Array.from({ length: 6 }, () => stream.uniform());
  const repeat = (list: number[], times: number) => list.flatMap((x) => Array(times).fill(x));
  const cost = measureLine(repeat(a, 3), repeat(b, 2));
  const assigned = solveAssignment(cost.data, 12).columns
    .reduce((sum, j, i) => sum + cost.data[i * 12 + j]!, 0);
  const moved = addCost(measureLine(a, b), new Int32Array(4).fill(3), new Int32Array(6).fill(2));
  assert.ok(Math.abs(moved - assigned) < 1e-12);
});

Deno.test("solveTransport() reroutes earlier flow when a later source needs its sink", () => {
  // The first source takes the near sink of 0; the second can reach no other cheaply.
  const cost = { rows: 2, columns: 2, data: Float64Array.of(0, 1, 0, 100) };
  const plan = solveTransport(cost, Int32Array.of(5, 5), Int32Array.of(5, 5));
  assert.deepEqual([...plan.to], [1, 0]);
  assert.deepEqual([...plan.units], [5, 5]);
});

Deno.test("solveTransport() ends on ties and proves itself optimal for hundreds of masses at any scale", () => {
  const stream = seedRandom("large")("costs");
  for (
    const [rows, columns, scale] of [[150, 149, 1], [60, 200, 1e-300], [90, 90, 1e300]] as const
  ) {
    // Whole costs from 0 to 4: nearly every pivot is among ties.
    const data = Float64Array.from(
      { length: rows * columns },
      () => stream.integer(0, 4) * scale,
    );
    const draw = (count: number) =>
      apportionMass(Float64Array.from({ length: count }, () => stream.integer(0, 3)), 1 << 20);
    const supply = draw(rows), demand = draw(columns);
    const plan = solveTransport({ rows, columns, data }, supply, demand);
    const [sent, received] = [new Int32Array(rows), new Int32Array(columns)];
    plan.units.forEach((units, k) => {
      sent[plan.from[k]!]! += units;
      received[plan.to[k]!]! += units;
    });
    assert.deepEqual([sent, received], [supply, demand]);
    const slack = (i: number, j: number) =>
      (data[i * columns + j]! - plan.supplyDuals[i]! - plan.demandDuals[j]!) / scale;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) assert.ok(slack(i, j) >= -1e-12, `slack ${slack(i, j)}`);
    }
    plan.units.forEach((_, k) => assert.ok(slack(plan.from[k]!, plan.to[k]!) <= 1e-12));
  }
});
