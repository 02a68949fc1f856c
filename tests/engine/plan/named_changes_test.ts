/** For every kind of change the plan names exactly that change, for exactly the cells that it concerns. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { nameCell } from "../../../engine/pipeline/expanded.ts";
import { planSession } from "../../../engine/run/session.ts";
import { CHANGES } from "./changes.ts";
import { FILES, inPlannedProject, settleAll, showPlan } from "./planned_project.ts";

/** Applies a change, reads the plan, executes, goes back, and leaves everything as it was. */
Deno.test("the plan names exactly what changed, run executes that, and going back runs nothing", async (test) => {
  await inPlannedProject(async (project) => {
    assert.equal((await settleAll(await project.open())).length, 21);
    for (const { what, files = {}, set = {}, plan } of CHANGES) {
      await test.step(what, async () => {
        await project.write({ ...FILES, ...files });
        const session = await project.open(set);
        assert.deepEqual(showPlan(session), plan);
        const planned = planSession(session);
        const executed = new Set(await settleAll(session));
        for (const { kind, cell } of planned) {
          const name = nameCell(cell);
          if (kind === "run") assert.ok(executed.has(name), `${name} ran`);
          if (kind === "reuse") assert.ok(!executed.has(name), `${name} did not run`);
        }
        await project.write(FILES);
        const back = await project.open();
        assert.deepEqual(showPlan(back), []);
        assert.deepEqual(await settleAll(back), []);
      });
    }
  });
});

const HISTORIES = {
  "no earlier run is known": undefined,
  "no earlier run is known: the history is damaged": '{"body":{"format":2},"sha256":"0"}',
  "no earlier run is known: a newer koopline wrote the history": '{"format":99,"cells":{}}',
};

Deno.test("a plan without a history that it can read says so, and never something wrong", async () => {
  await inPlannedProject(async (project) => {
    await settleAll(await project.open());
    const path = join(project.folder, "artifacts/history/p.json");
    await project.write({ "notes.md": "# Changed\n", "data.csv": "name,value\na,9\n" });
    for (const [line, text] of Object.entries(HISTORIES)) {
      if (text === undefined) await Deno.remove(path);
      else await Deno.writeTextFile(path, text);
      assert.deepEqual(showPlan(await project.open()), [
        "data 1 to run",
        `    ${line}`,
        "plot 1 waiting",
        "    after data, if that changes what it takes",
        "report 1 waiting",
        "    after plot, if that changes what it takes",
      ]);
    }
  });
});

Deno.test("a record that is gone is what the plan names", async () => {
  await inPlannedProject(async (project) => {
    const session = await project.open();
    await settleAll(session);
    await Deno.remove(join(project.folder, "artifacts/records/mark"), { recursive: true });
    assert.deepEqual(showPlan(await project.open()), [
      "mark 1 to run",
      "    its record is not in the store any more",
    ]);
    await project.write({ "scale.ts": "export const scale = 2;\n" });
    assert.deepEqual(showPlan(await project.open()), [
      "mark 1 to run",
      "    its earlier record is not in the store any more",
    ]);
  });
});
