import assert from "node:assert/strict";
import { join } from "node:path";
import type { RunEvent } from "../../../engine/run/event.ts";
import { inProject } from "../../reliability/project.ts";
import { runHere } from "../../reliability/run_here.ts";

/** A figure whose query counts without end. */
const describeFigure = (limit: number) =>
  `name: endless
stages:
  drawn:
    uses: figure
    time_limit: ${limit}
    with:
      title: Endless
      sql: >-
        with recursive count(n) as (select 1 union all select (n + 1) % 1000 from count)
        select sum(n) as n from count
      plot: { kind: scatter, x: n, y: n }
`;

Deno.test("a query that ran out of time is asked again with a longer limit, and not with the same one", () =>
  inProject(async ({ cwd, store }) => {
    const file = join(cwd, "endless.yaml");
    const run = async (limit: number) => {
      await Deno.writeTextFile(file, describeFigure(limit));
      const events: RunEvent[] = [];
      const { error } = await runHere({ file, store, onEvent: (event) => events.push(event) });
      assert.equal(error, undefined, error?.message);
      return events.map(({ kind }) => kind).filter((kind) => kind === "started");
    };
    assert.equal((await run(1)).length, 1);
    assert.equal((await run(1)).length, 0);
    assert.equal((await run(1.5)).length, 1);
    assert.equal((await run(1.5)).length, 0);
  }));
