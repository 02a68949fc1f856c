import assert from "node:assert/strict";
import { findAdaptiveStart } from "../../numerics/adaptive_start.ts";
import { inspectWindow } from "../../numerics/adaptive_window.ts";
import { measureHoldOut } from "../../numerics/hold_out.ts";
import { createMatrix, type Matrix } from "../../numerics/matrix.ts";
import { seedRandom } from "../../numerics/random.ts";
import type { PatchOptions } from "../../numerics/patch_operators.ts";

const OPERATORS: PatchOptions = {
  precision: "float64",
  constant: false,
  rank: { kind: "full" },
  cutoffs: ["machine"],
  projection: "none",
};
const RULE = {
  window: 30,
  hop: 5,
  windows: 3,
  holdOut: 6,
  epsilon: 0.05,
  share: 0.01,
  residual: 0.1,
  operators: OPERATORS,
};

/** The columns of an orthogonal matrix that mixes everything: I − 2·u·uᵀ/‖u‖². */
function mix(coordinates: readonly number[]): number[] {
  const size = coordinates.length;
  const u = Array.from({ length: size }, (_, i) => i + 1);
  const square = u.reduce((sum, x) => sum + x * x, 0);
  const along = u.reduce((sum, x, i) => sum + x * coordinates[i]!, 0);
  return coordinates.map((x, i) => x - 2 * u[i]! * along / square);
}

function tabulate(rows: number, at: (t: number) => readonly number[]): Matrix {
  const columns = at(0).length;
  const matrix = createMatrix(rows, columns);
  for (let t = 0; t < rows; t++) matrix.data.set(at(t), t * columns);
  return matrix;
}

const ANGLE = 0.3;
const SIZE = 4;
/** A rotation of radius 1, a mode that stays, and one that goes as SIZE·0.8^t. */
const settling = tabulate(
  120,
  (t) => mix([Math.cos(ANGLE * t), Math.sin(ANGLE * t), 2, SIZE * 0.8 ** t]),
);
const all = [Int32Array.of(0, 1, 2, 3)];

/** Whether the vanishing mode counts in the fit of a window, by its definition. */
function hasTransient(first: number): boolean {
  const pairs = RULE.window - RULE.holdOut - 1;
  const rows = Array.from({ length: pairs }, (_, t) => first + t);
  const paths = [
    rows.map((t) => Math.cos(ANGLE * t)),
    rows.map((t) => Math.sin(ANGLE * t)),
    rows.map((t) => SIZE * 0.8 ** t),
  ];
  const motion = paths.flatMap((path) => {
    const mean = path.reduce((sum, x) => sum + x, 0) / pairs;
    return path.map((x) => (x - mean) ** 2);
  }).reduce((sum, x) => sum + x, 0);
  const energy = paths[2]!.reduce((sum, x) => sum + x * x, 0);
  return energy >= RULE.share * motion;
}

Deno.test("a start is found where a transient has gone", () => {
  const found = findAdaptiveStart(settling, all, RULE);
  let expected = 0;
  while (hasTransient(expected)) expected += RULE.hop;
  assert.ok(expected >= 2 * RULE.hop, "the test's own transient is too short");
  assert.equal(found.began, true);
  assert.equal(found.first, expected);
  assert.equal(found.last, expected + 2 * RULE.hop + RULE.window - 1);
  assert.deepEqual(
    found.windows.map(({ accepted }) => accepted),
    found.windows.map(({ first }) => first >= expected),
  );
  // λ = 0.8 decides while it counts.
  assert.ok(
    found.windows.filter(({ accepted }) => !accepted).every(({ distance }) =>
      Math.abs(distance - 0.2) < 1e-8
    ),
  );
});

Deno.test("snapshots behind the last window are never looked at", () => {
  const { last, first } = findAdaptiveStart(settling, all, RULE);
  const spoilt = { ...settling, data: settling.data.slice() };
  spoilt.data.fill(NaN, (last + 1) * 4);
  const again = findAdaptiveStart(spoilt, all, RULE);
  assert.deepEqual([again.first, again.last], [first, last]);
});

Deno.test("a system that never settles has no start, and its last windows are taken", () => {
  const growing = tabulate(80, (t) => mix([1.2 ** t, 1, 0.9 ** t, 2]));
  const found = findAdaptiveStart(growing, all, RULE);
  assert.equal(found.began, false);
  assert.equal(found.windows.length, 11);
  assert.deepEqual([found.first, found.last], [40, 79]);
  assert.ok(found.windows.every(({ distance }) => distance > 0.1));
});

Deno.test("straight lines are not begun: linear extrapolation predicts them better", () => {
  const lines = tabulate(60, (t) => [1 + t / 100, 2 + t / 300]);
  const patches = [Int32Array.of(0), Int32Array.of(1)];
  const found = findAdaptiveStart(lines, patches, RULE);
  assert.equal(found.began, false);
  for (const { distance, error, baseline } of found.windows) {
    assert.ok(Number.isNaN(distance) && error > baseline);
  }
});

Deno.test("windows must be accepted one behind the other", () => {
  // The third weight leaves its place at snapshot 60, and comes back as 0.8^t.
  const stumbling = tabulate(
    220,
    (t) => [Math.cos(ANGLE * t), Math.sin(ANGLE * t), t < 60 ? 1 : 1 + 4 * 0.8 ** (t - 60)],
  );
  const found = findAdaptiveStart(stumbling, [Int32Array.of(0, 1, 2)], { ...RULE, windows: 13 });
  assert.equal(found.began, true);
  assert.ok(found.first > 60, `${found.first}`);
  assert.ok(found.windows[0]!.accepted);
});

