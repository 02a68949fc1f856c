/** Ctrl-C, SIGTERM and SIGHUP at any moment: a command stops, loses nothing, and the next run goes on. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { openStore } from "../../engine/store/store.ts";
import { verifyStore } from "../../engine/store/verify_store.ts";
import { BAD } from "./bad_stage.ts";
import { assertStopped, findChild, interrupt, SIGNALS, waitUntilGone } from "./interrupting.ts";
import {
  inProject,
  listCells,
  type Project,
  readStore,
  runToEnd,
  sendSignal,
  startKoopline,
} from "./project.ts";
import { openDraw, SEED, TRIALS } from "./random.ts";

const INTERRUPTS = Math.ceil(18 * TRIALS);
const SMALL = ["--set", "rows=2000", "--set", "spin=2000000"];

Deno.test(`runs that are interrupted at ${INTERRUPTS} moments lose nothing (seed ${SEED})`, () =>
  inProject(async (project) => {
    const whole = join(project.cwd, "whole");
    const run = ["run", "quick.yaml", "--json", ...SMALL];
    const began = performance.now();
    assert.equal((await runToEnd([...run, "--store", whole], project)).code, 0);
    const length = Math.ceil(1.1 * (performance.now() - began));
    const draw = openDraw(SEED);
    const figures = { longest: 0, told: 0, ended: 0 };
    for (let trial = 0; trial < INTERRUPTS; trial++) {
      const signal = SIGNALS[trial % SIGNALS.length] ?? "SIGINT";
      // In turn to the process that was started, and to all of them.
      const group = Math.floor(trial / SIGNALS.length) % 2 === 1;
      const before = readStore(project.store);
      const stopped = await interrupt(run, project, { signal, moment: draw(0, length), group });
      assertStopped(stopped, signal);
      assertKept(project, before, listCells(stopped.stderr, "executed").length);
      figures.longest = Math.max(figures.longest, stopped.seconds);
      if (stopped.stdout !== "" && JSON.parse(stopped.stdout).interrupted) figures.told += 1;
      if (stopped.code !== 0) continue;
      // Everything is done: the next ones begin anew.
      figures.ended += 1;
      await Deno.remove(project.store, { recursive: true });
    }
    const last = await runToEnd(run, project);
    assert.equal(last.code, 0, last.stderr);
    assert.deepEqual(readStore(project.store), readStore(whole));
    assert.deepEqual([...Deno.readDirSync(join(project.store, "tmp"))], []);
    console.log(figures);
  }));

/** Checks that a store has what it had, and as much more as an interrupted run said, or what ended just then. */
function assertKept(project: Project, before: ReadonlyMap<string, string>, said: number): void {
  const after = readStore(project.store);
  for (const [key, address] of before) assert.equal(after.get(key), address);
  assert.ok(after.size >= before.size + said, `${after.size} of ${before.size} + ${said}`);
  assert.deepEqual(verifyStore(openStore(project.store)).problems, []);
}

for (const group of [false, true]) {
  const whom = group ? "a terminal" : "a process";
  Deno.test(`what a run finished that ${whom} interrupts is never done again, and its file says that it was stopped`, () =>
    inProject(async (project) => {
      const run = ["run", "bare.yaml", "--json", "--jobs", "1", ...SMALL];
      const moment = /"executed","cell":"pick/;
      const first = await interrupt(run, project, { signal: "SIGINT", moment, group });
      assert.equal(first.code, 130, first.stderr);
      const before = listCells(first.stderr, "executed");
      // On a machine that is too busy for it the run is ended before it has written this.
      assert.ok(first.stdout !== "" || first.seconds > 1.5, `ended after ${first.seconds} s`);
      if (first.stdout !== "") {
        const { interrupted, executed, cancelled } = JSON.parse(first.stdout);
        assert.deepEqual({ interrupted, executed }, { interrupted: true, executed: before.length });
        assert.ok(cancelled > 0);
        const [run] = [...openStore(project.store).listRuns()];
        assert.match(JSON.stringify(run), /"stopped":"interrupted"/);
      }
      const second = await runToEnd(run, project);
      assert.equal(second.code, 0, second.stderr);
      const after = new Set(listCells(second.stderr, "executed"));
      assert.deepEqual(before.filter((cell) => after.has(cell)), []);
    }));
}

function writeEndless(how: string): string {
  return "name: endless\nstages:\n  fine: { uses: ./bad.ts, with: { how: nothing } }\n" +
    `  endless: { uses: ./bad.ts, with: { how: ${how} } }\n`;
}

