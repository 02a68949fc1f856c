/** Stages that end the process they run in: their cells fail, the others are done, and the run goes on. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { openStore } from "../../engine/store/store.ts";
import { verifyStore } from "../../engine/store/verify_store.ts";
import { DEADLY, SMALL_HEAP, writeDeadly } from "./deadly_stage.ts";
import { findChild } from "./interrupting.ts";
import {
  type Ended,
  inProject,
  listCells,
  type Project,
  readStore,
  runToEnd,
  sendSignal,
  startKoopline,
} from "./project.ts";

const FILES = { "deadly.ts": DEADLY };

function readProblems(stderr: string): ReadonlyMap<string, Record<string, string>> {
  const lines = stderr.split("\n").filter((line) => line.startsWith('{"event":"failed"'));
  return new Map(lines.map((line) => JSON.parse(line)).map(({ cell, problem }) => [cell, problem]));
}

/** Runs `deadly.yaml` with a heap that is full soon. */
function runDeadly(project: Project, ...more: readonly string[]): Promise<Ended> {
  return runToEnd(["run", "deadly.yaml", "--json", ...more], { ...project, env: SMALL_HEAP });
}

function countRestarts({ stderr }: Ended): number {
  return stderr.split("The run's process was ended by").length - 1;
}

const WAYS = ["fine", "fills", "fine", "asks", "fine", "grows", "fills", "fine"];

for (const jobs of ["1", "2"]) {
  Deno.test(`cells that exhaust memory fail, each with its message, and the others are done, with ${jobs} at a time`, () =>
    inProject(async (project) => {
      await Deno.writeTextFile(join(project.cwd, "deadly.yaml"), writeDeadly(...WAYS));
      const ran = await runDeadly(project, "--jobs", jobs);
      assert.equal(ran.code, 1, ran.stderr);
      const problems = readProblems(ran.stderr);
      for (const cell of ["c1_fills", "c6_fills"]) {
        const { code, where, found, hint } = problems.get(cell) ?? {};
        assert.deepEqual({ code, where }, { code: "stage.killed_process", where: cell });
        assert.match(
          found ?? "",
          /^that SIGTRAP ended the process, as V8 does when its heap is full$/,
        );
        assert.match(hint ?? "", /--max-old-space-size/);
      }
      for (const cell of ["c3_asks", "c5_grows"]) {
        assert.equal(
          problems.get(cell)?.["code"],
          "stage.memory",
          JSON.stringify(problems.get(cell)),
        );
      }
      assert.equal(problems.size, 4);
      assert.doesNotMatch(ran.stderr, /"stage\.killed_process".*"again":true/);
      // One document, that of the process which came to its end.
      const { executed, reused, failed, cancelled } = JSON.parse(ran.stdout);
      assert.deepEqual({ done: executed + reused, failed, cancelled }, {
        done: 4,
        failed: 4,
        cancelled: 0,
      });
      assert.equal(readStore(project.store).size, 4);
      assert.deepEqual(verifyStore(openStore(project.store)).problems, []);
      // Each cell at fault once among others at the most, and once alone.
      const restarts = countRestarts(ran);
      assert.ok(restarts >= 2 && restarts <= 4, `${restarts} restarts`);
      assertSuspectsFirst(ran.stderr);
      await assertNotAgain(project);
      await assertRetried(project, jobs);
    }, FILES));
}

/** Checks that what several cells were at work on is begun again before anything else is. */
function assertSuspectsFirst(stderr: string): void {
  const [first = "", ...restarts] = stderr.split("The run's process was ended by");
  let before = first;
  for (const after of restarts) {
    const ended = new Set(["executed", "failed"].flatMap((event) => listCells(before, event)));
    const atWork = listCells(before, "started").filter((cell) => !ended.has(cell));
    const [next = ""] = listCells(after, "started");
    if (after.includes("one after the other")) {
      assert.ok(atWork.includes(next), `${next} came first`);
    }
    before = after;
  }
}

