import assert from "node:assert/strict";
import { runQuery } from "../../../engine/catalog/query.ts";
import {
  addressOf,
  buildNote,
  buildSingle,
  buildWave,
  countUp,
  query,
  queryError,
  WAVE_CELLS,
} from "./fixture.ts";

Deno.test("runQuery() gives every cell's rows with its axes before and its address after them", async () => {
  const rows = await query("from wave.points");
  const expected = WAVE_CELLS.flatMap(({ width, seed }, cell) =>
    [0, 1, 2].map((step) => {
      return { width, seed, step, x: 100 * width + 10 * seed + step, artifact: addressOf(cell) };
    })
  );
  assert.deepEqual(rows, expected);
  assert.deepEqual(Object.keys(rows[0] ?? {}), ["width", "seed", "step", "x", "artifact"]);
});

Deno.test("runQuery() joins, filters, groups and orders", async () => {
  const rows = await query(`
    with doubled as (select width, seed, 2 * x as y from wave.points where step > 0)
    select p.seed, sum(d.y - p.x) as total, count(*) as n
    from doubled d join wave.points p using (width, seed)
    where p.step = 0 group by p.seed order by p.seed desc`);
  // Over both widths: Σ 2(c + 1) + 2(c + 2) − 2c = Σ 2c + 6 with c = 100·width + 10·seed.
  const total = (seed: number) =>
    [5, 10].reduce((sum, w) => sum + 2 * (100 * w + 10 * seed) + 6, 0);
  assert.deepEqual(rows, [{ seed: 3, total: total(3), n: 4 }, { seed: 2, total: total(2), n: 4 }]);
});

Deno.test("runQuery() loads the tables that the query names and no others", async (t) => {
  const cases: [sql: string, loaded: string[]][] = [
    ["select 1 as one", []],
    ["select 'from wave.points' as a -- wave.points\n /* from wave.points */", []],
    ["with wave as (select 1 as points) select wave.points from wave", []],
    ["with unused as (from wave.points) select 1 as one", ["wave.points"]],
    ["select points.x from wave.points as points", ["wave.points"]],
    [`select x from "wave" . /* a comment */ "points"`, ["wave.points"]],
    ["SELECT X FROM WAVE.POINTS", ["wave.points"]],
    [`select "note".text from "my-note".texts as "note"`, ["my-note.texts"]],
    ["select 1 as one where exists (from wave.points)", ["wave.points"]],
    ["select 7 in (select step from wave.points) as a", ["wave.points"]],
    ["select x from (select 1 as a), lateral (from wave.points)", ["wave.points"]],
    ['select x, text from wave.points, "my-note".texts', ["wave.points", "my-note.texts"]],
    ["select 'é', x from wave.points", ["wave.points"]],
  ];
  for (const [sql, expected] of cases) {
    await t.step(sql, async () => {
      const loaded = new Set<string>();
      const note = (table: string) => loaded.add(table);
      await runQuery(sql, [buildWave(note), buildNote(note)]);
      assert.deepEqual([...loaded], expected);
    });
  }
});

Deno.test("runQuery() types axes by their values", async () => {
  const labels = [
    { whole: 1, real: 1.5, word: "a", truth: true, mixed: 1, huge: 2 ** 40 },
    { whole: -2, real: 2, word: "b", truth: false, mixed: "x", huge: 1 },
  ];
  const source = {
    ...buildSingle("s", { a: Int32Array.of(7) }),
    axes: Object.keys(labels[0]!),
    items: labels.map((labels) => {
      return {
        labels,
        artifact: addressOf(0),
        load: () => ({ rows: 1, columns: { a: Int32Array.of(7) } }),
      };
    }),
  };
  const types = await query(
    `select ${source.axes.map((axis) => `typeof(${axis}) as ${axis}`)} from s.t limit 1`,
    [source],
  );
  assert.deepEqual(types, [{
    whole: "INTEGER",
    real: "DOUBLE",
    word: "VARCHAR",
    truth: "BOOLEAN",
    mixed: "VARCHAR",
    huge: "DOUBLE",
  }]);
  const values = await query("select * exclude (artifact, a) from s.t", [source]);
  assert.deepEqual(values, [
    { whole: 1, real: 1.5, word: "a", truth: 1, mixed: "1", huge: 2 ** 40 },
    { whole: -2, real: 2, word: "b", truth: 0, mixed: "x", huge: 1 },
  ]);
});

