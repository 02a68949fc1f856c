/** Stages that go wrong: each cell fails with its own message, and the others go on. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { openStore } from "../../engine/store/store.ts";
import { BAD, BAD_PIPELINE, ENDLESS, HEIR, WAYS } from "./bad_stage.ts";
import { inProject, listCells, runToEnd } from "./project.ts";

interface Failed {
  readonly cell: string;
  readonly problem: { readonly code: string; readonly where: string; readonly found: string };
}

/** Characters that command a terminal, but line ends. */
const COMMANDS = /(?!\n)\p{Cc}|\u202e/u;
const LARGEST_RECORD = 1_000_000;

Deno.test("stages that go wrong in every way fail their cells alone, each with its message", (t) =>
  inProject(async (project) => {
    const ran = await runToEnd(["run", "bad.yaml", "--json", "--jobs", "2"], project);
    assert.equal(ran.code, 1, ran.stderr.slice(-2000));
    const failed = new Map(readFailed(ran.stderr).map((one) => [one.cell, one.problem]));
    for (const [way, [code, says]] of Object.entries(WAYS)) {
      await t.step(way, () => {
        const cell = `bad[way=${way}]`;
        const problem = failed.get(cell);
        const isDone = listCells(ran.stderr, "executed").includes(cell);
        assert.equal(isDone, code === "ok", JSON.stringify(problem));
        if (code === "ok") return;
        assert.equal(problem?.code, code, JSON.stringify(problem));
        assert.match(problem.where, new RegExp(`^${cell.replace(/[[\]]/g, "\\$&")}`));
        assert.match(problem.found, says);
        assert.ok(problem.found.length < 2100, `${problem.found.length} characters`);
      });
    }
    await t.step("never returns", () => {
      for (const way of ENDLESS) {
        assert.equal(failed.get(`endless[endless=${way}]`)?.code, "stage.time_limit", way);
      }
    });
    await t.step("cells that do nothing wrong are done", () => {
      // One of them has the key of another, and takes its result.
      const done = ["executed", "reused"].flatMap((event) => listCells(ran.stderr, event));
      for (const cell of ["bad[way=nothing]", "heir[way=nothing]", "endless[endless=nothing]"]) {
        assert.ok(done.includes(cell), cell);
      }
    });
    await t.step("nothing of it harms a terminal or shows a stack of koopline's", () => {
      assert.doesNotMatch(ran.stderr, COMMANDS);
      assert.doesNotMatch(ran.stderr, /defect of koopline|engine\/|\n\s+at /);
      assert.ok(ran.stderr.length < LARGEST_RECORD, `${ran.stderr.length} characters`);
    });
    await t.step("every record is small and can be read", () => {
      const records = [...openStore(project.store).listRecords()];
      assert.ok(records.length > Object.keys(WAYS).length);
      for (const record of records) {
        const { length } = JSON.stringify(record);
        assert.ok(length < LARGEST_RECORD, `${record.preimage.kind}: ${length} characters`);
      }
    });
    await t.step("the next run does none of it again", async () => {
      const again = await runToEnd(["run", "bad.yaml", "--json"], project);
      assert.equal(again.code, 1);
      const { executed, failed: times } = JSON.parse(again.stdout);
      assert.deepEqual({ executed, times }, { executed: 0, times: failed.size });
    });
  }, { "bad.ts": BAD, "heir.ts": HEIR, "bad.yaml": BAD_PIPELINE }));

Deno.test("a cell that ran out of time runs again when its limit is longer, and not when it is the same", () =>
  inProject(async (project) => {
    const write = (limit: string) =>
      Deno.writeTextFile(
        join(project.cwd, "limited.yaml"),
        `name: limited\nstages:\n  slow: { uses: ./bad.ts,${limit} with: { how: loops } }\n`,
      );
    await write(" time_limit: 1,");
    const first = await runToEnd(["run", "limited.yaml"], project);
    assert.equal(first.code, 1);
    assert.match(
      first.stderr,
      /failed\s+slow\n\s+Expected the stage to return within its time limit of 1 s/,
    );
    const plan = async () =>
      JSON.parse((await runToEnd(["plan", "limited.yaml", "--json"], project)).stdout);
    assert.equal((await plan()).plan, "failed");
    assert.equal((await plan()).time_limit, 1);
    await write(" time_limit: 600,");
    assert.deepEqual((await plan()).reasons, [
      "its time limit, which it ran into before, is longer now",
    ]);
    await write("");
    assert.equal((await plan()).plan, "run");
  }, { "bad.ts": BAD }));

function readFailed(stderr: string): readonly Failed[] {
  return stderr.split("\n").filter((line) => line.startsWith('{"event":"failed"'))
    .map((line) => JSON.parse(line));
}