async function assertNotAgain(project: Project): Promise<void> {
  const again = await runToEnd(["run", "deadly.yaml"], project);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /failed\s+c1_fills \(in an earlier run; --retry tries again\)/);
  assert.match(again.stderr, /0 executed, 4 reused, 4 failed/);
}

async function assertRetried(project: Project, jobs: string): Promise<void> {
  const before = readStore(project.store);
  const ran = await runDeadly(project, "--retry", "--jobs", jobs);
  assert.equal(ran.code, 1, ran.stderr);
  assert.ok(listCells(ran.stderr, "started").includes("c1_fills"));
  const restarts = countRestarts(ran);
  assert.ok(restarts >= 2 && restarts <= 4, `${restarts} restarts`);
  assert.deepEqual(readStore(project.store), before);
}

for (const signal of ["SIGKILL", "SIGABRT"] as const) {
  Deno.test(`a cell whose process is ended by ${signal} fails with that, and the others are done`, () =>
    inProject(async (project) => {
      const pipeline = writeDeadly("fine", "waits", "fine");
      await Deno.writeTextFile(join(project.cwd, "deadly.yaml"), pipeline);
      const running = startKoopline(["run", "deadly.yaml", "--json", "--jobs", "1"], project);
      let deaths = 0;
      for (let line = await running.listen(); line !== undefined; line = await running.listen()) {
        if (!line.startsWith('{"event":"started","cell":"c1_waits"')) continue;
        assert.ok(sendSignal(await findChild(running.pid) ?? 0, signal));
        deaths += 1;
      }
      const ran = await running.finish();
      assert.equal(ran.code, 1, ran.stderr);
      const problem = readProblems(ran.stderr).get("c1_waits");
      assert.equal(problem?.["code"], "stage.killed_process", ran.stderr);
      assert.match(problem?.["found"] ?? "", new RegExp(`that ${signal} ended the process`));
      assert.ok(deaths <= 2, `${deaths} deaths`);
      assert.equal(countRestarts(ran), deaths);
      assert.equal(readStore(project.store).size, 2);
    }, FILES));
}

Deno.test("a process that dies while it works on no cell ends the run with an error, and it is not begun for ever", () =>
  inProject(async (project) => {
    await Deno.writeTextFile(
      join(project.cwd, "deadly.yaml"),
      writeDeadly("fine").replace("deadly.ts", "loads.ts"),
    );
    const ran = await runDeadly(project);
    assert.equal(ran.code, 2, ran.stderr);
    assert.match(ran.stderr, /that SIGTRAP ended it.*while it worked on no cell/);
    assert.match(ran.stderr, /\[run\.killed\]/);
    assert.equal(ran.stdout, "");
  }, { ...FILES, "loads.ts": loadOnce() }));

/** A module that fills the heap of the main process: but for the second time it is loaded there. */
function loadOnce(): string {
  return DEADLY + `if (!("WorkerGlobalScope" in globalThis)) {
  const mark = new URL("./died", import.meta.url);
  let died = true;
  try { Deno.statSync(mark); } catch { died = false; }
  if (!died) { Deno.writeTextFileSync(mark, ""); fill(); }
}
`;
}

const ALONE:
  readonly (readonly [why: string, args: readonly string[], flags: readonly string[]])[] = [
    ["is told to do its work itself", ["--unsupervised"], []],
    // Deno says of a name that is refused that not everything is granted.
    ["may not start others", [], ["--deny-run=none-of-that-name"]],
  ];

for (const [why, args, flags] of ALONE) {
  Deno.test(`a run that ${why} is one process, and dies of its stage`, () =>
    inProject(async (project) => {
      await Deno.writeTextFile(join(project.cwd, "deadly.yaml"), writeDeadly("fills"));
      const ran = await runToEnd(["run", "deadly.yaml", ...args], {
        ...project,
        env: SMALL_HEAP,
        flags,
      });
      assert.equal(ran.signal, "SIGTRAP", ran.stderr);
      // The next one goes on, and finds who it was.
      const next = await runDeadly(project);
      assert.equal(next.code, 1, next.stderr);
      assert.equal(readProblems(next.stderr).get("c0_fills")?.["code"], "stage.killed_process");
    }, FILES));
}
