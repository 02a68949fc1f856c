/** Collections beside what works on the same store: runs under way, cut off or waiting, readers, other collections. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { COLLECTING, FOLDERS } from "../../engine/store/layout.ts";
import { openStore } from "../../engine/store/store.ts";
import { verifyStore } from "../../engine/store/verify_store.ts";
import { seedRandom } from "../../numerics/random.ts";
import { ageStore } from "../engine/store/ageing.ts";
import { copyFolder } from "./killing.ts";
import { inProject, listCells, type Project, runToEnd, startKoopline } from "./project.ts";
import { SEED, TRIALS } from "./random.ts";

const COLLECTIONS = 4 * TRIALS;

const RUN = ["run", "bare.yaml", "--json", "-j", "2", "--set", "rows=2000"];
const QUICK = ["--set", "spin=0"];
/** Some seconds for all cells together. */
const SLOW = ["--set", "spin=30000000"];
const OTHER = ["--set", "factor=3"];

async function runCells(project: Project, ...args: readonly string[]) {
  const ran = await runToEnd([...RUN, ...args], project);
  assert.equal(ran.code, 0, ran.stderr);
  return listCells(ran.stderr, "executed");
}

/** Leaves results of the pipeline as written that no history holds, used an hour ago. */
async function leaveGarbage(project: Project): Promise<void> {
  await runCells(project, ...QUICK);
  await runCells(project, ...QUICK, ...OTHER);
  ageStore(project.store);
}

async function readResults(project: Project, ...args: readonly string[]) {
  const plan = ["plan", "bare.yaml", "--json", "--set", "rows=2000", ...args];
  const { stdout } = await runToEnd(plan, project);
  return stdout.trim().split("\n").map((line) => JSON.parse(line))
    .map(({ cell, artifact }) => `${cell} ${artifact}`);
}

/** Collects again and again until a work is done; gives how often. */
async function collectBeside<T>(project: Project, work: Promise<T>): Promise<[T, number]> {
  let isDone = false;
  const ended = work.finally(() => {
    isDone = true;
  });
  let count = 0;
  while (!isDone) {
    const { code, stderr } = await runToEnd(["collect", "--yes"], project);
    assert.equal(code, 0, stderr);
    count += 1;
  }
  return [await ended, count];
}

function assertWhole(project: Project): void {
  const store = openStore(project.store);
  assert.deepEqual(verifyStore(store).problems, []);
  for (const { outcome } of store.listRecords()) {
    assert.ok(outcome.kind === "done" && store.hasArtifact(outcome.artifact));
  }
}

Deno.test("two runs under way, one of which waits for the other, lose nothing to collections beside them", () =>
  inProject(async (project) => {
    await leaveGarbage(project);
    const expected = await readResults(project, ...QUICK);
    const works = [1, 2].map(() => startKoopline([...RUN, ...SLOW], project).finish());
    const [ends, collections] = await collectBeside(project, Promise.all(works));
    assert.ok(collections >= 2, `only ${collections} collections beside the runs`);
    const executed = ends.flatMap(({ code, stderr }) => {
      assert.equal(code, 0, stderr);
      return listCells(stderr, "executed");
    });
    assert.equal(executed.length, new Set(executed).size);
    // The trajectories were garbage but for being in the last run, and are used by all cells.
    assert.ok(executed.every((cell) => !cell.startsWith("series")));
    assert.deepEqual(await readResults(project, ...SLOW), expected);
    assertWhole(project);
    assert.deepEqual(await runCells(project, ...SLOW), []);
  }));

Deno.test(`what a killed run had finished outlives a collection (seed ${SEED})`, () =>
  inProject(async (project) => {
    const random = seedRandom(`killed ${SEED}`)("moments");
    const finished = new Set<string>();
    for (const part of [0, 1]) {
      const running = startKoopline([...RUN, ...SLOW, "--unsupervised"], project);
      for (let left = random.integer(2, 8); left > 0;) {
        const line = await running.listen();
        assert.ok(line !== undefined, "it ended before it was killed");
        if (line.includes('"event":"executed"')) left -= 1;
      }
      running.kill("SIGKILL");
      for (const cell of listCells((await running.finish()).stderr, "executed")) {
        assert.ok(!finished.has(cell), `${cell} was executed again in part ${part}`);
        finished.add(cell);
      }
      const { stdout } = await runToEnd(["collect", "--yes"], project);
      assert.match(stdout, /^Cut off: a run of bare of \d{4}-/m);
      assertWhole(project);
    }
    const rest = await runCells(project, ...SLOW);
    assert.deepEqual(rest.filter((cell) => finished.has(cell)), []);
    assert.equal(rest.length + finished.size, 39);
    // Its end makes up for them: their signs are garbage now, and nothing else.
    const { stdout } = await runToEnd(["collect", "--yes", "--json"], project);
    const { plan } = JSON.parse(stdout);
    assert.deepEqual([plan.records, plan.leftovers, plan.cut_off], [0, 2, []]);
  }));

