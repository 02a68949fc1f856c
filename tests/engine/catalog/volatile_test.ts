import assert from "node:assert/strict";
import { query, queryError } from "./fixture.ts";

/** Volatile only so that DuckDB does not compute it before the query runs. */
const HARMLESS = ["error"];

Deno.test("runQuery() refuses every function that DuckDB itself calls volatile", async () => {
  const functions = await query(
    `select distinct function_name as name from duckdb_functions()
     where stability <> 'CONSISTENT' order by name`,
    [],
    { reproducible: false },
  );
  const names = functions.map(({ name }) => String(name)).filter((name) =>
    !HARMLESS.includes(name)
  );
  assert.ok(names.includes("random") && names.includes("now") && names.length > 15);
  for (const name of names) {
    const error = await queryError(`select ${name}() as a`, []);
    assert.equal(error.code, "catalog.refused", `${name}: ${error.message}`);
    assert.equal(error.problems[0].where, "sql:1:8");
  }
});
