import assert from "node:assert/strict";
import { runQuery, type SystemRows } from "../../../engine/catalog/query.ts";
import { addressOf, buildNote, buildWave, query, queryError } from "./fixture.ts";

/** Two cells, one of them run, from one input. */
function buildSystem(asked: string[] = []): SystemRows {
  const note = <T>(name: string, rows: readonly T[]) => () => {
    asked.push(name);
    return Promise.resolve(rows);
  };
  const cell = { stage: "wave", cell: "wave[width=5]", axes: '{"width":5}', key: "k1" };
  return {
    cells: note("cells", [
      { ...cell, artifact: addressOf(0), outcome: "done", why: "reused" },
      { ...cell, key: "k2", artifact: "", outcome: "", why: "never ran" },
    ]),
    records: note("records", [{
      kind: "descent",
      key: "k1",
      artifact: addressOf(0),
      outcome: "done",
      milliseconds: 12.5,
      at: "",
    }]),
    lineage: note("lineage", [
      { key: "k1", artifact: addressOf(0), port: "data", input: addressOf(9), labels: "{}" },
    ]),
    runs: note("runs", [{
      id: "r1",
      started: "2024-01-01T00:00:00Z",
      pipeline: "p",
      executed: 3,
      reused: 4,
      failed: 0,
      seconds: 1.25,
    }]),
  };
}

Deno.test("runQuery() shows cells, records, lineage and runs as tables of koopline", async () => {
  const options = { reproducible: false, system: buildSystem() };
  const rows = await query(
    `select p.step, c.why, r.milliseconds, l.input
     from wave.points p
     join koopline.cells c using (artifact)
     join koopline.records r using (key) join koopline.lineage l using (key) order by p.step`,
    undefined,
    options,
  );
  assert.deepEqual(
    rows,
    [0, 1, 2].map((step) => {
      return { step, why: "reused", milliseconds: 12.5, input: addressOf(9) };
    }),
  );
  const { columns } = await runQuery("from koopline.runs", [], options);
  assert.deepEqual(columns, {
    id: ["r1"],
    started: ["2024-01-01T00:00:00Z"],
    pipeline: ["p"],
    executed: Int32Array.of(3),
    reused: Int32Array.of(4),
    failed: Int32Array.of(0),
    seconds: Float64Array.of(1.25),
  });
});

Deno.test("runQuery() asks for the rows of named system tables only", async () => {
  const asked: string[] = [];
  await query("select count(*) as n from koopline.cells", [], {
    reproducible: false,
    system: buildSystem(asked),
  });
  assert.deepEqual(asked, ["cells"]);
});

Deno.test("runQuery() gives system tables without rows their columns", async () => {
  const none = () => [];
  const system = { cells: none, records: none, lineage: none, runs: none };
  const { columns } = await runQuery("select * from koopline.records", [], {
    reproducible: false,
    system,
  });
  assert.deepEqual(Object.keys(columns), [
    "kind",
    "key",
    "artifact",
    "outcome",
    "milliseconds",
    "at",
  ]);
  assert.deepEqual(columns["milliseconds"], new Float64Array(0));
});

Deno.test("runQuery() lists tables and columns with their meanings, loading none", async () => {
  const loaded: string[] = [];
  const sources = [buildWave((table) => loaded.push(table)), buildNote()];
  const options = { reproducible: false, system: buildSystem(loaded) };
  const shown = await query("show tables", sources, options);
  assert.deepEqual(shown.map(({ schema, table }) => `${schema}.${table}`), [
    "wave.points",
    "wave.modes",
    "my-note.texts",
    "koopline.cells",
    "koopline.records",
    "koopline.lineage",
    "koopline.runs",
  ]);
  const columns = await query(
    `select "column", type, meaning from koopline.columns where schema = 'wave' and "table" = 'modes'`,
    sources,
    options,
  );
  assert.deepEqual(columns, [
    { column: "width", type: "INTEGER", meaning: "axis of the pipeline" },
    { column: "seed", type: "INTEGER", meaning: "axis of the pipeline" },
    { column: "values", type: "DOUBLE[]", meaning: "components" },
    { column: "artifact", type: "VARCHAR", meaning: "address of the artifact" },
  ]);
  assert.deepEqual(loaded, []);
});

Deno.test("runQuery() hides the schema koopline from stages", async () => {
  for (const table of ["cells", "tables"]) {
    const error = await queryError(`from koopline.${table}`, [], { system: buildSystem() });
    assert.match(error.message, new RegExp(`found \`koopline\\.${table}\``));
  }
});
