import assert from "node:assert/strict";
import { join } from "node:path";
import { identifyHost } from "../../../engine/store/alive.ts";
import { type ClaimDesk, openClaims } from "../../../engine/store/claims.ts";
import { FOLDERS, locateAlive, locateClaim } from "../../../engine/store/layout.ts";
import { listFolder } from "../../../engine/store/listing.ts";
import { openStore, type Store } from "../../../engine/store/store.ts";
import { codeOf, makeRecord, withStore } from "./sample.ts";
import { spawnStoreProcess } from "./spawn.ts";

const KEY = "ab".repeat(32);
const OTHER = "cd".repeat(32);

async function withDesks(
  test: (one: ClaimDesk, two: ClaimDesk, store: Store) => void | Promise<void>,
): Promise<void> {
  await withStore(async (store) => {
    const one = openClaims(store, { runId: "one" });
    const two = openClaims(openStore(store.root), { runId: "two" });
    try {
      await test(one, two, store);
    } finally {
      one.close();
      two.close();
    }
  });
}

/** Longer than anything here should ever take. */
function patience(): AbortSignal {
  return AbortSignal.timeout(30_000);
}

Deno.test("a key belongs to the first that claims it, until it is let go", () =>
  withDesks((one, two) => {
    assert.equal(one.claim(KEY), "mine");
    assert.equal(one.claim(KEY), "mine");
    assert.deepEqual(two.claim(KEY), { owner: "one" });
    assert.equal(two.claim(OTHER), "mine");
    one.release(KEY);
    assert.equal(two.claim(KEY), "mine");
    assert.deepEqual(one.claim(KEY), { owner: "two" });
  }));

Deno.test("release() lets go of nothing that belongs to another", () =>
  withDesks((one, two) => {
    one.claim(KEY);
    two.release(KEY);
    assert.deepEqual(two.claim(KEY), { owner: "one" });
  }));

Deno.test("waitFor() resolves when the key is let go, and at once when nobody holds it", () =>
  withDesks(async (one, two) => {
    await two.waitFor(KEY, patience());
    one.claim(KEY);
    let free = false;
    const waiting = two.waitFor(KEY, patience()).then(() => assert.equal(free, true));
    await new Promise((resolve) => setTimeout(resolve, 60));
    free = true;
    one.release(KEY);
    await waiting;
    assert.equal(two.claim(KEY), "mine");
  }));

Deno.test("waitFor() ends with the signal's reason, before and while it waits", () =>
  withDesks(async (one, two) => {
    one.claim(KEY);
    const stop = new AbortController();
    const waiting = two.waitFor(KEY, stop.signal);
    stop.abort(new Error("stopped"));
    await assert.rejects(waiting, /stopped/);
    await assert.rejects(two.waitFor(KEY, stop.signal), /stopped/);
    assert.deepEqual(two.claim(KEY), { owner: "one" });
  }));

Deno.test("close() lets everything go and leaves nothing behind", () =>
  withStore((store) => {
    const desk = openClaims(store, { runId: "one" });
    desk.claim(KEY);
    desk.claim(OTHER);
    assert.deepEqual(listFolder(join(store.root, FOLDERS.runs)), ["one.alive"]);
    desk.close();
    for (const folder of [FOLDERS.claims, FOLDERS.runs, FOLDERS.temporary]) {
      assert.deepEqual(listFolder(join(store.root, folder)), []);
    }
  }));

Deno.test("hostile keys and run ids are refused", () =>
  withDesks((one, _two, store) => {
    for (const name of ["", "..", "../../x", `${KEY}/..`, "AB".repeat(32)]) {
      assert.equal(codeOf(() => one.claim(name)), "input.value");
    }
    for (const runId of ["", "..", "../x", "a/b", ".alive", "x".repeat(200)]) {
      assert.equal(codeOf(() => openClaims(store, { runId })), "input.value");
    }
  }));

Deno.test("a killed process's claim is taken over at once, though the lease is long", () =>
  withStore(async (store) => {
    const desk = openClaims(store, { runId: "survivor", lease: 3_600_000 });
    try {
      const child = spawnStoreProcess(["hold", store.root, "victim", KEY]);
      assert.equal(await child.listen(), "mine");
      assert.deepEqual(desk.claim(KEY), { owner: "victim" });
      const waiting = desk.waitFor(KEY, patience());
      await child.kill();
      await waiting;
      assert.equal(desk.claim(KEY), "mine");
    } finally {
      desk.close();
    }
  }));

Deno.test("a claim of a run that never lived, or left no sign of life, is taken over", () =>
  withDesks((one, _two, store) => {
    one.claim(OTHER);
    const ghost = JSON.stringify({ run: "ghost", host: identifyHost() });
    Deno.writeTextFileSync(locateClaim(store.root, KEY), ghost);
    assert.equal(one.claim(KEY), "mine");
  }));

Deno.test("a claim names its run from the first moment on", () =>
  withDesks((one, _two, store) => {
    one.claim(KEY);
    // A second name of a whole file: no process can be killed between its making and its content.
    assert.equal(Deno.statSync(locateClaim(store.root, KEY)).nlink, 2);
    assert.match(Deno.readTextFileSync(locateClaim(store.root, KEY)), /"run":"one"/);
  }));