Deno.test("runQuery() indexes vectors from 1, also when their width differs between cells", async () => {
  const rows = await query(
    "select width, values[1] a, values[2] b, values[7] c, len(values) n from wave.modes",
  );
  // A cell's two rows hold 0 … w−1 and w … 2w−1.
  const expected = WAVE_CELLS.flatMap(({ width }) =>
    [0, width].map((first) => {
      return { width, a: first, b: first + 1, c: width === 10 ? first + 6 : NaN, n: width };
    })
  );
  assert.deepEqual(rows, expected);
});

Deno.test("runQuery() gives vectors of one width back as vectors", async () => {
  const { columns } = await runQuery(
    "select values, values[2:3] as part, [1, 2]::float[] as f, [3, 4] as i from wave.modes where width = 5",
    [buildWave()],
  );
  assert.deepEqual(columns["values"], {
    width: 5,
    data: Float64Array.of(...countUp(10), ...countUp(10)),
  });
  assert.deepEqual(columns["part"], { width: 2, data: Float64Array.of(1, 2, 6, 7, 1, 2, 6, 7) });
  assert.deepEqual(columns["f"], { width: 2, data: Float32Array.of(1, 2, 1, 2, 1, 2, 1, 2) });
  assert.deepEqual(columns["i"], { width: 2, data: Int32Array.of(3, 4, 3, 4, 3, 4, 3, 4) });
});

Deno.test("runQuery() knows tables of stages without cells or rows", async () => {
  const wave = { ...buildWave(), items: [] };
  const { columns, rows } = await runQuery("select x, step, values from wave.points, wave.modes", [
    wave,
  ]);
  assert.equal(rows, 0);
  assert.deepEqual(columns["x"], new Float64Array(0));
  assert.deepEqual(columns["step"], new Int32Array(0));
  assert.deepEqual(columns["values"], { width: 0, data: new Float64Array(0) });
  const empty = buildSingle("s", { a: new Float64Array(0), b: [] });
  assert.deepEqual(await query("select a, b, artifact from s.t", [empty]), []);
});

Deno.test("runQuery() keeps NaN, Infinity and -0 of doubles", async () => {
  const x = Float64Array.of(NaN, Infinity, -Infinity, -0, 5e-324, 1.7976931348623157e308);
  const { columns } = await runQuery("select x from s.t", [buildSingle("s", { x })]);
  assert.deepEqual(columns["x"], x);
});

Deno.test("runQuery() reads open tables, and joins their columns over cells", async () => {
  const source = buildSingle("s", { a: Int32Array.of(1), f: Float32Array.of(0.5) });
  const other = { rows: 1, columns: { a: Float64Array.of(2.5), f: Float32Array.of(0.25) } };
  const items = [...source.items, { labels: {}, artifact: addressOf(1), load: () => other }];
  const rows = await query("select a, f from s.t", [{ ...source, items }]);
  assert.deepEqual(rows, [{ a: 1, f: 0.5 }, { a: 2.5, f: 0.25 }]);
});

Deno.test("runQuery() refuses columns that differ between cells", async () => {
  const source = buildSingle("s", { a: Int32Array.of(1) });
  for (const columns of [{ b: Int32Array.of(1) }, { a: ["x"] }]) {
    const items = [
      ...source.items,
      { labels: {}, artifact: addressOf(1), load: () => ({ rows: 1, columns }) },
    ];
    const error = await queryError("from s.t", [{ ...source, items }]);
    assert.equal(error.code, "catalog.sql");
    assert.match(error.message, /s\.t/);
  }
});

