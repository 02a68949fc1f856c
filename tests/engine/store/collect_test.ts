import assert from "node:assert/strict";
import { join } from "node:path";
import { identifyHost } from "../../../engine/store/alive.ts";
import { openClaims } from "../../../engine/store/claims.ts";
import { measurePlan, planCollection } from "../../../engine/store/collect.ts";
import { deleteGarbage } from "../../../engine/store/delete_garbage.ts";
import {
  COLLECTING,
  FOLDERS,
  locateAlive,
  locateClaim,
  locateRecord,
} from "../../../engine/store/layout.ts";
import { listFolder } from "../../../engine/store/listing.ts";
import { openStore, type Store } from "../../../engine/store/store.ts";
import { verifyStore } from "../../../engine/store/verify_store.ts";
import { ageStore } from "./ageing.ts";
import { makeArtifact, makeRecord, readBlob, storeSample, withStore } from "./sample.ts";
import { spawnStoreProcess } from "./spawn.ts";

const HOUR = 3_600_000;

function sortedKeys(store: Store): string[] {
  return Array.from(store.listRecords(), ({ key }) => key).sort();
}

Deno.test("a plan says what would go, how large it is, when it was last used and what it cost", () =>
  withStore(async (store) => {
    const [kept, gone] = [await storeSample(store, 1), await storeSample(store, 2)];
    ageStore(store.root);
    const plan = planCollection(store, { keys: [kept.record.key] });
    assert.deepEqual(plan.records.map(({ kind, key }) => [kind, key]), [[
      "sample",
      gone.record.key,
    ]]);
    const { address, manifest } = gone;
    const parts = [address, readBlob(manifest, "values").sha256, manifest.files["svg"]!.sha256];
    assert.deepEqual(plan.objects.map(({ sha256 }) => sha256).sort(), parts.sort());
    assert.deepEqual(plan.records.map(({ milliseconds }) => milliseconds), [12.5]);
    const recordBytes = Deno.statSync(locateRecord(store.root, "sample", gone.record.key)).size;
    const objectBytes = 40 + 12 + JSON.stringify(manifest).length;
    assert.equal(measurePlan(plan), recordBytes + objectBytes);
    const [record] = plan.records;
    assert.ok(record !== undefined && Math.abs(record.changed - (Date.now() - HOUR)) < 600_000);
    assert.deepEqual([plan.kept.records, plan.kept.objects], [1, 4]);
    // Nothing is deleted by planning.
    assert.equal(sortedKeys(store).length, 2);
    assert.equal(store.hasArtifact(address), true);
  }));

Deno.test("deleteGarbage() deletes what was planned and leaves a whole store", () =>
  withStore(async (store) => {
    const kept = [await storeSample(store, 1), await storeSample(store, 2)];
    for (let seed = 3; seed < 8; seed++) await storeSample(store, seed);
    const plan = planCollection(store, { keys: kept.map(({ record }) => record.key) });
    const done = deleteGarbage(store, plan);
    assert.deepEqual([done.records, done.objects, done.spared], [5, 15, 0]);
    assert.equal(done.bytes, measurePlan(plan));
    assert.deepEqual(sortedKeys(store), kept.map(({ record }) => record.key).sort());
    for (const { address } of kept) assert.equal(store.hasArtifact(address), true);
    const { problems, objects } = verifyStore(store);
    assert.deepEqual(problems, []);
    assert.equal(objects, 2 * 3 + 1);
    assert.deepEqual(listFolder(join(store.root, FOLDERS.trash)), [COLLECTING]);
    assert.deepEqual(planCollection(store, { keys: sortedKeys(store) }).objects, []);
  }));

Deno.test("an artifact that a lock names keeps its blobs and the records that made it", () =>
  withStore(async (store) => {
    const [locked] = [await storeSample(store, 1), await storeSample(store, 2)];
    deleteGarbage(store, planCollection(store, { artifacts: [locked.address] }));
    assert.deepEqual(sortedKeys(store), [locked.record.key]);
    assert.deepEqual(verifyStore(store).problems, []);
    assert.equal(store.hasArtifact(locked.address), true);
  }));

