import assert from "node:assert/strict";
import { join } from "node:path";
import { openClaims } from "../../../engine/store/claims.ts";
import { FOLDERS, locateObject } from "../../../engine/store/layout.ts";
import { listFolder } from "../../../engine/store/listing.ts";
import { openStore } from "../../../engine/store/store.ts";
import { verifyStore } from "../../../engine/store/verify_store.ts";
import { codeOf, makeArtifact, rejection, storeSample, withStore } from "./sample.ts";
import { spawnStoreProcess } from "./spawn.ts";

Deno.test("a process killed at any moment never leaves a half-written file under a name", () =>
  withStore(async (store, damages) => {
    for (const [round, delay] of [0, 3, 7, 13, 20, 31, 43, 60].entries()) {
      const writer = spawnStoreProcess(["store", store.root, String(round * 10), "100000"]);
      assert.equal(await writer.listen(), "ready");
      await new Promise((resolve) => setTimeout(resolve, delay));
      await writer.kill();
      assert.deepEqual(verifyStore(store).problems, []);
    }
    for (const record of store.listRecords()) {
      const { outcome } = record;
      assert.ok(outcome.kind === "done" && store.hasArtifact(outcome.artifact));
      store.readArtifact(outcome.artifact);
    }
    assert.deepEqual(damages, []);
  }));

Deno.test("a process that dies between writing and renaming leaves a store that is as before", () =>
  withStore(async (store) => {
    const { address } = await storeSample(store, 1);
    // What such a process leaves: bytes in tmp, cut off anywhere, and no name in objects.
    const temporary = join(store.root, FOLDERS.temporary);
    Deno.writeFileSync(join(temporary, "12345-abcdef01-0"), Uint8Array.of(1, 2, 3));
    const again = openStore(store.root);
    assert.deepEqual(verifyStore(again).problems, []);
    assert.deepEqual(again.readArtifact(address), makeArtifact(1));
    await storeSample(again, 2);
    assert.deepEqual(listFolder(temporary), ["12345-abcdef01-0"]);
  }));

Deno.test("processes that write the same blobs at once leave each once and whole", () =>
  withStore(async (store) => {
    const writers = ["0", "0", "5"].map((from) =>
      spawnStoreProcess(["store", store.root, from, "40"])
    );
    for (const writer of writers) assert.deepEqual(await writer.finish(), { code: 0, error: "" });
    const { problems, records, objects } = verifyStore(store);
    assert.deepEqual(problems, []);
    // Seeds 0 to 44; a manifest, a table and a file each, and one module graph.
    assert.deepEqual([records, objects], [45, 45 * 3 + 1]);
    assert.deepEqual(listFolder(join(store.root, FOLDERS.temporary)), []);
  }));

Deno.test("a store that is removed while it is open is not made anew, elsewhere perhaps, until it is opened again", () =>
  withStore(async (store) => {
    await storeSample(store, 1);
    const desk = openClaims(store, { runId: "one" });
    Deno.removeSync(store.root, { recursive: true });
    Deno.mkdirSync(store.root);
    const error = await rejection(store.writeArtifact(makeArtifact(1)));
    assert.match(error.message, /Expected the store, .* but found that it is gone/);
    assert.equal(codeOf(() => desk.claim("ab".repeat(32))), "store.unwritable");
    desk.close();
    assert.deepEqual(listFolder(store.root), []);
    const again = openStore(store.root);
    const { address } = await storeSample(again, 1);
    assert.deepEqual(again.readArtifact(address), makeArtifact(1));
  }));

Deno.test("a store can be moved and copied", () =>
  withStore(async (store) => {
    const { address, record } = await storeSample(store, 1);
    const elsewhere = Deno.makeTempDirSync();
    const moved = join(elsewhere, "moved");
    Deno.renameSync(store.root, moved);
    const reopened = openStore(moved);
    assert.deepEqual(reopened.readRecord("sample", record.key), record);
    assert.deepEqual(reopened.readArtifact(address), makeArtifact(1));
    Deno.renameSync(moved, store.root);
    Deno.removeSync(elsewhere);
    assert.equal(Deno.statSync(locateObject(store.root, address)).isFile, true);
  }));
