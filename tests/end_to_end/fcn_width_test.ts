/** The experiment of widths in its small form: the whole form's cells, any number of workers, and what an edit reruns. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, type Place, ROOT, runKoopline } from "./koopline.ts";

/** Two of the 25 seeds: 60 trainings and 6 fits. */
const SMALL = ["--set", "last_seed=3"];
const FILES = ["fcn_width.yaml", "fcn_width.md", "truth/fcn_width.csv"];

interface PlanLine {
  readonly cell: string;
  readonly plan: string;
  readonly artifact?: string;
  readonly reasons?: readonly string[];
}

/** Brings the pipeline into a folder of the test's own, where it can be edited. */
async function copyPipeline(folder: string): Promise<void> {
  await Deno.mkdir(join(folder, "truth"));
  for (const file of FILES) {
    await Deno.copyFile(join(ROOT, "pipelines", file), join(folder, file));
  }
}

async function readPlan(place: Place, ...args: readonly string[]): Promise<readonly PlanLine[]> {
  const { code, stdout, stderr } = await runKoopline(
    ["plan", "fcn_width.yaml", "--json", ...args],
    place,
  );
  assert.equal(code, 0, stderr);
  return stdout.trim().split("\n").map((line) => JSON.parse(line));
}

async function run(place: Place, ...args: readonly string[]) {
  const { code, stdout, stderr } = await runKoopline(
    ["run", "fcn_width.yaml", "--json", ...args],
    place,
  );
  assert.equal(code, 0, stderr);
  const { executed, reused } = JSON.parse(stdout);
  return { executed, reused };
}

async function readLock(): Promise<Readonly<Record<string, string>>> {
  const text = await Deno.readTextFile(join(ROOT, "pipelines", "fcn_width.lock.json"));
  return JSON.parse(text).cells;
}

/** Cells that gather no seeds are the same whatever the number of seeds. */
function isOfOneSeed({ cell }: PlanLine): boolean {
  return /^(expected$|mnist$|train\[|operator\[|spectrum\[|losses\[)/.test(cell);
}

function listAddresses(plan: readonly PlanLine[]): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    plan.filter(isOfOneSeed).map(({ cell, artifact }) => [cell, artifact]),
  );
}

Deno.test("two seeds of the widths: the whole run's bits, and an edit reruns what it touches", (t) =>
  inFolder(async (cwd) => {
    await copyPipeline(cwd);
    const place = { cwd };
    const cells = 1 + 1 + 60 + 6 + 6 + 1 + 5 + 1;
    assert.deepEqual(await run(place, ...SMALL, "--jobs", "2"), { executed: cells, reused: 0 });
    const small = listAddresses(await readPlan(place, ...SMALL));

    await t.step(
      "its trainings, fits and spectra have the addresses of the whole run's lock",
      async () => {
        const lock = await readLock();
        assert.equal(Object.keys(small).length, 75);
        const expected = Object.keys(small).map((cell) => [cell, lock[cell]]);
        assert.deepEqual(small, Object.fromEntries(expected));
      },
    );

    await t.step("one worker gives the same bits", async () => {
      const alone = { cwd, env: { KOOPLINE_STORE: join(cwd, "alone") } };
      const args = ["--set", "last_seed=2", "--jobs", "1", "--only", "spectrum"];
      assert.deepEqual(await run(alone, ...args), { executed: 1 + 30 + 3 + 3, reused: 0 });
      const plan = await readPlan(alone, "--set", "last_seed=2", "--only", "spectrum");
      for (const [cell, address] of Object.entries(listAddresses(plan))) {
        assert.equal(address, small[cell], cell);
      }
    });

    await t.step("an edit to the SQL of one figure runs that figure and the report", async () => {
      const file = join(cwd, "fcn_width.yaml");
      const text = await Deno.readTextFile(file);
      const edited = text.replace("where seed = 2\n", "where seed = 3\n");
      assert.notEqual(edited, text);
      await Deno.writeTextFile(file, edited);
      const open = (await readPlan(place, ...SMALL)).filter(({ plan }) => plan !== "reuse");
      assert.deepEqual(open.map(({ cell, plan }) => ({ cell, plan })), [
        { cell: "spectra", plan: "run" },
        { cell: "report", plan: "wait" },
      ]);
      assert.deepEqual(await run(place, ...SMALL), { executed: 2, reused: cells - 2 });
    });

    await t.step("a third seed runs its own cells, and what gathers the seeds", async () => {
      const open = (await readPlan(place, "--set", "last_seed=6"))
        .filter(({ plan }) => plan !== "reuse").map(({ cell }) => cell);
      assert.equal(open.filter((cell) => /^train\[/.test(cell)).length, 30);
      assert.deepEqual(open.filter((cell) => !/^(train|operator|spectrum)\[.*seed=6/.test(cell)), [
        "conjugacy",
        "ends",
        "spectra",
        "all_spectra",
        "distances",
        "report",
      ]);
    });
  }));
