/** Runs killed while they start, draw figures, write reports and publish the view that people open. */

import assert from "node:assert/strict";
import { join } from "node:path";
import {
  assertAmong,
  copyFolder,
  killMany,
  killRun,
  runUndisturbed,
  wasKilled,
} from "./killing.ts";
import { inProject, type Project, runToEnd } from "./project.ts";
import { openDraw, SEED, TRIALS } from "./random.ts";

Deno.test(`a run is killed at ${50 * TRIALS} moments of its start, and each next one goes on (seed ${SEED})`, () =>
  inProject(async (project) => {
    const undisturbed = await runUndisturbed(project, "bare.yaml");
    const draw = openDraw(SEED + 1);
    const began = performance.now();
    const ran = await runToEnd(["plan", "bare.yaml", "--store", undisturbed.store], project);
    assert.equal(ran.code, 0, ran.stderr);
    const longest = Math.round(performance.now() - began);
    const choose = () => ({ kind: "time", delay: draw(0, longest) }) as const;
    await killMany(project, undisturbed, 50 * TRIALS, choose);
  }));

/** Writes of a run that finds all cells but figure and report, until these are recorded. */
const WRITES_OF_SHOWN = 80;
/** Writes of a run that finds all cells: what it says of itself, and the view. */
const WRITES_OF_VIEW = 80;

Deno.test(`a run is killed at ${50 * TRIALS} moments of figure, report and view (seed ${SEED})`, () =>
  inProject(async (project) => {
    const bare = await runUndisturbed(project, "bare.yaml");
    const quick = await runUndisturbed(project, "quick.yaml");
    const draw = openDraw(SEED + 2);
    await killMany(
      { ...project, store: join(project.cwd, "shown") },
      quick,
      10 * TRIALS,
      () => ({ kind: "write", at: draw(1, WRITES_OF_SHOWN) }),
      (store) => copyFolder(bare.store, store),
    );
    const deaths = await killMany(
      project,
      quick,
      40 * TRIALS,
      () => ({ kind: "write", at: draw(1, WRITES_OF_VIEW) }),
      async (store) => {
        await copyFolder(quick.store, store);
        for (const part of ["out", "history"]) {
          await Deno.remove(join(store, part), { recursive: true });
        }
      },
    );
    assertAmong(deaths, ["create tmp", "rename out"]);
  }));

/** The published files but the report, whose foot says when it was made. */
async function readView(store: string): Promise<ReadonlyMap<string, string>> {
  const view = new Map<string, string>();
  for (const folder of ["figures", "tables"]) {
    for await (const { name } of Deno.readDir(join(store, "out", "quick", folder))) {
      view.set(name, await Deno.readTextFile(join(store, "out", "quick", folder, name)));
    }
  }
  return new Map([...view].sort());
}

async function runWith(project: Project, factor: number): Promise<void> {
  const args = ["run", "quick.yaml", "--store", project.store, "--set", `factor=${factor}`];
  const ran = await runToEnd(args, project);
  assert.equal(ran.code, 0, ran.stderr);
}

Deno.test("a view that a killed run left half new is made whole by the next one, whatever it shows", () =>
  inProject(async (project) => {
    await runWith(project, 3);
    await runWith(project, 2);
    const view = await readView(project.store);
    // Everything is there, so that the other run only publishes; it is killed in the midst of that.
    for (const at of [30, 45, 60]) {
      const ran = await killRun(project, "quick.yaml", { kind: "write", at }, [
        "--set",
        "factor=3",
      ]);
      assert.ok(wasKilled(ran));
      assert.notDeepEqual(await readView(project.store), view);
      await runWith(project, 2);
      assert.deepEqual(await readView(project.store), view);
    }
  }));
