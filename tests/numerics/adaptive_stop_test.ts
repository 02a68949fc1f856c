import assert from "node:assert/strict";
import { estimateResiduals, findAdaptiveStop } from "../../numerics/adaptive_stop.ts";

const RULE = { tolerance: 0.1, patience: 3 };
const series = (...values: number[]) => Float64Array.from(values);
/** Falls to 1 at sample 4 and rises from there: the tolerance is left at sample 6, for good at 8. */
const valley = series(5, 4, 3, 2, 1, 1.05, 1.2, 1.3, 1.4, 0.5);

Deno.test("a prediction stops at the minimum of its loss, once the loss has risen for good", () => {
  assert.deepEqual(findAdaptiveStop({ losses: valley }, RULE), { last: 4, seen: 8, by: "loss" });
});

Deno.test("a rise within the tolerance, or for fewer samples than patience, is none", () => {
  const losses = series(2, 1, 1.09, 1.09, 1.09, 1.3, 1.3, 0.9, 0.95);
  assert.deepEqual(findAdaptiveStop({ losses }, RULE), { last: 8, seen: 8, by: "none" });
});

Deno.test("of two series the one that stops first decides", () => {
  const residuals = series(1, 0.5, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9);
  assert.deepEqual(
    findAdaptiveStop({ losses: valley, residuals }, RULE),
    { last: 1, seen: 4, by: "residual" },
  );
  const falling = valley.map((_, i) => 1 / (i + 1));
  assert.equal(findAdaptiveStop({ losses: valley, residuals: falling }, RULE).by, "loss");
  assert.equal(findAdaptiveStop({ residuals: falling }, RULE).by, "none");
});

Deno.test("values that are not finite have risen", () => {
  const losses = series(1, 0.9, NaN, Infinity, NaN, 0.1);
  assert.deepEqual(findAdaptiveStop({ losses }, RULE), { last: 1, seen: 4, by: "loss" });
  const nothing = series(NaN, NaN, NaN);
  assert.deepEqual(findAdaptiveStop({ losses: nothing }, RULE), { last: 0, seen: 2, by: "loss" });
});

Deno.test("no samples are refused", () => {
  assert.throws(() => findAdaptiveStop({ losses: series() }, RULE), /at least one predicted step/);
});

Deno.test("residuals go on as the power that the held out errors show", () => {
  // e_k = 0.5·k²; displacement k: the residual is 0.5·k.
  const errors = Float64Array.from({ length: 10 }, (_, i) => 0.5 * (i + 1) ** 2);
  const steps = Int32Array.of(1, 4, 10, 20, 100);
  const found = estimateResiduals(errors, steps, Float64Array.from(steps));
  found.forEach((value, i) => assert.ok(Math.abs(value - 0.5 * steps[i]!) < 1e-10, `${value}`));
});

Deno.test("errors of noise grow as a root, and errors that fall do not promise more", () => {
  const noise = Float64Array.from({ length: 8 }, (_, i) => Math.sqrt(i + 1));
  const [far] = estimateResiduals(noise, Int32Array.of(800), Float64Array.of(1));
  assert.ok(Math.abs(far! - Math.sqrt(800)) < 1e-10);
  const falling = Float64Array.of(4, 3, 2, 1);
  assert.deepEqual([...estimateResiduals(falling, Int32Array.of(40), Float64Array.of(2))], [0.5]);
});

Deno.test("no error is no residual, and an error without motion is an infinite one", () => {
  const steps = Int32Array.of(1, 5);
  const none = estimateResiduals(Float64Array.of(0, 0), steps, Float64Array.of(0, 0));
  assert.deepEqual([...none], [0, 0]);
  const still = estimateResiduals(Float64Array.of(1), steps, Float64Array.of(0, 2));
  assert.equal(still[0], Infinity);
  assert.ok(Math.abs(still[1]! - 2.5) < 1e-14);
});
