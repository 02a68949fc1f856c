import assert from "node:assert/strict";
import { chooseTables, type TableCell } from "../../../engine/run/publish_tables.ts";
import type { TableEntry } from "../../../engine/store/record.ts";
import { expandText } from "../pipeline/test_kinds.ts";

const MIB = 1024 * 1024;

const { stages } = expandText(`name: p
stages:
  many: { uses: source }
  few: { uses: source, with: { steps: 2 } }
`);

function makeCell(name: string, tables: Readonly<Record<string, TableEntry>>): TableCell {
  const stage = stages.find((one) => one.name === name);
  if (stage === undefined) throw new Error(name);
  return { stage, manifest: { format: 1, type: "t", version: 1, tables, files: {}, meta: {} } };
}

function makeEntry(bytes: number): TableEntry {
  return { sha256: "ab".repeat(32), bytes, rows: 1 };
}

Deno.test("tables of few cells are published, those of many cells are not", () => {
  const small = { table: makeEntry(100) };
  const few = Array.from({ length: 100 }, () => makeCell("few", small));
  const many = Array.from({ length: 101 }, () => makeCell("many", small));
  assert.deepEqual([...chooseTables([...few, ...many])], ["few.table"]);
});

Deno.test("a table that is too large over all cells is left out, the others stay", () => {
  const chunked = { rows: 2, chunks: [makeEntry(5 * MIB), makeEntry(4 * MIB)].map(addRows) };
  const cells = [
    makeCell("few", { large: makeEntry(5 * MIB), small: makeEntry(4 * MIB), chunked }),
    makeCell("few", { large: makeEntry(5 * MIB), small: makeEntry(4 * MIB), chunked }),
  ];
  assert.deepEqual([...chooseTables(cells)], ["few.small"]);
});

function addRows(entry: TableEntry) {
  if ("chunks" in entry) throw new Error("a blob was expected");
  return { ...entry, rows: 1 };
}
