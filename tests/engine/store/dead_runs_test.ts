import assert from "node:assert/strict";
import { join } from "node:path";
import { openClaims } from "../../../engine/store/claims.ts";
import { FOLDERS, locateAlive } from "../../../engine/store/layout.ts";
import { listFolder } from "../../../engine/store/listing.ts";
import { openStore } from "../../../engine/store/store.ts";
import { makeArtifact, withStore } from "./sample.ts";
import { spawnStoreProcess } from "./spawn.ts";

const KEY = "ab".repeat(32);

Deno.test("a run that begins removes what dead ones were writing and claiming, and keeps their signs", () =>
  withStore(async (store) => {
    const child = spawnStoreProcess(["hold", store.root, "victim", KEY]);
    assert.equal(await child.listen(), "mine");
    const { writer } = JSON.parse(Deno.readTextFileSync(locateAlive(store.root, "victim")));
    const left = join(store.root, FOLDERS.temporary, `${writer}99`);
    const others = join(store.root, FOLDERS.temporary, "1-00000000-1");
    for (const path of [left, others]) Deno.writeTextFileSync(path, "cut o");
    openClaims(openStore(store.root), { runId: "early" }).close();
    assert.deepEqual(listFolder(join(store.root, FOLDERS.claims)), [KEY]);
    assert.equal(Deno.readTextFileSync(left), "cut o");
    await child.kill();
    openClaims(openStore(store.root), { runId: "heir" }).close();
    assert.deepEqual(listFolder(join(store.root, FOLDERS.claims)), [".breaking"]);
    assert.deepEqual(listFolder(join(store.root, FOLDERS.temporary)), ["1-00000000-1"]);
    assert.deepEqual(listFolder(join(store.root, FOLDERS.runs)), ["victim.alive"]);
  }));

Deno.test("a run whose sign of life was taken away shows it again", () =>
  withStore(async (store) => {
    const desk = openClaims(store, { runId: "here", heartbeat: 20 });
    const other = openClaims(openStore(store.root), { runId: "other" });
    try {
      desk.claim(KEY);
      Deno.removeSync(locateAlive(store.root, "here"));
      for (let look = 0; look < 2_000; look++) {
        if (listFolder(join(store.root, FOLDERS.runs)).length === 2) break;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      assert.deepEqual(other.claim(KEY), { owner: "here" });
    } finally {
      desk.close();
      other.close();
    }
  }));

Deno.test("what was swept away while it was written is written again", () =>
  withStore(async (store) => {
    const { syncData } = Deno.FsFile.prototype;
    let swept = 0;
    Object.assign(Deno.FsFile.prototype, {
      async syncData(this: Deno.FsFile) {
        await syncData.call(this);
        // A process that is stopped here for long is taken for dead.
        for (const name of swept++ === 0 ? listFolder(join(store.root, FOLDERS.temporary)) : []) {
          Deno.removeSync(join(store.root, FOLDERS.temporary, name));
        }
      },
    });
    try {
      const { address } = await store.writeArtifact(makeArtifact(1));
      assert.deepEqual(store.readArtifact(address), makeArtifact(1));
    } finally {
      Object.assign(Deno.FsFile.prototype, { syncData });
    }
    assert.ok(swept > 3);
  }));
