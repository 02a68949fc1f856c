import assert from "node:assert/strict";
import { join } from "node:path";
import { identifyHost, openAlive, openJudge } from "../../../engine/store/alive.ts";
import { FOLDERS, locateAlive } from "../../../engine/store/layout.ts";
import type { Store } from "../../../engine/store/store.ts";
import { withStore } from "./sample.ts";

const LEASE = 30_000;

/** Runs a test on a monotonic clock that it moves itself. */
async function withClock(work: (clock: { now: number }) => void | Promise<void>): Promise<void> {
  const clock = { now: 1_000 };
  const { now } = performance;
  Object.defineProperty(performance, "now", { value: () => clock.now, configurable: true });
  try {
    await work(clock);
  } finally {
    Object.defineProperty(performance, "now", { value: now, configurable: true });
  }
}

/** Leaves the sign of life of a run on another machine. */
function leaveStranger(store: Store, beat: string) {
  const stranger = { run: "stranger", host: "another machine" };
  Deno.mkdirSync(join(store.root, FOLDERS.runs), { recursive: true });
  const note = { ...stranger, locked: true, started: 0, beat };
  Deno.writeTextFileSync(locateAlive(store.root, "stranger"), JSON.stringify(note));
  return stranger;
}

Deno.test("a run elsewhere whose counter stands still is dead after the lease, and not before", () =>
  withStore((store) =>
    withClock((clock) => {
      const stranger = leaveStranger(store, "1");
      const judge = openJudge(store.root, identifyHost(), LEASE);
      for (let waited = 0; waited < LEASE; waited += 250) {
        assert.equal(judge.isDead(stranger), false, `after ${waited} ms`);
        clock.now += 250;
      }
      assert.equal(judge.isDead(stranger), true);
    })
  ));

Deno.test("whoever was stopped itself has not seen others stand still", () =>
  withStore((store) =>
    withClock((clock) => {
      const stranger = leaveStranger(store, "1");
      const judge = openJudge(store.root, identifyHost(), LEASE);
      assert.equal(judge.isDead(stranger), false);
      // A night with the lid closed: both were stopped, and the counter had no chance to move.
      clock.now += 8 * 3_600_000;
      assert.equal(judge.isDead(stranger), false);
      clock.now += 250;
      leaveStranger(store, "2");
      assert.equal(judge.isDead(stranger), false);
    })
  ));

Deno.test("a run that holds its lock is waited for ten times as long, and not for ever", () =>
  withStore((store) =>
    withClock((clock) => {
      const me = { run: "stopped", host: identifyHost() };
      // A heartbeat that never comes: as of a process that was stopped.
      const alive = openAlive(store.disk, me, 3_600_000);
      const judge = openJudge(store.root, me.host, LEASE);
      for (let waited = 0; waited < 10 * LEASE; waited += 10_000) {
        assert.equal(judge.isDead(me), false, `after ${waited} ms`);
        clock.now += 10_000;
      }
      assert.equal(judge.isDead(me), true);
      alive.close();
    })
  ));

Deno.test("a sign of life that is gone and cannot be shown for a while is shown again, and closed once", () =>
  withStore(async (store) => {
    const me = { run: "robbed", host: identifyHost() };
    const alive = openAlive(store.disk, me, 5);
    const path = locateAlive(store.root, me.run);
    const temporary = join(store.root, FOLDERS.temporary);
    const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));
    // Without the folder of temporary files the disk says that the store is gone.
    Deno.removeSync(temporary, { recursive: true });
    Deno.removeSync(path);
    await pause(100);
    assert.throws(() => Deno.statSync(path), Deno.errors.NotFound);
    Deno.mkdirSync(temporary);
    while (!Deno.readDirSync(join(store.root, FOLDERS.runs)).some(() => true)) await pause(5);
    assert.equal(openJudge(store.root, me.host, LEASE).isDead(me), false);
    Deno.removeSync(temporary, { recursive: true });
    Deno.removeSync(path);
    await pause(100);
    alive.close();
  }));
