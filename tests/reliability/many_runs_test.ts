/** Several runs at once on one store: each cell is executed by one of them. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inProject, type Project, readStore, runToEnd } from "./project.ts";
import { assertEachOnce, finishWell, type Oddities, startRun } from "./shared_store.ts";

/** Cells of bare.yaml, and those of them that a change of `factor` makes anew. */
const CELLS = 39;
const OF_FACTOR = 13;

/** Addresses that runs give one after the other, in a store of their own. */
async function runInTurn(project: Project, settings: readonly (readonly string[])[]) {
  const store = join(project.cwd, "in turn");
  for (const setting of settings) {
    const ran = await runToEnd(["run", "bare.yaml", "--store", store, "-q", ...setting], project);
    assert.equal(ran.code, 0, ran.stderr);
  }
  return readStore(store);
}

async function runAtOnce(
  project: Project,
  settings: readonly (readonly string[])[],
  describe: (index: number) => Oddities = () => ({}),
): Promise<void> {
  const runs = settings.map((setting, index) =>
    startRun(project, ["bare.yaml", "--jobs", "2", ...setting], describe(index))
  );
  for (const run of runs) await finishWell(run);
}

/** Moderate work in each cell, so that runs meet. */
const WORK = ["--set", "spin=2000000"];

Deno.test("two runs of one pipeline share its cells", () =>
  inProject(async (project) => {
    await runAtOnce(project, [WORK, WORK]);
    assertEachOnce(project.store, CELLS);
    assert.deepEqual(readStore(project.store), await runInTurn(project, [WORK]));
  }));

Deno.test("five runs of pipelines that overlap execute each cell once", () =>
  inProject(async (project) => {
    const other = [...WORK, "--set", "factor=3"];
    const third = [...WORK, "--set", "factor=4"];
    await runAtOnce(project, [WORK, WORK, other, third, other]);
    assertEachOnce(project.store, CELLS + 2 * OF_FACTOR);
    assert.deepEqual(readStore(project.store), await runInTurn(project, [WORK, other, third]));
  }));

Deno.test("clocks that disagree by minutes do no harm, also where locks do not work", () =>
  inProject(async (project) => {
    const minutes = [-7, 0, 7];
    await runAtOnce(project, [WORK, WORK, WORK], (index) => ({
      minutes: minutes[index] ?? 0,
      locks: "no",
    }));
    assertEachOnce(project.store, CELLS);
    assert.deepEqual(readStore(project.store), await runInTurn(project, [WORK]));
  }));
