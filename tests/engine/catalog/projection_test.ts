import assert from "node:assert/strict";
import { runQuery } from "../../../engine/catalog/query.ts";
import { query, queryError } from "./fixture.ts";

Deno.test("runQuery() gives each of DuckDB's types the column that the table of types names", async (t) => {
  const cases: [sql: string, expected: unknown][] = [
    ["1::tinyint", Int32Array.of(1)],
    ["(-2147483648)::bigint", Int32Array.of(-(2 ** 31))],
    ["2147483647::uinteger", Int32Array.of(2 ** 31 - 1)],
    ["2147483648::bigint", Float64Array.of(2 ** 31)],
    ["9007199254740993::ubigint", Float64Array.of(2 ** 53)],
    ["170141183460469231731687303715884105727::hugeint", Float64Array.of(2 ** 127)],
    ["1.25::decimal(10, 2)", Float64Array.of(1.25)],
    ["3.0::double", Float64Array.of(3)],
    ["0.1::float", Float32Array.of(0.1)],
    ["true", Uint8Array.of(1)],
    ["'aé''b'", ["aé'b"]],
    ["''", [""]],
    ["'b'::enum('a', 'b[]', 'b')", ["b"]],
    ["'00000000-0000-0000-0000-00000000000a'::uuid", ["00000000-0000-0000-0000-00000000000a"]],
    ["date '2024-02-29'", ["2024-02-29"]],
    ["timestamp '2024-02-29 12:34:56.789'", ["2024-02-29T12:34:56.789"]],
    ["timestamptz '2024-02-29 12:34:56+02'", ["2024-02-29T10:34:56+00"]],
    ["time '12:34:56'", ["12:34:56"]],
    ["interval 3 days", ["3 days"]],
    ["['a', 'b']", ["[a, b]"]],
    ["[1, 2]", { width: 2, data: Int32Array.of(1, 2) }],
    ["[1, 3000000000]", { width: 2, data: Float64Array.of(1, 3e9) }],
    ["[1.5, 2]::decimal(3, 1)[]", { width: 2, data: Float64Array.of(1.5, 2) }],
    ["[0.1]::float[]", { width: 1, data: Float32Array.of(0.1) }],
    ["[0.5, 2]::double[2]", { width: 2, data: Float64Array.of(0.5, 2) }],
    ["[]::integer[]", { width: 0, data: Int32Array.of() }],
    ["count(*)", Int32Array.of(1)],
    ["sum(1)", Int32Array.of(1)],
  ];
  for (const [sql, expected] of cases) {
    await t.step(sql, async () => {
      const { columns } = await runQuery(`select ${sql} as a`, []);
      assert.deepEqual(columns["a"], expected);
    });
  }
});

Deno.test("runQuery() turns NULL into NaN, an empty text, and a vector of NaN", async () => {
  const rows = await runQuery(
    `select * from (values
      (1, 1.5, true, 'a', [1, 2], 1::float, date '2024-01-01'),
      (null, null, null, null, null, null, null),
      (3, null, false, '', [null, 4], null, null)) as v(i, d, b, t, l, f, e)`,
    [],
  );
  assert.deepEqual(rows.columns, {
    i: Float64Array.of(1, NaN, 3),
    d: Float64Array.of(1.5, NaN, NaN),
    b: Float64Array.of(1, NaN, 0),
    t: ["a", "", ""],
    l: { width: 2, data: Float64Array.of(1, 2, NaN, NaN, NaN, 4) },
    f: Float32Array.of(1, NaN, NaN),
    e: ["2024-01-01", "", ""],
  });
});

Deno.test("runQuery() refuses structs, maps, unions and nested lists with the column's name and a way out", async (t) => {
  for (
    const sql of [
      "{'a': 1}",
      "map {'a': 1}",
      "union_value(k := 1)",
      "[[1]]",
      "[{'a': 1}]",
      "[true]",
    ]
  ) {
    await t.step(sql, async () => {
      const error = await queryError(`select ${sql} as bad`);
      assert.equal(error.code, "catalog.sql");
      assert.match(error.message, /column `bad`/);
      assert.match(error.problems[0].hint ?? "", /::varchar|by name/);
    });
  }
});

Deno.test("runQuery() refuses lists of different lengths with the row", async () => {
  const error = await queryError("select range(i + 2) as l from range(3) as t(i)");
  assert.match(
    error.message,
    /lists of one length in column `l`, but found 2 values in some rows and 3 in row 2/,
  );
});

Deno.test("runQuery() refuses two columns of one name, also when only the case differs", async () => {
  for (const sql of ["select 1 as a, 2 as a", 'select 1 as a, 2 as "A"']) {
    const error = await queryError(sql);
    assert.equal(error.code, "catalog.sql");
    assert.match(error.message, /columns of different names, but found two named `a`/i);
  }
});

Deno.test("runQuery() refuses names of columns whose order an object would not keep", async () => {
  const error = await queryError("select 'x' as a, 1");
  assert.match(error.message, /not whole numbers, but found `a`, `1`/);
  assert.deepEqual(await query("select 1"), [{ 1: 1 }]);
  const { names } = await runQuery("select 'x' as a, 1", [], { reproducible: false });
  assert.deepEqual(names, ["a", "1"]);
});

Deno.test("runQuery() gives a column called __proto__", async () => {
  const { columns } = await runQuery(`select 1 as "__proto__"`, []);
  assert.deepEqual(Object.entries(columns), [["__proto__", Int32Array.of(1)]]);
});

Deno.test("runQuery() takes comments and semicolons at the end", async () => {
  assert.deepEqual(await query("select 1 as a; -- done\n ;"), [{ a: 1 }]);
  assert.deepEqual(await query("select ';' as a -- done; really"), [{ a: ";" }]);
  assert.deepEqual(await query("/* first */ (select 1 as a) /* ; */"), [{ a: 1 }]);
});
