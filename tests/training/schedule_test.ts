import assert from "node:assert/strict";
import { openSchedule, type Schedule } from "../../training/schedule.ts";

function list(schedule: Schedule, steps: number): readonly number[] {
  const factor = openSchedule(schedule, steps);
  return Array.from({ length: steps }, (_, n) => factor(n));
}

function assertClose(found: readonly number[], expected: readonly number[]): void {
  assert.equal(found.length, expected.length);
  found.forEach((value, n) => assert.ok(Math.abs(value - expected[n]!) < 1e-15, `${n}: ${value}`));
}

Deno.test("a constant schedule keeps the rate", () => {
  assertClose(list({ kind: "constant" }, 3), [1, 1, 1]);
});

Deno.test("a step schedule multiplies after every so many updates", () => {
  const found = list({ kind: "step", every: 2, factor: 0.5 }, 7);
  assertClose(found, [1, 1, 0.5, 0.5, 0.25, 0.25, 0.125]);
});

Deno.test("a step schedule asked out of order gives the same powers", () => {
  const factor = openSchedule({ kind: "step", every: 2, factor: 0.5 }, 10);
  assert.deepEqual([6, 1, 4].map(factor), [0.125, 1, 0.25]);
});

Deno.test("an inverse schedule is 1/(1 + γn)", () => {
  assertClose(list({ kind: "inverse", decay: 0.25 }, 5), [1, 0.8, 2 / 3, 4 / 7, 0.5]);
});

Deno.test("a cosine goes from 1 over the half at midway to its end and stays", () => {
  const found = list({ kind: "cosine", steps: 4, end: 0.2 }, 6);
  const quarter = (1 + Math.SQRT1_2) / 2;
  assertClose(found, [1, 0.2 + 0.8 * quarter, 0.6, 0.2 + 0.8 * (1 - quarter), 0.2, 0.2]);
});

Deno.test("a cosine without a length takes all steps that are left", () => {
  const then = { kind: "cosine", steps: null, end: 0 } as const;
  assertClose(list(then, 2), [1, 0.5]);
  const warm = list({ kind: "warm_up", steps: 2, from: 0, then }, 4);
  assertClose(warm, [0.5, 1, 1, 0.5]);
});

Deno.test("a warm-up rises linearly and reaches the rate with its last step", () => {
  const then = { kind: "inverse", decay: 1 } as const;
  const found = list({ kind: "warm_up", steps: 4, from: 0.2, then }, 6);
  assertClose(found, [0.4, 0.6, 0.8, 1, 1, 0.5]);
});
