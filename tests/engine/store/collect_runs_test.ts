/** Collections beside runs that began, ended or were cut off meanwhile, beside readers, and beside one another. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { openClaims } from "../../../engine/store/claims.ts";
import { planCollection } from "../../../engine/store/collect.ts";
import { deleteGarbage } from "../../../engine/store/delete_garbage.ts";
import { tryLock } from "../../../engine/store/file_lock.ts";
import { COLLECTING, FOLDERS, locateAlive, locateRun } from "../../../engine/store/layout.ts";
import { listFolder } from "../../../engine/store/listing.ts";
import { openReading } from "../../../engine/store/reading.ts";
import { sealJson } from "../../../engine/store/sealed_json.ts";
import { openStore, type Store } from "../../../engine/store/store.ts";
import { verifyStore } from "../../../engine/store/verify_store.ts";
import { ageStore } from "./ageing.ts";
import { codeOf, storeSample, withStore } from "./sample.ts";

function listGarbage(store: Store): readonly string[] {
  return planCollection(store, {}).records.map(({ key }) => key);
}

/** Uses one of two old samples and makes a third in a run of the pipeline `p` that is then cut off. */
async function cutOffRun(store: Store) {
  const [old, used] = [await storeSample(store, 1), await storeSample(store, 2)];
  ageStore(store.root);
  const run = openStore(store.root);
  const desk = openClaims(run, { runId: "cut", pipeline: "p" });
  assert.ok(run.readRecord("sample", used.record.key) !== undefined);
  const made = await storeSample(run, 3);
  desk.close({ cutOff: true });
  // As if that had been half a minute ago, within the slack of a minute.
  const past = new Date(Date.now() - 30_000);
  Deno.utimeSync(locateAlive(store.root, "cut"), past, past);
  return { old: old.record.key, used: used.record.key, made: made.record.key };
}

const WHOLE = { pipeline: "p", seconds: 0, partial: false, cancelled: 0, cells: [] };

Deno.test("what a run used and made that was cut off stays until its pipeline has run to its end", () =>
  withStore(async (store) => {
    const { old, used, made } = await cutOffRun(store);
    const plan = planCollection(store, {});
    assert.deepEqual(plan.records.map(({ key }) => key), [old]);
    assert.deepEqual(plan.runs.cutOff.map(({ id, pipeline }) => [id, pipeline]), [["cut", "p"]]);
    assert.deepEqual(plan.leftovers, []);
    deleteGarbage(store, plan);
    assert.deepEqual(Array.from(store.listRecords(), ({ key }) => key), [used, made].sort());
    assert.deepEqual(verifyStore(store).problems, []);
    const others = {
      another: { ...WHOLE, pipeline: "q" },
      "part-of-it": { ...WHOLE, partial: true },
      "stopped-too": { ...WHOLE, cancelled: 1 },
      "began-before": { ...WHOLE, seconds: 3600 },
    };
    for (const [id, run] of Object.entries(others)) {
      await store.writeRun(id, run);
      assert.deepEqual(listGarbage(store), [], id);
    }
    await store.writeRun("whole", WHOLE);
    const after = planCollection(store, {});
    assert.deepEqual(after.records.map(({ key }) => key), [used, made].sort());
    assert.deepEqual(after.leftovers.map(({ what }) => what), ["dead run"]);
  }));

Deno.test("a run that ended by itself, and one that only compares, leave nothing behind to keep", () =>
  withStore(async (store) => {
    const { record } = await storeSample(store, 1);
    openClaims(openStore(store.root), { runId: "ended", pipeline: "p" }).close();
    openClaims(openStore(store.root), { runId: "compared" }).close({ cutOff: true });
    assert.deepEqual(listGarbage(store), [record.key]);
  }));

/** A store that does something once, when its records are read for the first time. */
function interrupt(store: Store, action: () => void): Store {
  let isDone = false;
  return {
    ...store,
    readRecord(kind, key) {
      if (!isDone) {
        isDone = true;
        action();
      }
      return store.readRecord(kind, key);
    },
  };
}

Deno.test("what a run uses that begins while a collection looks at the store is not planned", () =>
  withStore(async (store) => {
    const [one, two] = [await storeSample(store, 1), await storeSample(store, 2)];
    ageStore(store.root);
    let close = () => {};
    const plan = planCollection(
      interrupt(store, () => {
        const run = openStore(store.root);
        const desk = openClaims(run, { runId: "begins" });
        for (const { record } of [one, two]) run.readRecord("sample", record.key);
        close = () => desk.close();
      }),
      {},
    );
    close();
    // The first was looked at already, so that its deletion will find it used.
    const [last] = [one, two].map(({ record }) => record.key).sort().slice(-1);
    assert.ok(plan.records.every(({ key }) => key !== last));
    assert.equal(deleteGarbage(store, plan).records, 0);
    assert.deepEqual(verifyStore(store).problems, []);
  }));

