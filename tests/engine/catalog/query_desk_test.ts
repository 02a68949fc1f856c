/** Queries in a worker: the same answers as in this thread, and an end to those that have none. */

import assert from "node:assert/strict";
import { openQueryDesk, type QueryDesk } from "../../../engine/catalog/query_desk.ts";
import { type QueryAnswer, runQuery } from "../../../engine/catalog/query.ts";
import type { CatalogSource } from "../../../engine/catalog/source.ts";
import { KooplineError } from "../../../schemas/error.ts";
import { buildNote, buildWave } from "./fixture.ts";

async function withDesk(work: (desk: QueryDesk) => Promise<void>): Promise<void> {
  const desk = openQueryDesk();
  try {
    await work(desk);
  } finally {
    desk.close();
  }
}

/** Busy for ever inside one step, where DuckDB does not look up. */
const ONE_STEP = "select list_sum(list_transform(range(10000000), x -> list_sum(range(x)))) as a";

const MANY_STEPS =
  "with recursive t as (select 1 as a union all select 1 from t) select count(*) as n from t";

/** A source of one item, before whose tables are loaded something else is done. */
function loadAfter(before: () => unknown): CatalogSource {
  const wave = buildWave();
  const [first] = wave.items;
  assert.ok(first);
  const load = async (table: string) => {
    await before();
    return await first.load(table);
  };
  return { ...wave, items: [{ ...first, load }] };
}

Deno.test("a query desk …", async (t) => {
  const sources = [buildWave(), buildNote()];
  await withDesk(async (desk) => {
    await t.step("gives what runQuery() gives", async () => {
      for (const sql of ["from wave.points", "select count(*) as n, 'a' as b from wave.points"]) {
        assert.deepEqual(await desk.ask(sql, sources), await runQuery(sql, sources));
      }
    });
    await t.step("gives the problems of a query with their places", async () => {
      const asked = [desk.ask("select nothing from wave.points", sources)];
      const [told] = await Promise.allSettled(asked);
      const [direct] = await Promise.allSettled([
        runQuery("select nothing from wave.points", sources),
      ]);
      assert.ok(told?.status === "rejected" && told.reason instanceof KooplineError);
      assert.ok(direct.status === "rejected" && direct.reason instanceof KooplineError);
      assert.deepEqual(told.reason.problems, direct.reason.problems);
    });
    await t.step("throws what loading a table throws, and answers the next query", async () => {
      const [wave] = sources;
      assert.ok(wave);
      const broken = {
        ...wave,
        items: wave.items.map((item) => ({
          ...item,
          load: () => Promise.reject(new Error("lost")),
        })),
      };
      await assert.rejects(() => desk.ask("from wave.points", [broken]), /^Error: lost$/);
      assert.ok((await desk.ask("from wave.points", sources)).rows > 0);
    });
    await t.step("counts no time that loading a table takes", async () => {
      const slow = loadAfter(() => new Promise((resume) => setTimeout(resume, 4000)));
      assert.ok((await desk.ask("from wave.points", [slow], { timeLimit: 3 })).rows > 0);
    });
    await t.step("answers a query that loading a table asks", async () => {
      const nested = loadAfter(() => desk.ask("select 1 as a", []));
      assert.ok((await desk.ask("from wave.points", [nested])).rows > 0);
    });
    await t.step(
      "answers a query that was waiting when loading a table came to need it",
      async () => {
        const waiting = Promise.withResolvers<void>();
        const later = Promise.withResolvers<QueryAnswer>();
        const nested = loadAfter(async () => {
          await waiting.promise;
          setTimeout(() => later.resolve(desk.ask("select 2 as a", [])), 0);
        });
        const first = desk.ask("from wave.points", [nested]);
        await desk.ask("select 1 as a", []);
        waiting.resolve();
        assert.ok((await first).rows > 1);
        assert.equal((await later.promise).rows, 1);
      },
    );
    await t.step("stops at once when it is told to, also inside one step of a query", async () => {
      const controller = new AbortController();
      const asked = desk.ask(ONE_STEP, [], { signal: controller.signal });
      setTimeout(() => controller.abort(new Error("stopped")), 300);
      await assert.rejects(asked, /^Error: stopped$/);
    });
    await t.step("ends a query that takes longer than its stage may", async () => {
      await assert.rejects(
        () => desk.ask(MANY_STEPS, [], { timeLimit: 0.2 }),
        (error) => error instanceof KooplineError && error.code === "stage.time_limit",
      );
    });
  });
});
