import assert from "node:assert/strict";
import { openDatabase } from "../../../engine/catalog/database.ts";
import { buildSingle, query, queryError } from "./fixture.ts";

Deno.test("runQuery() ends with catalog.memory when memory runs out, and answers the next query", async (t) => {
  const database = await openDatabase({ memoryMiB: 32 });
  const queries = [
    "select range as i from range(100000000) order by range desc",
    "select range as i, count(*) as n from range(100000000) group by range",
    "select max(len(l)) as n from (select list(range) as l from range(100000000))",
  ];
  for (const sql of queries) {
    await t.step(sql, async () => {
      const error = await queryError(sql, [], { database });
      assert.equal(error.code, "catalog.memory");
      assert.match(error.message, /fits in memory, but found one that does not/);
      assert.deepEqual(await query("select 1 as one", [], { database }), [{ one: 1 }]);
    });
  }
  await t.step("a table that is too large to load", async () => {
    let loads = 0;
    const source = buildSingle("s", { a: new Float64Array(2 ** 20) });
    const [item] = source.items;
    const load = () => {
      loads++;
      return item!.load("t");
    };
    const items = Array.from({ length: 10 }, () => ({ ...item!, load }));
    const error = await queryError("from s.t", [{ ...source, items }], { database });
    assert.equal(error.code, "catalog.memory");
    assert.match(error.message, /at most 16 MiB, but found that `s\.t` takes more/);
    // 8 MiB each: the third does not fit, and no more are loaded.
    assert.equal(loads, 3);
  });
});

Deno.test("runQuery() counts the text of a label in every row before it makes the rows", async () => {
  const database = await openDatabase({ memoryMiB: 32 });
  const source = buildSingle("s", { a: new Float64Array(2 ** 20 / 8) });
  const items = source.items.map((item) => ({ ...item, labels: { name: "x".repeat(60_000) } }));
  const error = await queryError("from s.t", [{ ...source, axes: ["name"], items }], { database });
  assert.equal(error.code, "catalog.memory");
});

Deno.test("runQuery() opens DuckDB anew when WebAssembly itself gives up", async () => {
  const error = await queryError("select range(1000000000) as l", []);
  assert.equal(error.code, "catalog.memory");
  assert.deepEqual(await query("select 1 as one", []), [{ one: 1 }]);
});

Deno.test("runQuery() stops when its signal says so, and answers the next query", async () => {
  const endless =
    "with recursive t as (select 1 as i union all select i + 1 from t) select count(*) as n from t";
  const controller = new AbortController();
  const stopped = query(endless, [], { signal: controller.signal });
  setTimeout(() => controller.abort(), 50);
  await assert.rejects(stopped, { name: "AbortError" });
  await assert.rejects(query("select 1 as one", [], { signal: controller.signal }), {
    name: "AbortError",
  });
  assert.deepEqual(await query("select 1 as one", []), [{ one: 1 }]);
});
