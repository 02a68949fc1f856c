import assert from "node:assert/strict";
import { loadTfjs, withoutChance } from "../../training/tfjs_library.ts";

Deno.test("chance is back after overlapping calls, also when one fails", async () => {
  const real = globalThis.Math;
  const gate = Promise.withResolvers<void>();
  const slow = withoutChance(async () => {
    await gate.promise;
    return Math.random() + Math.sqrt(4);
  });
  await assert.rejects(withoutChance(() => Promise.reject(new Error("no"))));
  assert.notEqual(globalThis.Math, real);
  gate.resolve();
  assert.equal(await slow, 2.5);
  assert.equal(globalThis.Math, real);
});

Deno.test("TensorFlow.js computes on its cpu backend", async () => {
  const { core } = await loadTfjs();
  assert.equal(core.getBackend(), "cpu");
});
