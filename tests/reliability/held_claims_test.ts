/** Runs that are killed or stopped while they hold what others wait for. */

import assert from "node:assert/strict";
import { inProject, type Project, readStore, runToEnd } from "./project.ts";
import {
  assertEachOnce,
  awaitEvent,
  countExecutions,
  finishWell,
  type Oddities,
  startRun,
} from "./shared_store.ts";

/** One slow cell, which what else there is waits for. */
const SLOW = `name: slow
stages:
  series: { uses: ./series.ts, with: { rows: 1300, side: 1 } }
  pick: { uses: ./pick.ts, needs: { series: series }, with: { row: 7, spin: 200000000 } }
  total: { uses: ./total.ts, needs: { numbers: pick } }
`;

const FILES = { "slow.yaml": SLOW };

/** Starts a run and stops it (SIGSTOP) while it executes the slow cell. */
async function stopHolder(project: Project, oddities: Oddities = {}) {
  const holder = startRun(project, ["slow.yaml"], oddities);
  await awaitEvent(holder, "started", "pick");
  assert.ok(holder.kill("SIGSTOP"));
  return holder;
}

Deno.test("a run that waits takes over from one that is killed, at once", () =>
  inProject(async (project) => {
    const holder = await stopHolder(project);
    const waiter = startRun(project, ["slow.yaml"]);
    await awaitEvent(waiter, "waiting", "pick");
    assert.ok(holder.kill("SIGKILL"));
    assert.equal((await holder.finish()).signal, "SIGKILL");
    await finishWell(waiter);
    assert.equal(readStore(project.store).size, 3);
    // The series is the dead one's, whose record stayed.
    assert.equal(countExecutions(project.store).size, 2);
  }, FILES));

Deno.test("a run that waits takes over within the lease where locks do not work", () =>
  inProject(async (project) => {
    const holder = await stopHolder(project, { locks: "no" });
    const waiter = startRun(project, ["slow.yaml"], { locks: "no", speed: 5 });
    await awaitEvent(waiter, "waiting", "pick");
    assert.ok(holder.kill("SIGKILL"));
    assert.equal((await holder.finish()).signal, "SIGKILL");
    const began = performance.now();
    await finishWell(waiter);
    assert.equal(readStore(project.store).size, 3);
    // A lease is 30 s; what is over it is the work itself, on a machine that may be busy.
    assert.ok(performance.now() - began < 300_000);
  }, FILES));

Deno.test("a run that is stopped keeps what it holds, and goes on where it was", () =>
  inProject(async (project) => {
    const holder = await stopHolder(project);
    const waiter = startRun(project, ["slow.yaml"]);
    await awaitEvent(waiter, "waiting", "pick");
    assert.ok(holder.kill("SIGCONT"));
    await finishWell(holder);
    await finishWell(waiter);
    assertEachOnce(project.store, 3);
  }, FILES));

Deno.test("a run that is taken for dead while it is stopped does no harm when it goes on", () =>
  inProject(async (project) => {
    const holder = await stopHolder(project, { locks: "no" });
    await finishWell(startRun(project, ["slow.yaml"], { locks: "no", speed: 5 }));
    const before = readStore(project.store);
    assert.equal(before.size, 3);
    assert.ok(holder.kill("SIGCONT"));
    await finishWell(holder);
    assert.deepEqual(readStore(project.store), before);
    const verified = await runToEnd(["verify", "--store", project.store], project);
    assert.equal(verified.code, 0, verified.stderr);
  }, FILES));

Deno.test("a collection beside a run that is stopped takes nothing from it, whatever the clocks say", () =>
  inProject(async (project) => {
    const holder = await stopHolder(project, { minutes: -7 });
    const ran = await runToEnd(["collect", "--yes", "--store", project.store], project);
    assert.equal(ran.code, 0, ran.stderr);
    assert.ok(holder.kill("SIGCONT"));
    await finishWell(holder);
    assertEachOnce(project.store, 3);
  }, FILES));