Deno.test("one window is enough when one is wanted, and too short a recording is refused", () => {
  const found = findAdaptiveStart(settling, all, { ...RULE, windows: 1, share: 1 });
  assert.deepEqual([found.first, found.last], [0, 29]);
  assert.throws(
    () => findAdaptiveStart(settling, all, { ...RULE, window: 121 }),
    /at least 121 snapshots.*120/s,
  );
});

Deno.test("a window without room for its hold-out is refused", () => {
  assert.throws(
    () => measureHoldOut(settling, all, 119, OPERATORS),
    /at least 2 before it.*119 of 120/s,
  );
});

Deno.test("held out errors are those of the operators and of a straight line", () => {
  // One weight, x ← 0.9·x: the operator is exact, and the line through snapshots 1 and 2 is known by hand.
  const decay = tabulate(5, (t) => [0.9 ** t]);
  const { errors, baseline } = measureHoldOut(decay, [Int32Array.of(0)], 2, OPERATORS);
  errors.forEach((error) => assert.ok(error < 1e-15));
  const slope = 0.81 - 0.9;
  [0.81 + slope - 0.9 ** 3, 0.81 + 2 * slope - 0.9 ** 4].forEach((error, k) =>
    assert.ok(Math.abs(baseline[k]! - Math.abs(error)) < 1e-15)
  );
});

Deno.test("a standstill is settled", () => {
  const still = tabulate(40, () => [1, -2, 0]);
  const worth = inspectWindow(still, [Int32Array.of(0, 1), Int32Array.of(2)], RULE);
  assert.ok(worth.distance < 1e-12 && worth.error < 1e-12);
});

Deno.test("noise makes eigenvalues inside the circle, which do not count because they are not verified", () => {
  // x ← 0.6·x + noise beside a rotation: the eigenvalue 0.6 has a residual of about √(1/0.36 − 1) = 1.33.
  const stream = seedRandom("noise")("noise");
  let x = 0;
  const noisy = tabulate(90, (t) => {
    x = 0.6 * x + stream.uniform(-0.3, 0.3);
    return mix([Math.cos(ANGLE * t), Math.sin(ANGLE * t), x]);
  });
  const rule = { ...RULE, window: 90, holdOut: 10 };
  const patch = [Int32Array.of(0, 1, 2)];
  const trusting = inspectWindow(noisy, patch, { ...rule, residual: 10 });
  assert.ok(Math.abs(trusting.distance - 0.4) < 0.2, `${trusting.distance}`);
  const careful = inspectWindow(noisy, patch, rule);
  assert.ok(careful.distance < 0.02, `${careful.distance}`);
});

Deno.test("operators of many eigenvalues are judged by the same rule", () => {
  const turns = Array.from({ length: 24 }, (_, i) => 0.1 + 0.12 * i);
  const many = tabulate(
    160,
    (t) => mix([...turns.flatMap((a) => [Math.cos(a * t), Math.sin(a * t)]), 1, 0.95 ** t]),
  );
  const patch = [Int32Array.from({ length: 50 }, (_, i) => i)];
  const rule = { ...RULE, holdOut: 10, share: 0.001 };
  assert.ok(Math.abs(inspectWindow(many, patch, rule).distance - 0.05) < 1e-6);
  assert.ok(inspectWindow(many, patch, { ...rule, share: 0.01 }).distance < 1e-6);
});

Deno.test("a patch of noise alone is never settled, but for the constant that holds it at its mean", () => {
  const stream = seedRandom("noise")("alone");
  const noise = tabulate(60, () => [1, stream.uniform(-1, 1), stream.uniform(-1, 1)]);
  const patches = [Int32Array.of(0), Int32Array.of(1, 2)];
  assert.equal(inspectWindow(noise, patches, RULE).distance, 1);
  const affine = { ...OPERATORS, constant: true };
  assert.equal(inspectWindow(noise, patches, { ...RULE, operators: affine }).distance, 0);
});

Deno.test("a weight that moves by its rounding alone stands still", () => {
  const stream = seedRandom("noise")("rounding");
  const jitter = (size: number) =>
    tabulate(
      60,
      (t) => [Math.cos(ANGLE * t), Math.sin(ANGLE * t), 1 + size * stream.uniform(-1, 1)],
    );
  // The third weight's operator is w ← w·(1 − O(size²)): with noise of its own size nothing of it is verified.
  const patches = [Int32Array.of(0, 1), Int32Array.of(2)];
  const still = inspectWindow(jitter(1e-7), patches, { ...RULE, residual: 1e-9 });
  assert.ok(still.distance < 1e-9, `${still.distance}`);
  assert.equal(inspectWindow(jitter(1e-3), patches, { ...RULE, residual: 1e-9 }).distance, 1);
});

Deno.test("projected operators predict, while their eigenvalues are judged as they were", () => {
  const growing = tabulate(30, (t) => [
    1.002 ** t * Math.cos(ANGLE * t),
    1.002 ** t * Math.sin(ANGLE * t),
  ]);
  const projected = { ...OPERATORS, projection: "unit_circle" } as const;
  const worth = inspectWindow(growing, [Int32Array.of(0, 1)], { ...RULE, operators: projected });
  assert.ok(Math.abs(worth.distance - 0.002) < 1e-12);
  // Snapshot 23 goes on turning with its length of 1.002²³.
  const sum = Array.from({ length: 6 }, (_, k) => (1.002 ** (24 + k) - 1.002 ** 23) ** 2)
    .reduce((a, b) => a + b);
  assert.ok(Math.abs(worth.error - Math.sqrt(sum / 6)) < 1e-12);
});
