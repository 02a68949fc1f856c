import assert from "node:assert/strict";
import { buildNote, buildSingle, buildWave, queryError } from "./fixture.ts";

Deno.test("runQuery() says where SQL is wrong, what it found, and what there is", async (t) => {
  const cases: [
    sql: string,
    where: string | undefined,
    message: RegExp,
    hint: RegExp | undefined,
  ][] = [
    ["", undefined, /Expected a query \(SELECT, .*but found nothing/, undefined],
    [" -- nothing\n", undefined, /found nothing/, undefined],
    ["selct 1", "sql:1:1", /found `selct`/, /Did you mean SELECT\?/],
    ["1 + 1", "sql:1:1", /found `1/, undefined],
    ["select 1 +", undefined, /syntax error at end of input/, undefined],
    ["select 'é', 1 frm x y", "sql:1:19", /syntax error at or near "x"/, undefined],
    ["select 'é', missing", "sql:1:13", /found `missing`/, undefined],
    ["select 'open", "sql:1:8", /unterminated quoted string/, undefined],
    ["select 1 /* open", "sql:1:10", /unterminated \/\* comment/, undefined],
    [
      "select 1,\n  y\nfrom wave.points",
      "sql:2:3",
      /found `y`/,
      /`wave\.points` has width, seed, step, x/,
    ],
    ["select sed from wave.points", "sql:1:8", /column .*found `sed`/, /Did you mean `seed`\?/],
    [
      "from wave.point",
      "sql:1:6",
      /a table of the catalog, but found `wave\.point`/,
      /Did you mean `wave\.points`\?/,
    ],
    ["from points", "sql:1:6", /found `points`/, /Did you mean `wave\.points`\?/],
    [
      "from nothing.at_all",
      "sql:1:6",
      /found `nothing\.at_all`/,
      /Tables: wave\.points, wave\.modes, my-note\.texts\./,
    ],
    [
      "from my-note.texts",
      "sql:1:8",
      /syntax error at or near "-"/,
      /Quote names with hyphens: "my-note"\.texts/,
    ],
    [
      "select flor(1.5)",
      "sql:1:8",
      /Scalar Function with name flor does not exist/,
      /Did you mean `floor`\?/,
    ],
    ["select x + 'a' from wave.points where step", undefined, /./, undefined],
    ["select 'a'::integer as i", "sql:1:11", /Could not convert string 'a' to INT32/, undefined],
    ["select sqrt(-1)", undefined, /square root of a negative number/, /isfinite/],
    ["select error('my own words')", undefined, /my own words/, undefined],
    ["select * from wave.points p join wave.modes m using (steps)", undefined, /steps/, undefined],
    ["select ?", undefined, /parameters/, undefined],
    [
      `select ${"(".repeat(20_000)}1${")".repeat(20_000)}`,
      undefined,
      /memory exhausted at or near/,
      undefined,
    ],
    [`select ${"1 + ".repeat(20_000)}1`, undefined, /Max expression depth/, undefined],
  ];
  for (const [sql, where, message, hint] of cases) {
    await t.step(JSON.stringify(sql.slice(0, 60)), async () => {
      const error = await queryError(sql);
      const [problem] = error.problems;
      assert.equal(problem.code, "catalog.sql", error.message);
      assert.match(error.message, message);
      if (where !== undefined) assert.equal(problem.where, where);
      if (hint !== undefined) assert.match(problem.hint ?? "", hint);
      assert.doesNotMatch(error.message, /exception_type|LINE 1|koopline catalog|\bc0\b/);
    });
  }
});

Deno.test("runQuery() places errors that show only while rows are computed", async () => {
  const source = buildSingle("s", { t: ["1", "x"] });
  const error = await queryError("select\n  t::integer as i from s.t", [source]);
  assert.equal(error.problems[0].where, "sql:2:4");
  assert.match(error.message, /Could not convert string 'x' to INT32/);
});

Deno.test("runQuery() refuses stages whose names SQL cannot tell apart or gives a meaning of their own", async () => {
  const twice = [buildWave(), { ...buildNote(), schema: "WAVE" }];
  const error = await queryError("select 1 as a", twice);
  assert.match(error.message, /found `wave` and `WAVE`/);
  for (const schema of ["temp", "System", "koopline"]) {
    const reserved = await queryError("select 1 as a", [{ ...buildNote(), schema }]);
    assert.match(reserved.message, new RegExp(`\`${schema}\``));
  }
});

Deno.test("runQuery() refuses columns that SQL cannot tell apart", async () => {
  const source = buildSingle("s", { a: Int32Array.of(1), A: Int32Array.of(2) });
  const error = await queryError("from s.t", [source]);
  assert.equal(error.code, "catalog.sql");
  assert.match(error.message, /`a` and `A`/);
});