Deno.test("runQuery() takes names with quotes, dots, blanks and the words of SQL", async () => {
  const source = {
    ...buildSingle(`a"b.c d`, {
      [`x"y`]: Int32Array.of(1),
      select: Int32Array.of(2),
      é: Int32Array.of(3),
    }),
    axes: [`or"der`],
  };
  const items = source.items.map((item) => ({
    ...item,
    labels: { [`or"der`]: "'; drop table t; --" },
  }));
  const tables = { [`t"; --`]: source.tables["t"]! };
  const rows = await query(`select "x""y", "select", é, "or""der" from "a""b.c d"."t""; --"`, [
    { ...source, items, tables },
  ]);
  assert.deepEqual(rows, [{ 'x"y': 1, select: 2, é: 3, 'or"der': "'; drop table t; --" }]);
});

Deno.test("runQuery() takes stages called main, table and select", async () => {
  for (const schema of ["main", "table", "select"]) {
    const source = buildSingle(schema, { a: Int32Array.of(1) });
    assert.deepEqual(await query(`select a from "${schema}".t`, [source]), [{ a: 1 }]);
  }
});

Deno.test("runQuery() prefixes an axis that the table has as a column itself", async () => {
  const source = {
    ...buildSingle("s", { seed: Int32Array.of(1), artifact: ["own"] }),
    axes: ["seed"],
  };
  const items = source.items.map((item) => ({ ...item, labels: { seed: 9 } }));
  const rows = await query("from s.t", [{ ...source, items }]);
  assert.deepEqual(rows, [{ cell_seed: 9, seed: 1, artifact: "own", cell_artifact: addressOf(0) }]);
});

Deno.test("runQuery() keeps the order of rows without ORDER BY, and the order of ORDER BY", async () => {
  const i = Int32Array.from({ length: 300_000 }, (_, k) => k);
  const source = buildSingle("s", { i });
  const kept = await runQuery("select i from s.t where i % 2 = 0", [source]);
  assert.deepEqual(kept.columns["i"], i.filter((k) => k % 2 === 0));
  const turned = await runQuery("select i from s.t order by i desc", [source]);
  assert.deepEqual(turned.columns["i"], i.toReversed());
});

Deno.test("runQuery() groups a million rows", async () => {
  const length = 1_000_000;
  const source = buildSingle("s", {
    group: Int32Array.from({ length }, (_, k) => k % 7),
    x: Float64Array.from({ length }, (_, k) => k),
  });
  const rows = await query(
    `select "group" as g, count(*) as n, sum(x) as total from s.t group by all order by all`,
    [source],
  );
  const expected = [0, 1, 2, 3, 4, 5, 6].map((g) => {
    const n = Math.ceil((length - g) / 7);
    return { g, n, total: g * n + 7 * n * (n - 1) / 2 };
  });
  assert.deepEqual(rows, expected);
});

Deno.test("runQuery() leaves nothing behind for the next query", async () => {
  await query("from wave.points");
  const error = await queryError("from wave.points", [buildNote()]);
  assert.match(error.message, /Expected a table of the catalog, but found `wave\.points`/);
});

Deno.test("runQuery() runs queries that are asked for at once, one after another", async () => {
  const sums = await Promise.all([1, 2, 3].map(async (k) => {
    const [row] = await query("select sum(a) as total from s.t", [
      buildSingle("s", { a: Float64Array.of(k, 10 * k) }),
    ]);
    return row?.["total"];
  }));
  assert.deepEqual(sums, [11, 22, 33]);
});

Deno.test("runQuery() goes on after a query whose tables cannot be loaded", async () => {
  const source = buildSingle("s", {});
  const items = source.items.map((item) => ({
    ...item,
    load: () => Promise.reject(new Error("gone")),
  }));
  await assert.rejects(query("from s.t", [{ ...source, items }]), /gone/);
  assert.deepEqual(await query("select 1 as one"), [{ one: 1 }]);
});