Deno.test("blobs that a kept and a deleted artifact share stay", () =>
  withStore(async (store) => {
    const kept = await storeSample(store, 1);
    const other = await store.writeArtifact({ ...makeArtifact(1), meta: { other: true } });
    await store.writeRecord(makeRecord({ other: true }, other.address));
    const plan = planCollection(store, { keys: [kept.record.key] });
    assert.deepEqual(plan.objects.map(({ sha256 }) => sha256), [other.address]);
    deleteGarbage(store, plan);
    assert.equal(store.hasArtifact(kept.address), true);
    assert.deepEqual(verifyStore(store).problems, []);
  }));

Deno.test("roots that are not in the store, and damaged ones, keep a plan from nothing", () =>
  withStore(async (store) => {
    const sample = await storeSample(store, 1);
    const roots = { keys: ["ab".repeat(32)], artifacts: ["cd".repeat(32), "../x"] };
    assert.equal(planCollection(store, roots).records.length, 1);
    assert.equal(planCollection(store, { keys: [sample.record.key] }).records.length, 0);
  }));

Deno.test("an empty store has no garbage", () =>
  withStore((store) => {
    const plan = planCollection(store, {});
    assert.deepEqual([plan.records, plan.objects, plan.leftovers, measurePlan(plan)], [
      [],
      [],
      [],
      0,
    ]);
    assert.deepEqual(deleteGarbage(store, plan), {
      records: 0,
      objects: 0,
      leftovers: 0,
      bytes: 0,
      spared: 0,
    });
    assert.deepEqual(listFolder(store.root), []);
  }));

Deno.test("what a run under way has written or used is never planned, whatever the roots", () =>
  withStore(async (store) => {
    const [old, used] = [await storeSample(store, 1), await storeSample(store, 2)];
    ageStore(store.root);
    const run = openStore(store.root);
    const desk = openClaims(run, { runId: "run" });
    try {
      assert.deepEqual(run.readRecord("sample", used.record.key), used.record);
      const written = await storeSample(run, 3);
      const plan = planCollection(store, {});
      assert.deepEqual(plan.records.map(({ key }) => key), [old.record.key]);
      deleteGarbage(store, plan);
      assert.deepEqual(sortedKeys(store), [used.record.key, written.record.key].sort());
      assert.equal(run.hasArtifact(used.address), true);
      assert.equal(run.hasArtifact(written.address), true);
      assert.deepEqual(verifyStore(store).problems, []);
    } finally {
      desk.close();
    }
    assert.equal(planCollection(store, {}).records.length, 2);
  }));

Deno.test("what a run uses between the plan and the deletion is spared, with all it names", () =>
  withStore(async (store) => {
    const [old, used] = [await storeSample(store, 1), await storeSample(store, 2)];
    ageStore(store.root);
    const plan = planCollection(store, {});
    assert.equal(plan.records.length, 2);
    const run = openStore(store.root);
    const desk = openClaims(run, { runId: "run" });
    try {
      assert.ok(run.readRecord("sample", used.record.key) !== undefined);
      const done = deleteGarbage(store, plan);
      // The record, its module graph, manifest, table and file.
      assert.deepEqual([done.records, done.spared], [1, 5]);
      assert.equal(run.hasArtifact(used.address), true);
      assert.equal(run.hasArtifact(old.address), false);
      assert.deepEqual(verifyStore(store).problems, []);
    } finally {
      desk.close();
    }
  }));

Deno.test("a blob that a run writes again between the plan and the deletion is spared", () =>
  withStore(async (store) => {
    const { address } = await storeSample(store, 1);
    ageStore(store.root);
    const plan = planCollection(store, {});
    await openStore(store.root).writeArtifact(makeArtifact(1));
    const done = deleteGarbage(store, plan);
    assert.equal(done.spared, 3);
    assert.deepEqual(store.readArtifact(address), makeArtifact(1));
  }));

Deno.test("a collection that died while it deleted harms nothing, and the next one ends its work", () =>
  withStore(async (store) => {
    const kept = await storeSample(store, 1);
    const gone = await storeSample(store, 2);
    const trash = join(store.root, FOLDERS.trash);
    Deno.mkdirSync(trash);
    Deno.renameSync(
      locateRecord(store.root, "sample", gone.record.key),
      join(trash, "12345-abcdef01-0"),
    );
    const plan = planCollection(store, { keys: [kept.record.key] });
    assert.deepEqual(plan.leftovers.map(({ what }) => what), ["deleted file"]);
    assert.equal(deleteGarbage(store, plan).leftovers, 1);
    assert.deepEqual(listFolder(trash), [COLLECTING]);
    assert.deepEqual(verifyStore(store).problems, []);
  }));

