import assert from "node:assert/strict";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Dataset } from "../../schemas/dataset.ts";
import { KooplineError } from "../../schemas/error.ts";
import { train } from "../../stages/train/stage.ts";
import { makeItem, runKind } from "./run_kind.ts";
import { BASE, makeData } from "./train_data.ts";

type Change = Record<string, unknown>;
const dense = (rest: Change) => ({ model: { kind: "dense", layers: [5, 3], ...rest } });
const record = (rest: Change) => ({ record: { observable: { layer: -1 }, ...rest } });
const observe = (observable: Change) => ({ record: { observable } });

/** What is wrong, the change that makes it so, where the parser puts it, and words of its text. */
const PARAMETERS: readonly (readonly [string, Change, string, RegExp])[] = [
  ["a width of 0", dense({ layers: [0, 3] }), "model.layers.0", /./],
  ["no layers", dense({ layers: [] }), "model.layers", /./],
  [
    "two activations for one hidden layer",
    dense({ activation: ["relu", "tanh"] }),
    "model.activation",
    /one for each hidden layer/,
  ],
  ["an unknown activation", dense({ activation: "swish" }), "model.activation", /./],
  [
    "a model for tfjs under the kernel",
    {
      model: { kind: "layers", config: {} },
    },
    "model.kind",
    /kernels know/,
  ],
  ["float64 under tfjs", { backend: "tfjs", precision: "float64" }, "precision", /float32/],
  ["a rate of 0", { optimiser: { kind: "sgd", rate: 0 } }, "optimiser.rate", /./],
  ["no rate", { optimiser: { kind: "sgd" } }, "optimiser.rate", /./],
  [
    "an optimiser's parameter for another",
    {
      optimiser: { kind: "sgd", rate: 1, rho: 0.9 },
    },
    "optimiser",
    /rho/,
  ],
  ["a batch of 0", { batch: 0 }, "batch", /./],
  ["0 steps", { steps: 0 }, "steps", /./],
  ["a schedule without its parameter", { schedule: { kind: "inverse" } }, "schedule.decay", /./],
  ["layer 0", observe({ layer: 0 }), "record.observable.layer", /counted from 1/],
  ["nothing to record", observe({}), "record.observable", /at least one of all, layer/],
  ["an unknown observable", observe({ weights: 1 }), "record.observable", /weights/],
  [
    "a quantile above 1",
    observe({ quantiles: { levels: [2] } }),
    "record.observable.quantiles.levels.0",
    /./,
  ],
  ["a snapshot after the end", record({ at: [3, 21] }), "record.at.1", /at most 20/],
  ["a first snapshot after the end", record({ from: 21 }), "record.from", /at most 20/],
  ["a last snapshot before the first", record({ from: 9, to: 5 }), "record.to", /from 9 to 20/],
  [
    "the loss of step 0",
    {
      record: { observable: { loss: true }, from: 0 },
    },
    "record.observable.loss",
    /step 0/,
  ],
  ["another snapshot after the end", record({ also: [20, 21] }), "record.also.1", /at most 20/],
  ["steps beside a list of all", record({ at: [3], also: [4] }), "record.also", /beside `at`/],
  [
    "the loss of step 0 beside a series",
    { record: { observable: { loss: true }, also: [0] } },
    "record.observable.loss",
    /step 0/,
  ],
  [
    "evaluations that begin after the end",
    { evaluate: { every: 1, from: 21 } },
    "evaluate.from",
    /at most 20/,
  ],
  [
    "evaluations that end before they begin",
    { evaluate: { every: 1, from: 9, to: 8 } },
    "evaluate.to",
    /from 9 to 20/,
  ],
  ["the end of no evaluations", { evaluate: { to: 8 } }, "evaluate.to", /`every` beside it/],
  ["an evaluation after the end", { evaluate: { at: [21] } }, "evaluate.at.0", /at most 20/],
  ["an unknown key", { epochs: 3 }, "", /epochs/],
];
for (const [name, change, where, words] of PARAMETERS) {
  Deno.test(`${name} is refused by its parameter`, () => {
    const { success, error } = train.params.safeParse({ ...BASE, ...change });
    assert.equal(success, false);
    const issue = error!.issues.find(({ path }) => path.join(".") === where);
    assert.ok(issue !== undefined, JSON.stringify(error!.issues));
    assert.match(issue.message, words);
  });
}

