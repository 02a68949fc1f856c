import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { encodeTable } from "../../../engine/store/arrow_table.ts";
import { encodeArtifact } from "../../../engine/store/artifact_codec.ts";
import {
  CHUNK_BYTES,
  countChunkRows,
  cutTable,
  openChunks,
  type TablePart,
} from "../../../engine/store/table_chunks.ts";
import { decodeChunks } from "../../../engine/store/table_decode.ts";
import { joinRows, takeRows } from "../../../engine/store/table_rows.ts";
import { defineArtifact } from "../../../schemas/artifact_type.ts";
import { Trajectories } from "../../../schemas/trajectories.ts";
import { codeOf } from "./sample.ts";
import { anyTable } from "./table_arbitrary.ts";

/** Snapshots alone. */
const Snapshots = defineArtifact({
  name: "snapshots",
  version: 1,
  summary: "Snapshots.",
  tables: { snapshots: Trajectories.tables.snapshots },
  files: {},
  meta: z.strictObject({}),
});

function countRows({ row }: Readonly<Record<string, unknown>>): number {
  return row instanceof Int32Array ? row.length : 0;
}

function encodeParts(parts: Iterable<TablePart>): readonly string[] {
  return [...parts].map(({ columns, rows }) => `${rows} ${encodeTable(columns).toBase64()}`);
}

Deno.test("where chunks end depends on the table, not on how many rows came at a time", () => {
  const cuts = fc.array(fc.nat(40), { maxLength: 12 });
  fc.assert(fc.property(anyTable, cuts, fc.integer({ min: 1, max: 600 }), (table, at, bytes) => {
    const rows = countRows(table);
    const ends = [...at.filter((end) => end <= rows).sort((a, b) => a - b), rows];
    const cutter = openChunks(bytes);
    const parts: TablePart[] = [];
    let from = 0;
    for (const to of ends) {
      const part = { columns: takeRows(table, from, to), rows: to - from };
      // What a chunk holds is read before the next append, as the worker does.
      for (const chunk of cutter.append(part)) parts.push(copyPart(chunk));
      from = to;
    }
    const rest = cutter.finish();
    if (rest !== undefined) parts.push(rest);
    const whole = [...cutTable({ columns: table, rows }, bytes)];
    assert.deepEqual(encodeParts(parts), encodeParts(whole));
    const size = countChunkRows(table, bytes);
    assert.ok(whole.slice(0, -1).every((part) => part.rows === size), "a chunk of another size");
    assert.equal(whole.reduce((sum, part) => sum + part.rows, 0), rows);
    const joined = joinRows(whole.map(({ columns }) => columns));
    assert.deepEqual(encodeTable(joined), encodeTable(table));
  }));
});

function copyPart({ columns, rows }: TablePart): TablePart {
  return { columns: structuredClone(columns), rows };
}

Deno.test("rows that fill no chunk yet are copied: their arrays may be used again", () => {
  const cutter = openChunks(64);
  const value = new Float64Array(3);
  const chunks: number[] = [];
  for (let row = 0; row < 12; row += 3) {
    value.set([row, row + 1, row + 2]);
    for (const { columns } of cutter.append({ columns: { value }, rows: 3 })) {
      chunks.push(...readNumbers(columns["value"]));
    }
  }
  const rest = readNumbers(cutter.finish()?.columns["value"]);
  assert.deepEqual([...chunks, ...rest], Array.from({ length: 12 }, (_, i) => i));
  assert.deepEqual([chunks.length, rest.length], [8, 4]);
});

function readNumbers(values: unknown): readonly number[] {
  return values instanceof Float64Array ? [...values] : [];
}

Deno.test("a chunk holds about 4 MiB, and a table below that is one blob as it always was", () => {
  const values = { width: 40, data: new Float64Array(13_100 * 40) };
  const table = {
    trajectory: new Int32Array(13_100),
    step: new Int32Array(13_100),
    values,
  };
  const size = countChunkRows(table);
  assert.equal(size, Math.floor(CHUNK_BYTES / (4 + 4 + 8 * 40)));
  const encode = (rows: number) => {
    const { trajectory, step } = table;
    const snapshots = {
      trajectory: trajectory.subarray(0, rows),
      step: step.subarray(0, rows),
      values: { width: 40, data: values.data.subarray(0, rows * 40) },
    };
    const value = { tables: { snapshots }, files: {}, meta: {} };
    return encodeArtifact(Snapshots, value, "test").tables["snapshots"];
  };
  const one = encode(size);
  assert.deepEqual(one?.chunks.map(({ rows }) => rows), [size]);
  assert.deepEqual(one?.chunks[0]?.bytes, encodeTable(takeRows(table, 0, size)));
  assert.deepEqual(encode(size + 1)?.chunks.map(({ rows }) => rows), [size, 1]);
});

Deno.test("chunks that do not belong together, or lack rows, are damage", () => {
  const encode = (columns: Parameters<typeof encodeTable>[0], rows: number) => ({
    rows,
    bytes: encodeTable(columns),
  });
  const a = encode({ x: Float64Array.of(1, 2) }, 2);
  assert.deepEqual(decodeChunks({ rows: 4, chunks: [a, a] }), {
    columns: { x: Float64Array.of(1, 2, 1, 2) },
    rows: 4,
  });
  const others = [
    encode({ y: Float64Array.of(1) }, 1),
    encode({ x: Int32Array.of(1) }, 1),
    encode({ x: ["1"] }, 1),
    encode({ x: { width: 1, data: Float64Array.of(1) } }, 1),
    encode({ x: Float64Array.of(1), y: Float64Array.of(1) }, 1),
    { ...a, rows: 1 },
  ];
  for (const other of others) {
    const chunks = [a, other];
    assert.equal(codeOf(() => decodeChunks({ rows: 3, chunks })), "store.corrupt");
  }
  assert.equal(codeOf(() => decodeChunks({ rows: 3, chunks: [a] })), "store.corrupt");
  assert.equal(codeOf(() => decodeChunks({ rows: 0, chunks: [] })), "store.corrupt");
});
