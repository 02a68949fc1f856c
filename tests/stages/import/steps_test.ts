/** Trajectories of which every step has a file of its own. */

import assert from "node:assert/strict";
import { Trajectories } from "../../../schemas/trajectories.ts";
import { importStage } from "../../../stages/import/stage.ts";
import { runKind } from "../run_kind.ts";
import { writeFloats } from "./files.ts";
import { writeSafetensors } from "./safetensors_file.ts";

const declare = (files: Readonly<Record<string, Uint8Array>>) => ({
  files: Object.fromEntries(
    Object.entries(files).map(([path, bytes]) => [path, { path, bytes }]),
  ),
});

async function importSteps(given: unknown, files: Readonly<Record<string, Uint8Array>>) {
  const { artifact } = await runKind(importStage, given, {}, declare(files));
  assert.ok("snapshots" in artifact.tables && "observables" in artifact.meta);
  return artifact.tables.snapshots;
}

Deno.test("import declares a file for every step, with as many digits as the names have", () => {
  const paths = (steps: unknown) =>
    importStage.reads?.(importStage.params.parse({ as: "trajectories", file: "c-*/w.npy", steps }));
  assert.deepEqual(paths({ first: 8, last: 13, every: 2 }), [
    "c-8/w.npy",
    "c-10/w.npy",
    "c-12/w.npy",
  ]);
  assert.deepEqual(paths({ first: 9, last: 10, digits: 6 }), [
    "c-000009/w.npy",
    "c-000010/w.npy",
  ]);
});

Deno.test("import puts the same tensor of many checkpoints one after the other", async () => {
  const checkpoint = (value: number) =>
    writeSafetensors({
      "fc.weight": { dtype: "F32", shape: [2, 1], data: Float32Array.of(value, -value) },
      "fc.bias": { dtype: "F32", shape: [1], data: Float32Array.of(9) },
    });
  const snapshots = await importSteps({
    as: "trajectories",
    file: "checkpoint-*/model.safetensors",
    member: "fc.weight",
    steps: { first: 10, last: 30, every: 10 },
  }, {
    "checkpoint-10/model.safetensors": checkpoint(1),
    "checkpoint-20/model.safetensors": checkpoint(2),
    "checkpoint-30/model.safetensors": checkpoint(3),
  });
  assert.deepEqual(snapshots, {
    trajectory: new Int32Array(3),
    step: Int32Array.of(10, 20, 30),
    values: { width: 2, data: Float64Array.of(1, -1, 2, -2, 3, -3) },
  });
});

Deno.test("import refuses checkpoints whose arrays differ in shape, with the file", async () => {
  await assert.rejects(
    importSteps(
      { as: "trajectories", file: "w*.npy", steps: { first: 1, last: 2 } },
      { "w1.npy": writeFloats([2], [1, 2]), "w2.npy": writeFloats([3], [1, 2, 3]) },
    ),
    /w2\.npy: Expected the shape \(2,\), as w1\.npy has, but found \(3,\)/,
  );
});

Deno.test("import makes trajectories of what it stacks", () => {
  const params = importStage.params.parse({
    as: "trajectories",
    file: "w*.npy",
    steps: { first: 1, last: 2 },
  });
  assert.ok(typeof importStage.makes === "function");
  assert.equal(importStage.makes(params), Trajectories);
});
