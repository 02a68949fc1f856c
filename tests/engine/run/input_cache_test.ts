import assert from "node:assert/strict";
import { openInputCache } from "../../../engine/run/input_cache.ts";
import type { EncodedArtifact } from "../../../engine/worker/job.ts";
import { expandText } from "../pipeline/test_kinds.ts";

/** `shared` is taken by two cells, `single` by one and by a figure, which sees its tables in SQL only. */
const PIPELINE = expandText(`name: p
axes: { n: [1, 2] }
stages:
  shared: { uses: source }
  single: { uses: source, with: { steps: 2 } }
  fit: { uses: fit, over: [n], needs: { trajectories: shared }, with: { delays: "\${n}" } }
  last: { uses: fit, needs: { trajectories: single } }
  drawn: { uses: figure, needs: { single: single } }
`);

function makeArtifact(bytes: number): EncodedArtifact {
  return {
    type: "sample",
    version: 1,
    tables: { values: { rows: 1, chunks: [{ rows: 1, bytes: new Uint8Array(bytes - 10) }] } },
    files: { file: new Uint8Array(10) },
    meta: {},
  };
}

/** A cache of at most 100 bytes, and the addresses that it had to load. */
function openCache() {
  const cache = openInputCache(PIPELINE, 100);
  const loaded: string[] = [];
  const read = (producer: number, address: string, bytes = 40) =>
    cache.read(producer, address, () => {
      loaded.push(address);
      return Promise.resolve(makeArtifact(bytes));
    });
  return { read, loaded };
}

function indexOf(stage: string): number {
  return PIPELINE.cells.find((cell) => cell.stage.name === stage)?.index ?? -1;
}

Deno.test("an artifact that several cells take is loaded once, and is the same in memory", async () => {
  const { read, loaded } = openCache();
  const first = await read(indexOf("shared"), "a");
  const again = await read(indexOf("shared"), "a");
  assert.equal(again.encoded, first.encoded);
  assert.deepEqual([first.moves, again.moves], [false, false]);
  assert.deepEqual(loaded, ["a"]);
});

Deno.test("an artifact that one cell takes is not kept, and moves to the worker", async () => {
  const { read, loaded } = openCache();
  assert.equal((await read(indexOf("single"), "b")).moves, true);
  await read(indexOf("single"), "b");
  assert.deepEqual(loaded, ["b", "b"]);
});

Deno.test("at the bound, the least recently used artifact goes, and one beyond it is not kept", async () => {
  const { read, loaded } = openCache();
  const shared = indexOf("shared");
  for (const address of ["a", "b", "a", "c", "a", "b", "a"]) await read(shared, address);
  assert.deepEqual(loaded, ["a", "b", "c", "b"]);
  await read(shared, "large", 101);
  await read(shared, "large", 101);
  await read(shared, "a");
  assert.deepEqual(loaded, ["a", "b", "c", "b", "large", "large"]);
});
