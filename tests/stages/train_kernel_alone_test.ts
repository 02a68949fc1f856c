import assert from "node:assert/strict";
import { train } from "../../stages/train/stage.ts";
import { makeItem, runKind } from "./run_kind.ts";
import { BASE, makeData } from "./train_data.ts";

/** TensorFlow.js keeps its engine in a global of this name from the moment it loads. */
const hasTfjs = () => "_tfGlobals" in globalThis || "_tfengine" in globalThis;

Deno.test("the kernel backend does not load TensorFlow.js, which the tfjs backend does", async () => {
  await runKind(train, BASE, { data: makeItem(makeData()) });
  assert.equal(hasTfjs(), false);
  await runKind(train, { ...BASE, backend: "tfjs" }, { data: makeItem(makeData()) });
  assert.equal(hasTfjs(), true);
});