const RUN = ["run", "endless.yaml", "--jobs", "2", "--json"];
/** The endless cell is begun right after the other one. */
const MOMENT = /"(executed|reused)","cell":"fine"/;

for (const how of ["loops", "waits", "loops in microtasks", "backtracks"]) {
  Deno.test(`a run whose stage ${how} for ever stops at a signal and says how to go on`, () =>
    inProject(async (project) => {
      const run = ["run", "endless.yaml", "--jobs", "2"];
      const stopped = await interrupt(run, project, { signal: "SIGINT", moment: /done\s+fine/ });
      assertStopped(stopped, "SIGINT");
      assert.equal(stopped.code, 130, stopped.stderr);
      assert.match(stopped.stderr, /1 executed, 0 reused, 1 not run/);
      assert.match(stopped.stderr, /the same command goes on from here\./);
      assert.equal(readStore(project.store).size, 1);
    }, { "bad.ts": BAD, "endless.yaml": writeEndless(how) }));
}

/** Starts the endless run, and gives the process that does its work once it is in its endless stage. */
async function startEndless(project: Project) {
  const running = startKoopline(RUN, project);
  for (let line: string | undefined = ""; !MOMENT.test(line);) {
    line = await running.listen();
    assert.ok(line !== undefined, "it ended before it was in its endless stage");
  }
  const child = await findChild(running.pid);
  assert.ok(child !== undefined, "a run works in a child");
  return { running, child };
}

Deno.test("a run that does nothing when it is told to stop is ended", () =>
  inProject(async (project) => {
    const { running, child } = await startEndless(project);
    assert.ok(sendSignal(child, "SIGSTOP"));
    assert.ok(running.kill("SIGTERM"));
    const { code, stderr } = await running.finish();
    assert.equal(code, 130, stderr);
    assert.equal(readStore(project.store).size, 1);
  }, { "bad.ts": BAD, "endless.yaml": writeEndless("loops") }));

/** A supervisor waits for so many seconds for a run that was told to stop. */
const PATIENCE = 1.9;

Deno.test("a second signal ends a run at once, and the next one goes on", () =>
  inProject(async (project) => {
    let least = Infinity;
    // On a crowded machine one try may take longer than patience lasts.
    for (let tries = 0; tries < 6 && least >= PATIENCE; tries++) {
      const { running, child } = await startEndless(project);
      assert.ok(sendSignal(child, "SIGSTOP"));
      assert.ok(running.kill("SIGINT"));
      const at = performance.now();
      assert.ok(running.kill("SIGTERM"));
      const { code, stderr } = await running.finish();
      assert.equal(code, 130, stderr);
      least = Math.min(least, (performance.now() - at) / 1000);
    }
    assert.ok(least < PATIENCE, `${least} s`);
    assert.equal(readStore(project.store).size, 1);
  }, { "bad.ts": BAD, "endless.yaml": writeEndless("loops") }));

Deno.test("a run whose supervisor is killed ends, and leaves its work to the next one", () =>
  inProject(async (project) => {
    const { running, child } = await startEndless(project);
    assert.ok(sendSignal(running.pid, "SIGKILL"));
    await waitUntilGone(child);
    assert.equal((await running.finish()).signal, "SIGKILL");
    assert.equal(readStore(project.store).size, 1);
  }, { "bad.ts": BAD, "endless.yaml": writeEndless("loops") }));

Deno.test(`other commands stop at a signal at any moment and leave the store as it was (seed ${SEED})`, () =>
  inProject(async (project) => {
    const made = await runToEnd(["run", "quick.yaml", "--quiet", ...SMALL], project);
    assert.equal(made.code, 0, made.stderr);
    const before = readStore(project.store);
    const draw = openDraw(SEED);
    const commands = [
      ["verify", "quick.yaml", ...SMALL],
      ["verify"],
      ["plan", "quick.yaml", ...SMALL],
      ["query", "quick.yaml", 'select * from pair."values"', ...SMALL],
      ["collect", "--yes"],
      ["export", "quick.yaml", "--to", "exported", ...SMALL],
    ];
    for (const [index, args] of commands.entries()) {
      const signal = SIGNALS[index % SIGNALS.length] ?? "SIGINT";
      assertStopped(await interrupt(args, project, { signal, moment: draw(100, 1500) }), signal);
    }
    assert.deepEqual(readStore(project.store), before);
    const again = await runToEnd(["run", "quick.yaml", "--json", ...SMALL], project);
    assert.equal(JSON.parse(again.stdout).executed, 0);
  }));
