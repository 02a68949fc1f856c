import assert from "node:assert/strict";
import { seedRandom } from "../../numerics/random.ts";
import { drawInitial, findWidth, type InitialKind } from "../../training/initial.ts";
import { layOutParameters } from "../../training/net.ts";
import { perturbParameters } from "../../training/perturb.ts";

const blocks = layOutParameters({
  inputs: 100,
  layers: [{ units: 300, activation: "relu" }, { units: 20, activation: "linear" }],
  bias: true,
});

function draw(kind: InitialKind, gain = 1, seed = "1") {
  const all = drawInitial(blocks, { kind, gain }, "float64", seedRandom(seed)("initial"));
  return blocks.map(({ first, length }) => all.subarray(first, first + length));
}

function measure(values: Float64Array) {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  const fourth = values.reduce((sum, x) => sum + (x - mean) ** 4, 0) / values.length;
  const largest = values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return { mean, deviation: Math.sqrt(variance), kurtosis: fourth / variance ** 2, largest };
}

// Standard deviations by the formulas of the papers: of U(−b, b) it is b/√3.
const EXPECTED: readonly (readonly [InitialKind, number])[] = [
  ["uniform", 1 / Math.sqrt(100) / Math.sqrt(3)],
  ["normal", 1 / Math.sqrt(100)],
  ["glorot_uniform", Math.sqrt(2 / 400)],
  ["glorot_normal", Math.sqrt(2 / 400)],
  ["he_uniform", Math.sqrt(2 / 100)],
  ["he_normal", Math.sqrt(2 / 100)],
];
for (const [kind, deviation] of EXPECTED) {
  Deno.test(`${kind} weights have mean 0, the stated deviation within 2 % and the right shape`, () => {
    const found = measure(draw(kind)[0]!);
    assert.ok(Math.abs(found.mean) < 4 * deviation / Math.sqrt(30_000));
    assert.ok(Math.abs(found.deviation / deviation - 1) < 0.02, `${found.deviation}`);
    const isUniform = kind.endsWith("uniform");
    assert.ok(Math.abs(found.kurtosis - (isUniform ? 1.8 : 3)) < 0.15, `${found.kurtosis}`);
    if (isUniform) assert.ok(found.largest <= findWidth({ kind, gain: 1 }, 100, 300));
  });
}

Deno.test("biases are drawn like weights for uniform and are 0 for all others", () => {
  for (const [kind] of EXPECTED) {
    const { largest } = measure(draw(kind)[1]!);
    assert.equal(largest > 0.09 && largest <= 0.1, kind === "uniform", kind);
    if (kind !== "uniform") assert.equal(largest, 0);
  }
});

Deno.test("the gain widens every distribution by its factor", () => {
  for (const [kind] of EXPECTED) {
    const [plain, wide] = [draw(kind)[0]!, draw(kind, 2)[0]!];
    plain.forEach((value, i) => assert.ok(Math.abs(wide[i]! - 2 * value) < 1e-15));
  }
});

Deno.test("float32 weights are the float64 ones rounded", () => {
  const initial = { kind: "normal", gain: 1 } as const;
  const [single, double] = (["float32", "float64"] as const).map((precision) =>
    drawInitial(blocks, initial, precision, seedRandom("1")("initial"))
  );
  assert.deepEqual(single, double!.map(Math.fround));
});

Deno.test("a perturbation multiplies each weight by 1 + size·ξ with ξ uniform in (−1, 1)", () => {
  const weights = Float64Array.from({ length: 20_000 }, (_, i) => i % 2 === 0 ? 4 : -0.5);
  const moved = weights.slice();
  perturbParameters(moved, 0.001, "float64", seedRandom("3")("perturb/1"));
  const shares = moved.map((value, i) => (value / weights[i]! - 1) / 0.001);
  const { mean, deviation, largest } = measure(shares);
  assert.ok(Math.abs(mean) < 0.02 && largest <= 1 + 1e-12 && largest > 0.999);
  assert.ok(Math.abs(deviation * Math.sqrt(3) - 1) < 0.02);
});

Deno.test("a perturbation in float32 gives float32 numbers", () => {
  const weights = Float64Array.of(Math.fround(0.1), Math.fround(-0.7));
  perturbParameters(weights, 0.5, "float32", seedRandom("3")("perturb/1"));
  weights.forEach((weight) => assert.equal(weight, Math.fround(weight)));
});
