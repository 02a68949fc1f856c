import assert from "node:assert/strict";
import { train } from "../../stages/train/stage.ts";
import { makeItem, runKind } from "./run_kind.ts";
import { makeData } from "./train_data.ts";

/** TensorFlow.js keeps its engine in a global of this name from the moment it loads. */
const hasTfjs = () => "_tfGlobals" in globalThis || "_tfengine" in globalThis;

const GIVEN = {
  model: { kind: "dense", layers: [5, 3] },
  optimiser: { kind: "sgd", rate: 0.1 },
  batch: 7,
  steps: 3,
  record: { observable: { layer: -1 } },
};

Deno.test("the kernel backend does not load TensorFlow.js, which the tfjs backend does", async () => {
  await runKind(train, GIVEN, { data: makeItem(makeData()) });
  assert.equal(hasTfjs(), false);
  await runKind(train, { ...GIVEN, backend: "tfjs" }, { data: makeItem(makeData()) });
  assert.equal(hasTfjs(), true);
});
