/** Ways of applying the same operators agree, to the bit where they promise it. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { createMatrix, type Matrix } from "../../numerics/matrix.ts";
import {
  fitPatchOperators,
  type PatchOptions,
  predictPatches,
} from "../../numerics/patch_operators.ts";
import { seedRandom } from "../../numerics/random.ts";
import { assertClose } from "./matrices.ts";

const SEED = 20260729;

/** A slow relaxation with noise: the snapshots of a training in small. */
function drawPath(name: string, rows: number, weights: number): Matrix {
  const stream = seedRandom("patch steps")(name);
  const path = createMatrix(rows, weights);
  for (let i = 0; i < weights; i++) {
    const [end, size, rate] = [
      stream.uniform(-1, 1),
      stream.uniform(-1, 1),
      stream.uniform(0, 0.2),
    ];
    let left = size;
    for (let t = 0; t < rows; t++) {
      path.data[t * weights + i] = end + left + stream.uniform(-0.02, 0.02);
      left *= 1 - rate;
    }
  }
  return path;
}

/** Cuts D weights into patches of given sizes, in turn, from the end to the beginning. */
function cut(weights: number, sizes: readonly number[]): Int32Array[] {
  const patches: Int32Array[] = [];
  let end = weights;
  for (let k = 0; end > 0; k++) {
    const first = Math.max(0, end - sizes[k % sizes.length]!);
    patches.push(Int32Array.from({ length: end - first }, (_, i) => first + i));
    end = first;
  }
  return patches;
}

const optionsArbitrary: fc.Arbitrary<PatchOptions> = fc.record({
  precision: fc.constantFrom("float32", "float64"),
  constant: fc.boolean(),
  rank: fc.constant({ kind: "full" }),
  cutoffs: fc.constantFrom([1e-3], ["machine"], [0.05]),
  projection: fc.constantFrom("none", "unit_circle"),
});
interface Sample {
  readonly options: PatchOptions;
  readonly rows: number;
  readonly weights: number;
  readonly sizes: readonly number[];
}

const caseArbitrary: fc.Arbitrary<Sample> = fc.record({
  options: optionsArbitrary,
  rows: fc.integer({ min: 2, max: 14 }),
  weights: fc.integer({ min: 1, max: 40 }),
  sizes: fc.array(fc.integer({ min: 1, max: 23 }), { minLength: 1, maxLength: 3 }),
});

function check(name: string, run: (sample: Sample) => void): void {
  Deno.test(`${name} (seed ${SEED})`, () => {
    fc.assert(fc.property(caseArbitrary, run), { seed: SEED, numRuns: 60 });
  });
}

check("predictPatches() gives the bits of fitPatchOperators() stepping", (sample) => {
  const { options, rows, weights, sizes } = sample;
  const path = drawPath("agree", rows, weights);
  const patches = cut(weights, sizes);
  const steps = Int32Array.of(0, 1, 2, 9);
  const [predicted] = predictPatches(path, patches, steps, options);
  const operators = fitPatchOperators(path, patches, options);
  assert.deepEqual(operators.summaries, predicted!.summaries);
  const start = path.data.slice((rows - 1) * weights);
  const found = new Float64Array(weights);
  operators.start(start);
  steps.forEach((step, s) => {
    operators.step(step - (s === 0 ? 0 : steps[s - 1]!));
    operators.read(found);
    const row = predicted!.predictions.data.slice(s * weights, (s + 1) * weights);
    // After 0 steps weights are read back in the precision of the operators.
    const truth = options.precision === "float32" ? row.map(Math.fround) : row;
    assert.deepEqual(found, truth);
  });
});

check("leap() goes where as many steps go", (sample) => {
  const { options, rows, weights, sizes } = sample;
  const path = drawPath("leap", rows, weights);
  const operators = fitPatchOperators(path, cut(weights, sizes), options);
  const start = path.data.slice((rows - 1) * weights);
  for (const count of [0, 1, 2, 7, 12]) {
    const [stepped, leapt] = [new Float64Array(weights), new Float64Array(weights)];
    operators.start(start);
    operators.step(count);
    operators.read(stepped);
    operators.start(start);
    operators.leap(count);
    operators.read(leapt);
    const size = Math.max(1, ...stepped.map(Math.abs));
    const growth = Math.max(1, ...operators.summaries.map(({ radius }) => radius)) ** count;
    const tolerance = (options.precision === "float32" ? 2e-3 : 1e-8) * size * growth;
    assertClose(leapt, stepped, tolerance);
  }
});

check("a patch among others gives the bits it gives alone, wherever it stands", (sample) => {
  const { options, rows, weights, sizes } = sample;
  const path = drawPath("order", rows, weights);
  const patches = cut(weights, sizes);
  const steps = Int32Array.of(1, 5);
  const [together] = predictPatches(path, patches, steps, options);
  const order = patches.map((_, i) => (i * 7 + 3) % patches.length);
  const isPermutation = new Set(order).size === patches.length;
  const permuted = isPermutation ? order : patches.map((_, i) => patches.length - 1 - i);
  const [moved] = predictPatches(path, permuted.map((i) => patches[i]!), steps, options);
  assert.deepEqual(moved!.predictions, together!.predictions);
  assert.deepEqual(moved!.summaries, permuted.map((i) => together!.summaries[i]));
  patches.forEach((patch, i) => {
    const [alone] = predictPatches(path, [patch], steps, options);
    assert.deepEqual(alone!.summaries[0], together!.summaries[i]);
    for (const place of [...patch, ...Array.from(patch, (p) => weights + p)]) {
      assert.equal(alone!.predictions.data[place], together!.predictions.data[place]);
    }
  });
});

check("the same call gives the same bits, and leaves what it was given", (sample) => {
  const { options, rows, weights, sizes } = sample;
  const path = drawPath("again", rows, weights);
  const held = path.data.slice();
  const run = () => predictPatches(path, cut(weights, sizes), Int32Array.of(3), options);
  assert.deepEqual(run(), run());
  assert.deepEqual(path.data, held);
});

check("projection leaves no |λ| above 1", (sample) => {
  const { options, rows, weights, sizes } = sample;
  const path = drawPath("projection", rows, weights);
  const projected = { ...options, projection: "unit_circle" } as const;
  const [found] = predictPatches(path, cut(weights, sizes), Int32Array.of(1), projected);
  for (const { radius, defect } of found!.summaries) assert.ok(radius <= 1 && defect >= 0);
});

Deno.test("start() goes from any weights, also outside the span of the snapshots", () => {
  const path = drawPath("start", 4, 9);
  const options: PatchOptions = {
    precision: "float64",
    constant: false,
    rank: { kind: "full" },
    cutoffs: ["machine"],
    projection: "none",
  };
  const operators = fitPatchOperators(path, cut(9, [9]), options);
  // A = Y·X⁺ takes each snapshot to the next, and is linear.
  const found = new Float64Array(9);
  operators.start(path.data.map((x, i) => 2 * x - 3 * path.data[i + 9]!).slice(0, 9));
  operators.step(1);
  operators.read(found);
  const truth = Float64Array.from(found, (_, i) => 2 * path.data[i + 9]! - 3 * path.data[i + 18]!);
  assertClose(found, truth, 1e-12);
});