Deno.test("where files have one name only, claims are files of their own", () =>
  withDesks((one, two, store) => {
    const { linkSync } = Deno;
    Object.assign(Deno, {
      linkSync: () => {
        throw new Deno.errors.PermissionDenied("Operation not permitted (os error 1)");
      },
    });
    try {
      assert.equal(one.claim(KEY), "mine");
      assert.deepEqual(two.claim(KEY), { owner: "one" });
      assert.equal(Deno.statSync(locateClaim(store.root, KEY)).nlink, 1);
      one.release(KEY);
      assert.equal(two.claim(KEY), "mine");
    } finally {
      Object.assign(Deno, { linkSync });
    }
  }));

/** Leaves a claim and a sign of life of a run on another machine. */
function leaveStranger(store: Store, beat: string): void {
  const stranger = { run: "stranger", host: "another machine" };
  Deno.mkdirSync(join(store.root, FOLDERS.claims), { recursive: true });
  Deno.writeTextFileSync(locateClaim(store.root, KEY), JSON.stringify(stranger));
  const note = { ...stranger, locked: true, started: 0, beat };
  Deno.writeTextFileSync(locateAlive(store.root, "stranger"), JSON.stringify(note));
}

Deno.test("a run on another machine is dead when its heartbeat stands still for the lease", () =>
  withStore(async (store) => {
    const desk = openClaims(store, { runId: "here", lease: 300 });
    try {
      leaveStranger(store, "1");
      // Its clock is an hour ahead; only change counts.
      const ahead = new Date(Date.now() + 3_600_000);
      Deno.utimeSync(locateAlive(store.root, "stranger"), ahead, ahead);
      assert.deepEqual(desk.claim(KEY), { owner: "stranger" });
      await desk.waitFor(KEY, patience());
      assert.equal(desk.claim(KEY), "mine");
    } finally {
      desk.close();
    }
  }));

Deno.test("a run on another machine lives as long as its heartbeat changes, and no longer", () =>
  withStore(async (store) => {
    const desk = openClaims(store, { runId: "here", lease: 1_500 });
    try {
      leaveStranger(store, "0");
      let beat = 0;
      // Its clock stands at 1970 all the while.
      const timer = setInterval(() => {
        leaveStranger(store, String(++beat));
        Deno.utimeSync(locateAlive(store.root, "stranger"), 0, 0);
      }, 50);
      const waiting = desk.waitFor(KEY, AbortSignal.timeout(2_500));
      await assert.rejects(waiting, { name: "TimeoutError" });
      assert.deepEqual(desk.claim(KEY), { owner: "stranger" });
      clearInterval(timer);
      await desk.waitFor(KEY, patience());
      assert.equal(desk.claim(KEY), "mine");
    } finally {
      desk.close();
    }
  }));

Deno.test("a claim cut off before its owner was written is taken over after the lease", () =>
  withStore(async (store) => {
    const desk = openClaims(store, { runId: "here", lease: 200 });
    try {
      desk.claim(OTHER);
      Deno.writeTextFileSync(locateClaim(store.root, KEY), "");
      assert.deepEqual(desk.claim(KEY), { owner: "unknown" });
      await desk.waitFor(KEY, patience());
      assert.equal(desk.claim(KEY), "mine");
    } finally {
      desk.close();
    }
  }));

/** How often each cell was executed, by the files that `store_process.ts work` leaves. */
function countExecutions(store: Store): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of Deno.readDirSync(store.root)) {
    const cell = /^executed-(\d+)-/.exec(name)?.[1];
    if (cell !== undefined) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  return counts;
}

Deno.test("four processes with the same cells execute each once", () =>
  withStore(async (store) => {
    const names = ["a", "b", "c", "d"];
    const processes = names.map((name) => spawnStoreProcess(["work", store.root, name, "40"]));
    for (const process of processes) {
      assert.deepEqual(await process.finish(), { code: 0, error: "" });
    }
    const counts = countExecutions(store);
    assert.equal(counts.size, 40);
    assert.deepEqual([...counts.values()].filter((count) => count !== 1), []);
    // The guard of those who break claims may stand there; claims may not.
    const left = listFolder(join(store.root, FOLDERS.claims));
    assert.deepEqual(left.filter((name) => name !== ".breaking"), []);
  }));

Deno.test("a killed process holds up nobody, and what it finished is not done again", () =>
  withStore(async (store) => {
    const victim = spawnStoreProcess(["work", store.root, "victim", "100000"]);
    assert.equal(await victim.listen(), "ready");
    while (countExecutions(store).size < 5) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await victim.kill();
    const finished = [...store.listRecords()].length;
    const heir = spawnStoreProcess(["work", store.root, "heir", String(finished + 5)]);
    assert.deepEqual(await heir.finish(), { code: 0, error: "" });
    for (let cell = 0; cell < finished + 5; cell++) {
      const { key } = makeRecord({ cell }, "");
      const record = store.readRecord("sample", key);
      assert.ok(record?.outcome.kind === "done" && store.hasArtifact(record.outcome.artifact));
    }
    // The victim may have been killed between the record and the file that tells of it.
    const byHeir = listFolder(store.root).filter((name) => name.endsWith("-heir"));
    assert.equal(byHeir.length, 5);
  }));

Deno.test("a link to nothing in a claim's place is removed, and the key claimed", () =>
  withDesks((one, _, store) => {
    const path = locateClaim(store.root, KEY);
    Deno.mkdirSync(join(store.root, FOLDERS.claims), { recursive: true });
    for (const target of ["nowhere", path]) {
      Deno.symlinkSync(target, path);
      assert.equal(one.claim(KEY), "mine");
      one.release(KEY);
    }
  }));
