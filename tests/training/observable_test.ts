import assert from "node:assert/strict";
import { KooplineError } from "../../schemas/error.ts";
import { type Observable, openObservables } from "../../training/observable.ts";
import { makeStillTrainer, SMALL_NET } from "./still_trainer.ts";

function measure(...observables: readonly Observable[]) {
  const trainer = makeStillTrainer(SMALL_NET);
  const probe = openObservables(observables, trainer.blocks);
  const into = new Float64Array(probe.names.length).fill(NaN);
  probe.measure(trainer, 7, into);
  return { names: probe.names, values: [...into] };
}

const count = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

Deno.test("all parameters come in the order of the vector, named by layer, unit and input", () => {
  const { names, values } = measure({ kind: "all" });
  assert.deepEqual(values, count(0, 26));
  assert.deepEqual(names.slice(0, 4), [
    "layer1.weight[0,0]",
    "layer1.weight[0,1]",
    "layer1.weight[0,2]",
    "layer1.weight[1,0]",
  ]);
  assert.equal(names[12], "layer1.bias[0]");
  assert.equal(names[23], "layer2.weight[1,3]");
  assert.equal(names[25], "layer2.bias[1]");
});

Deno.test("layers count from 1, and from −1 at the end", () => {
  assert.deepEqual(measure({ kind: "layer", layer: 1 }).values, count(0, 16));
  assert.deepEqual(measure({ kind: "layer", layer: 2 }).values, count(16, 26));
  assert.deepEqual(
    measure({ kind: "layer", layer: -1 }),
    measure({ kind: "layer", layer: 2 }),
  );
  assert.deepEqual(measure({ kind: "layer", layer: -2 }).values, count(0, 16));
});

Deno.test("a node is the weights that come in, then its bias", () => {
  const { names, values } = measure({ kind: "node", layer: 2, unit: 1 });
  assert.deepEqual(values, [20, 21, 22, 23, 25]);
  assert.deepEqual(names.slice(-2), ["layer2.weight[1,3]", "layer2.bias[1]"]);
});

Deno.test("indices pick parameters in the order asked for", () => {
  const { names, values } = measure({ kind: "indices", indices: [17, 2, 13] });
  assert.deepEqual(values, [17, 2, 13]);
  assert.deepEqual(names, ["layer2.weight[0,1]", "layer1.weight[0,2]", "layer1.bias[1]"]);
});

Deno.test("quantiles interpolate between order statistics as numpy does", () => {
  // numpy.quantile(range(16, 26), [0, 0.1, 0.5, 1])
  const found = measure({ kind: "quantiles", layer: 2, levels: [0, 0.1, 0.5, 1] });
  assert.deepEqual(found.values, [16, 16.9, 20.5, 25]);
  assert.equal(found.names[1], "layer2.quantile(0.1)");
  assert.deepEqual(measure({ kind: "quantiles", layer: null, levels: [1] }).values, [25]);
});

Deno.test("norms are Σ|w|, √Σw² and max|w|", () => {
  const { names, values } = measure({ kind: "norms", layer: null, norms: ["max", "l1", "l2"] });
  // Σ i = 325 and Σ i² = 5525 for i < 26.
  assert.deepEqual(values, [25, 325, Math.sqrt(5525)]);
  assert.deepEqual(names, ["max", "l1", "l2"]);
});

Deno.test("observables stand side by side", () => {
  const { names, values } = measure(
    { kind: "node", layer: 1, unit: 0 },
    { kind: "norms", layer: 2, norms: ["max"] },
    { kind: "loss" },
  );
  assert.deepEqual(values, [0, 1, 2, 12, 25, 7]);
  assert.deepEqual(names.slice(-2), ["layer2.max", "train_loss"]);
});

const project = (basis: "orthonormal" | "gaussian", count: number, seed = 0) =>
  ({ kind: "projection", layer: null, projection: { basis, count, seed } }) as const;

Deno.test("a full orthonormal projection keeps the length of the parameters within 1e-12", () => {
  const { names, values } = measure(project("orthonormal", 26));
  const length = values.reduce((sum, value) => sum + value * value, 0);
  assert.ok(Math.abs(length / 5525 - 1) < 1e-12, `${length}`);
  assert.equal(names[25], "projection[25]");
});

Deno.test("a Gaussian projection keeps the length on average", () => {
  const { values } = measure(project("gaussian", 4000));
  const length = values.reduce((sum, value) => sum + value * value, 0);
  // The deviation of χ² over its degrees of freedom is √(2/4000) = 0.022.
  assert.ok(Math.abs(length / 5525 - 1) < 0.08, `${length}`);
});

Deno.test("equal seeds give equal projections and others do not", () => {
  const values = (seed: number) => measure(project("orthonormal", 3, seed)).values;
  assert.deepEqual(values(1), values(1));
  assert.notDeepEqual(values(1), values(2));
});

const REFUSED: readonly (readonly [string, Observable, RegExp])[] = [
  ["layer 3 of two", { kind: "layer", layer: 3 }, /from 1 to 2.*layer 3/],
  ["layer −3 of two", { kind: "layer", layer: -3 }, /layer -3/],
  ["unit 4 of four", { kind: "node", layer: 1, unit: 4 }, /from 0 to 3.*4/],
  ["index 26 of 26", { kind: "indices", indices: [0, 26] }, /from 0 to 25.*26/],
  ["27 orthonormal directions of 26", project("orthonormal", 27), /at most 26.*27/],
];
for (const [name, observable, words] of REFUSED) {
  Deno.test(`${name} is refused with what there is`, () => {
    assert.throws(
      () => measure(observable),
      (error: KooplineError) => error.code === "input.value" && words.test(error.message),
    );
  });
}