/** Leaves what a killed run leaves: a claim, a sign of life without lock, a file cut off in tmp. */
function leaveDeadRun(store: Store): string {
  const owner = { run: "dead", host: identifyHost() };
  for (const folder of [FOLDERS.claims, FOLDERS.runs, FOLDERS.temporary]) {
    Deno.mkdirSync(join(store.root, folder), { recursive: true });
  }
  Deno.writeTextFileSync(locateClaim(store.root, "ab".repeat(32)), JSON.stringify(owner));
  const note = { ...owner, locked: true, started: 0, beat: "1" };
  Deno.writeTextFileSync(locateAlive(store.root, "dead"), JSON.stringify(note));
  const temporary = join(store.root, FOLDERS.temporary, "1-2-3");
  Deno.writeTextFileSync(temporary, "cut o");
  return temporary;
}

Deno.test("dead claims, dead runs, old temporary files and damaged files are leftovers", () =>
  withStore(async (store) => {
    const { address } = await storeSample(store, 1);
    const temporary = leaveDeadRun(store);
    Deno.writeTextFileSync(join(store.root, FOLDERS.temporary, "4-5-6"), "being written");
    Deno.utimeSync(temporary, 0, 0);
    Deno.writeTextFileSync(join(store.root, "objects", address.slice(0, 2), address), "damaged");
    assert.equal(store.hasArtifact(address), false);
    const plan = planCollection(store, { keys: sortedKeys(store) });
    assert.deepEqual(plan.leftovers.map(({ what }) => what), [
      "temporary file",
      "dead claim",
      "dead run",
      "damaged file",
      "damaged file",
    ]);
    assert.equal(deleteGarbage(store, plan).leftovers, 5);
    assert.deepEqual(listFolder(join(store.root, FOLDERS.claims)), [".breaking"]);
    assert.deepEqual(listFolder(join(store.root, FOLDERS.runs)), []);
    assert.deepEqual(listFolder(join(store.root, FOLDERS.temporary)), ["4-5-6"]);
    assert.deepEqual(listFolder(join(store.root, FOLDERS.corrupt)), []);
  }));

Deno.test("the claims and signs of runs that live are no leftovers, on this and other machines", () =>
  withStore((store) => {
    const desk = openClaims(store, { runId: "living" });
    try {
      desk.claim("ab".repeat(32));
      const far = { run: "far", host: "another machine" };
      Deno.writeTextFileSync(locateClaim(store.root, "cd".repeat(32)), JSON.stringify(far));
      const note = { ...far, locked: true, started: Date.now(), beat: "1" };
      Deno.writeTextFileSync(locateAlive(store.root, "far"), JSON.stringify(note));
      assert.deepEqual(planCollection(store, {}).leftovers, []);
      // Its counter has stood still for an hour.
      const past = new Date(Date.now() - HOUR);
      Deno.utimeSync(locateAlive(store.root, "far"), past, past);
      const what = planCollection(store, {}).leftovers.map(({ what }) => what);
      assert.deepEqual(what, ["dead claim", "dead run"]);
    } finally {
      desk.close();
    }
  }));

Deno.test("a collection beside a process that works takes nothing from it", () =>
  withStore(async (store) => {
    for (let seed = 1000; seed < 1010; seed++) await storeSample(store, seed);
    ageStore(store.root);
    const worker = spawnStoreProcess(["work", store.root, "worker", "60"]);
    assert.equal(await worker.listen(), "ready");
    for (let round = 0; round < 5; round++) {
      deleteGarbage(store, planCollection(store, {}));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.deepEqual(await worker.finish(), { code: 0, error: "" });
    const records = [...store.listRecords()];
    assert.equal(records.length, 60);
    for (const { outcome } of records) {
      assert.ok(outcome.kind === "done" && store.hasArtifact(outcome.artifact));
      store.readArtifact(outcome.artifact);
    }
  }));
