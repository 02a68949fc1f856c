import assert from "node:assert/strict";
import type { QueryResult } from "../../stages/define.ts";
import { figure } from "../../stages/figure/stage.ts";
import { runKind } from "./run_kind.ts";

const params = figure.params.parse({
  sql: "select re, im from spectrum.eigenvalues",
  title: "Eigenvalues",
  caption: "All of them.",
  plot: { kind: "spectrum" },
});

const rows: QueryResult = {
  columns: { re: Float64Array.of(1, 0.5, NaN), im: Float64Array.of(0, 0.5, 0) },
  rows: 3,
};

async function run(data: QueryResult, lines: string[] = []) {
  const { artifact, log } = await runKind(figure, params, {}, { results: { data } });
  lines.push(...log);
  return artifact;
}

Deno.test("the figure stage asks for its SQL", () => {
  assert.deepEqual(figure.queries?.({ params, files: {} }), { data: params.sql });
});

Deno.test("the figure stage gives SVG, PNG, its rows and what describes them", async () => {
  const lines: string[] = [];
  const { tables, files, meta } = await run(rows, lines);
  assert.deepEqual(tables.data, rows.columns);
  assert.match(new TextDecoder().decode(files.svg), /^<svg /);
  assert.deepEqual([...files.png.slice(1, 4)], [..."PNG"].map((letter) => letter.charCodeAt(0)));
  const note = "1 row not shown: 1 with a missing or infinite value.";
  assert.equal(meta.caption, `All of them. ${note}`);
  assert.ok(meta.alt.endsWith(note));
  assert.deepEqual(lines, [note]);
  assert.deepEqual([meta.title, meta.sql, meta.plot], ["Eigenvalues", params.sql, "spectrum"]);
  const view = new DataView(files.png.buffer, files.png.byteOffset);
  assert.deepEqual([view.getUint32(16), view.getUint32(20)], [2 * meta.width, 2 * meta.height]);
  assert.equal(typeof figure.makes === "object" && figure.makes.meta.safeParse(meta).success, true);
});

Deno.test("the figure stage refuses unknown parameters and plots", () => {
  const given = { sql: "select 1", title: "t", plot: { kind: "spectrum" } };
  assert.ok(figure.params.safeParse(given).success);
  const wrong: readonly unknown[] = [
    { ...given, colour: "red" },
    { ...given, plot: { kind: "pie" } },
    { ...given, plot: { kind: "spectrum", x: "re" } },
    { ...given, plot: { kind: "spectrum", limits: { x: [1, 0] } } },
    { ...given, plot: { kind: "spectrum", facet: "a", zoom: { re: [0, 1], im: [0, 1] } } },
    { ...given, width: 10 },
    { ...given, sql: "" },
  ];
  for (const params of wrong) assert.ok(!figure.params.safeParse(params).success, String(params));
});

Deno.test("the figure stage runs without permissions, clock and chance, to the same bytes", async () => {
  const worker = new Worker(import.meta.resolve("./figure_worker.ts"), {
    type: "module",
    deno: { permissions: "none" },
  });
  try {
    const answer = await new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => {
        port1.close();
        resolve(data);
      };
      worker.postMessage({ params, data: rows }, [port2]);
    });
    const { files, meta } = await run(rows);
    assert.deepEqual(answer, { files, meta });
  } finally {
    worker.terminate();
  }
});