type Data = ArtifactValue<typeof Dataset>;

async function refuse(code: string, words: RegExp, change: Change, spoil: (data: Data) => Data) {
  await assert.rejects(
    runKind(train, { ...BASE, ...change }, { data: makeItem(spoil(makeData())) }),
    (error: KooplineError) => {
      assert.ok(error instanceof KooplineError, String(error));
      assert.equal(error.code, code);
      assert.match(error.message, words);
      return true;
    },
  );
}

const same = (data: Data) => data;
const withMeta = (meta: Partial<Data["meta"]>) => (data: Data): Data => ({
  ...data,
  meta: { ...data.meta, ...meta },
});

function withReals(value: number): (data: Data) => Data {
  return (data) => {
    const inputs = new Float32Array(60 * 16).fill(0.5);
    inputs[16 * 7 + 2] = value;
    const train_inputs = new Uint8Array(inputs.buffer);
    const test_inputs = new Uint8Array(new Float32Array(20 * 16).buffer);
    return withMeta({ dtype: "f32", scale: 1 })({ ...data, files: { train_inputs, test_inputs } });
  };
}

Deno.test("a batch larger than the training set is refused with both numbers", () =>
  refuse("input.value", /at most 60.*batch: 61/, { batch: 61 }, same));

Deno.test("a last layer that is not as wide as there are classes is refused with both numbers", () =>
  refuse("input.shape", /last layer of 3 units.*10/, dense({ layers: [5, 10] }), same));

Deno.test("a layer that the net does not have is refused when it begins", () =>
  refuse("input.value", /from 1 to 2.*layer 3/, observe({ layer: 3 }), same));

Deno.test("a unit that the layer does not have is refused", () =>
  refuse("input.value", /from 0 to 4.*5/, observe({ node: { layer: 1, unit: 5 } }), same));

Deno.test("a net that no memory holds is refused before it is made", () =>
  refuse("numeric.too_large", /parameters/, dense({ layers: [1_000_000, 1_000_000, 3] }), same));

Deno.test("a label out of range is refused with its example", () =>
  refuse("input.value", /labels from 0 to 2 in the train set.*3 of example 5/, {}, (data) => {
    data.tables.train.label[5] = 3;
    return data;
  }));

Deno.test("cross-entropy refuses real targets", () =>
  refuse("input.value", /at least 2 classes.*real targets/, {}, (data) => {
    const target = { width: 3, data: new Float64Array(180) };
    const train = { label: new Int32Array(60).fill(-1), target };
    return withMeta({ classes: 0 })({ ...data, tables: { ...data.tables, train } });
  }));

Deno.test("cross-entropy refuses a single class", () =>
  refuse("input.value", /at least 2 classes.*1 class/, {}, withMeta({ classes: 1 })));

Deno.test("a pixel that is NaN is refused with its place", () =>
  refuse("input.value", /NaN at input 2 of example 7/, {}, withReals(NaN)));

Deno.test("finite real inputs are taken", async () => {
  await runKind(train, BASE, { data: makeItem(withReals(1)(makeData())) });
});

Deno.test("too few bytes of inputs are refused with both numbers", () =>
  refuse("input.shape", /960 bytes of inputs in the train set.*959/, {}, (data) => ({
    ...data,
    files: { ...data.files, train_inputs: data.files.train_inputs.subarray(1) },
  })));

Deno.test("a deviation of 0 is refused unless the pipeline says how to normalise", async () => {
  await refuse("input.value", /positive deviation/, {}, withMeta({ deviation: 0 }));
  const data = withMeta({ deviation: 0 })(makeData());
  for (const normalise of ["none", { mean: 0.5, deviation: 0.5 }]) {
    await runKind(train, { ...BASE, normalise }, { data: makeItem(data) });
  }
});