Deno.test("what a run used that began and ended while a collection looked is not planned", () =>
  withStore(async (store) => {
    const [one, two] = [await storeSample(store, 1), await storeSample(store, 2)];
    ageStore(store.root);
    const lastUsed = [one, two].map(({ record }) => record.key).sort()[1] ?? "";
    const path = locateRun(store.root, "short");
    const ended = new TextEncoder().encode(sealJson(WHOLE));
    const plan = planCollection(
      interrupt(store, () => {
        const run = openStore(store.root);
        const desk = openClaims(run, { runId: "short", pipeline: "p" });
        run.readRecord("sample", lastUsed);
        run.disk.writeNow(path, ended);
        desk.close();
      }),
      {},
    );
    assert.ok(plan.records.every(({ key }) => key !== lastUsed));
  }));

Deno.test("keys that are remembered while a collection looks at the store are asked for afterwards", () =>
  withStore(async (store) => {
    const { record } = await storeSample(store, 1);
    ageStore(store.root);
    const remembered: string[] = [];
    function* listKeys() {
      yield* remembered;
    }
    const looking = interrupt(store, () => remembered.push(record.key));
    assert.deepEqual(planCollection(looking, { keys: listKeys() }).records, []);
  }));

Deno.test("what is read while a collection is planned and done stays", () =>
  withStore(async (store) => {
    const { record } = await storeSample(store, 1);
    ageStore(store.root);
    const before = planCollection(store, {});
    const reader = openStore(store.root);
    using _reading = openReading(reader);
    assert.ok(reader.readRecord("sample", record.key) !== undefined);
    assert.deepEqual(listGarbage(store), []);
    assert.equal(deleteGarbage(store, before).records, 0);
    assert.deepEqual(verifyStore(store).problems, []);
  }));

Deno.test("a reading leaves nothing behind, and makes no store where there is none", () =>
  withStore(async (store) => {
    await storeSample(store, 1);
    openReading(store)[Symbol.dispose]();
    assert.deepEqual(listFolder(join(store.root, FOLDERS.runs)), []);
    const nowhere = join(store.root, "nowhere");
    openReading(openStore(nowhere))[Symbol.dispose]();
    assert.deepEqual(listFolder(nowhere), []);
  }));

Deno.test("a second collection deletes nothing while the first one does", () =>
  withStore(async (store) => {
    const { address } = await storeSample(store, 1);
    ageStore(store.root);
    const plan = planCollection(store, {});
    const trash = join(store.root, FOLDERS.trash);
    Deno.mkdirSync(trash);
    const first = tryLock(join(trash, COLLECTING), { create: true });
    assert.ok(typeof first !== "string");
    Deno.writeTextFileSync(join(trash, "1-2-3"), "looked at by the first");
    assert.equal(codeOf(() => deleteGarbage(store, plan)), "store.busy");
    assert.equal(store.hasArtifact(address), true);
    assert.deepEqual(listFolder(trash), [COLLECTING, "1-2-3"]);
    first.close();
    assert.equal(deleteGarbage(store, planCollection(store, {})).records, 1);
    assert.deepEqual(listFolder(trash), [COLLECTING]);
  }));

/** Runs an action in which this process dies at a moment, counted in renamed and removed files. */
function dieAt(moment: number, action: () => void): "died" | "ended" {
  const { renameSync, removeSync } = Deno;
  let count = 0;
  const live = () => {
    if (count++ >= moment) throw new Error("died");
  };
  try {
    Deno.renameSync = (from, to) => {
      live();
      renameSync(from, to);
    };
    Deno.removeSync = (path, options) => {
      live();
      removeSync(path, options);
    };
    action();
  } catch {
    // What it threw nobody has seen: it is dead.
  } finally {
    Object.assign(Deno, { renameSync, removeSync });
  }
  return count > moment ? "died" : "ended";
}

Deno.test("a collection that dies at any moment leaves a whole store, and the next one ends its work", async () => {
  for (let moment = 0, end = "died"; end === "died"; moment++) {
    await withStore(async (store) => {
      const kept = await storeSample(store, 1);
      for (const seed of [2, 3]) await storeSample(store, seed);
      const roots = { keys: [kept.record.key] };
      const plan = planCollection(store, roots);
      end = dieAt(moment, () => deleteGarbage(store, plan));
      assert.deepEqual(verifyStore(store).problems, [], `at moment ${moment}`);
      for (const { outcome } of store.listRecords()) {
        assert.ok(outcome.kind === "done" && store.hasArtifact(outcome.artifact));
      }
      deleteGarbage(store, planCollection(store, roots));
      const { records, objects } = verifyStore(store);
      assert.deepEqual([records, objects], [1, 4], `at moment ${moment}`);
      assert.deepEqual(
        listFolder(join(store.root, FOLDERS.trash)).filter((n) => n !== COLLECTING),
        [],
      );
    });
  }
});