Deno.test("what a run had finished that the disk stopped outlives a collection", () =>
  inProject(async (project) => {
    await Deno.mkdir(join(project.store, FOLDERS.records), { recursive: true });
    const wall = join(project.store, FOLDERS.records, "total");
    await Deno.writeTextFile(wall, "no folder");
    const stopped = await runToEnd([...RUN, ...QUICK], project);
    assert.equal(stopped.code, 2, stopped.stderr);
    assert.match(stopped.stderr, /store\.unwritable|Expected to write this file of the store/);
    const finished = listCells(stopped.stderr, "executed");
    assert.ok(finished.length > 0);
    await Deno.remove(wall);
    assert.equal((await runToEnd(["collect", "--yes"], project)).code, 0);
    const rest = await runCells(project, ...QUICK);
    assert.deepEqual(rest.filter((cell) => finished.includes(cell)), []);
  }));

Deno.test("a query, a verification and an export of garbage work beside collections, or say what is missing", () =>
  inProject(async (project) => {
    await leaveGarbage(project);
    await runToEnd(["collect"], project);
    const set = ["--set", "rows=2000", ...QUICK];
    const sql = 'select sum(value) as total from "all"."values"';
    const commands = [
      ["query", "bare.yaml", sql, "--format", "csv", ...set],
      ["verify", "bare.yaml", ...set],
      ["export", "bare.yaml", "--to", "out", "--format", "csv", ...set],
    ];
    await copyFolder(project.store, `${project.store}-garbage`);
    for (const command of commands) {
      await Deno.remove(project.store, { recursive: true });
      await copyFolder(`${project.store}-garbage`, project.store);
      const [ended] = await collectBeside(project, runToEnd(command, project));
      // What was deleted before it looked is missing from the start, not in the middle.
      const isToldFirst = /^Without a result[:,]|without a result to compare/m.test(ended.stderr);
      assert.ok(ended.code === 0 || isToldFirst, `${command[0]}: ${ended.stderr}`);
      assertWhole(project);
    }
    assert.deepEqual(await runCells(project, ...QUICK, ...OTHER), []);
  }));

Deno.test(`two collections at once, and ${COLLECTIONS - 1} killed while they delete, leave a whole store (seed ${SEED})`, () =>
  inProject(async (project) => {
    await leaveGarbage(project);
    const expected = await readResults(project, ...QUICK);
    await copyFolder(project.store, `${project.store}-garbage`);
    const random = seedRandom(`collections ${SEED}`)("moments");
    for (let trial = 0; trial < COLLECTIONS; trial++) {
      await Deno.remove(project.store, { recursive: true });
      await copyFolder(`${project.store}-garbage`, project.store);
      const first = startKoopline(["collect", "--yes"], project);
      const second = trial === 0 ? runToEnd(["collect", "--yes"], project) : undefined;
      if (trial > 0) {
        await seeFile(join(project.store, FOLDERS.trash, COLLECTING));
        await new Promise((resolve) => setTimeout(resolve, random.uniform() * 20));
        first.kill("SIGKILL");
      }
      await first.finish();
      const other = await second;
      assert.ok(
        other === undefined || other.code === 0 || /store\.busy|only collection/.test(other.stderr),
      );
      assertWhole(project);
      assert.deepEqual(await runCells(project, ...QUICK, ...OTHER), [], `trial ${trial}`);
    }
    await runCells(project, ...QUICK);
    assert.deepEqual(await readResults(project, ...QUICK), expected);
  }));

async function seeFile(path: string): Promise<void> {
  const deadline = performance.now() + 120_000;
  for (;;) {
    try {
      Deno.statSync(path);
      return;
    } catch {
      assert.ok(performance.now() < deadline, `no ${path} within two minutes`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}
