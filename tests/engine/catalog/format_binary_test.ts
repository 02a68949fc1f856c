/** Files that others read: Parquet by hyparquet's reader, Arrow by DuckDB's own (not the writer's) reader. */

import assert from "node:assert/strict";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { openDatabase } from "../../../engine/catalog/database.ts";
import { formatResult } from "../../../engine/catalog/format.ts";
import { encodeTableStream } from "../../../engine/store/arrow_table.ts";
import { openSession } from "../../../engine/catalog/session.ts";

/** Enough rows for several of the writer's row groups and pages. */
const ROWS = 2500;
const MIXED = {
  rows: ROWS,
  columns: {
    whole: Int32Array.from({ length: ROWS }, (_, i) => i * 858_993 - 2 ** 30),
    real: Float64Array.from({ length: ROWS }, (_, i) => [NaN, Infinity, -0, 5e-324, i / 3][i % 5]!),
    single: Float32Array.from({ length: ROWS }, (_, i) => i / 3),
    truth: Uint8Array.from({ length: ROWS }, (_, i) => i % 3 === 0 ? 1 : 0),
    text: Array.from({ length: ROWS }, (_, i) => ["", "é", "日本", `row ${i}`][i % 4]!),
    'a, "b"': Array.from({ length: ROWS }, () => "same"),
    values: { width: 3, data: Float64Array.from({ length: 3 * ROWS }, (_, i) => i / 7) },
    steps: { width: 2, data: Int32Array.from({ length: 2 * ROWS }, (_, i) => i) },
  },
};

async function encode(format: "arrow" | "parquet", result = MIXED): Promise<Uint8Array> {
  const bytes = await formatResult(result, format, { width: 80 });
  assert.ok(bytes instanceof Uint8Array);
  return bytes;
}

function readInt32(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + offset, 4).getInt32(0, true);
}

function rowOf(i: number): Record<string, unknown> {
  const { whole, real, single, truth, text, values, steps } = MIXED.columns;
  return {
    whole: whole[i],
    real: real[i],
    single: single[i],
    truth: truth[i] === 1,
    text: text[i],
    'a, "b"': "same",
    values: Array.from(values.data.subarray(3 * i, 3 * i + 3)),
    steps: Array.from(steps.data.subarray(2 * i, 2 * i + 2)),
  };
}

Deno.test("formatResult() writes Parquet that hyparquet reads back exactly", async () => {
  const bytes = await encode("parquet");
  const rows = await parquetReadObjects({ file: bytes.slice().buffer });
  assert.equal(rows.length, ROWS);
  rows.forEach((row, i) => assert.deepEqual({ ...row }, rowOf(i)));
});

Deno.test("formatResult() writes the same Parquet bytes every time, with declared types", async () => {
  const bytes = await encode("parquet");
  assert.deepEqual(bytes, await encode("parquet"));
  const { schema } = parquetMetadata(bytes.slice().buffer);
  const leaves = schema.filter(({ type }) => type !== undefined)
    .map(({ name, type, repetition_type }) => `${name} ${type} ${repetition_type}`);
  assert.deepEqual(leaves, [
    "whole INT32 REQUIRED",
    "real DOUBLE REQUIRED",
    "single FLOAT REQUIRED",
    "truth BOOLEAN REQUIRED",
    "text BYTE_ARRAY REQUIRED",
    'a, "b" BYTE_ARRAY REQUIRED',
    "element DOUBLE REQUIRED",
    "element INT32 REQUIRED",
  ]);
});

Deno.test("formatResult() writes Parquet and Arrow of no rows and of empty vectors", async () => {
  const empty = { rows: 0, columns: { a: new Float64Array(0), t: [] } };
  const parquet = await formatResult(empty, "parquet", { width: 80 });
  assert.ok(parquet instanceof Uint8Array);
  assert.deepEqual(await parquetReadObjects({ file: parquet.slice().buffer }), []);
  const arrow = await formatResult(empty, "arrow", { width: 80 });
  assert.ok(arrow instanceof Uint8Array && arrow.length > 0);
  const hollow = {
    rows: 2,
    columns: { i: Int32Array.of(1, 2), v: { width: 0, data: new Float64Array(0) } },
  };
  const bytes = await formatResult(hollow, "parquet", { width: 80 });
  assert.ok(bytes instanceof Uint8Array);
  const rows = await parquetReadObjects({ file: bytes.slice().buffer });
  assert.deepEqual(rows.map((row) => ({ ...row })), [{ i: 1, v: [] }, { i: 2, v: [] }]);
});

Deno.test("formatResult() writes an Arrow file whose stream DuckDB reads back exactly", async () => {
  const bytes = await encode("arrow");
  const magic = new TextDecoder().decode(bytes.subarray(0, 6));
  assert.equal(magic, "ARROW1");
  assert.equal(new TextDecoder().decode(bytes.subarray(-6)), "ARROW1");
  // Between magic and footer an IPC file has the messages of a stream, here but for the first, the schema.
  const footer = readInt32(bytes, bytes.length - 10);
  const body = bytes.subarray(8, bytes.length - 10 - footer);
  const whole = encodeTableStream(MIXED.columns);
  const schema = whole.subarray(0, 8 + readInt32(whole, 4));
  const stream = new Uint8Array(schema.length + body.length);
  stream.set(schema);
  stream.set(body, schema.length);
  const database = await openDatabase({ memoryMiB: 256 });
  await openSession(database, async (session) => {
    session.run("create schema s");
    session.insert({ schema: "s", name: "t" }, stream);
    const table = await session.read(
      `select whole::double as whole, real::varchar as real, single::varchar as single, truth,
        text, "a, ""b""" as same, "values"[3]::varchar as v, steps[2]::double as step from s.t`,
    );
    assert.equal(table.numRows, ROWS);
    const read = table.toArray().map((row) => ({ ...row }));
    read.forEach((row, i) => {
      const expected = rowOf(i);
      assert.equal(row.whole, expected["whole"]);
      const real = Number(String(row.real).replace("inf", "Infinity"));
      assert.ok(Object.is(real, expected["real"]), `${row.real} in row ${i}`);
      assert.equal(Math.fround(Number(row.single)), expected["single"]);
      assert.equal(row.truth, expected["truth"]);
      assert.equal(row.text, expected["text"]);
      assert.equal(row.same, "same");
      assert.equal(Number(row.v), (3 * i + 2) / 7);
      assert.equal(row.step, 2 * i + 1);
    });
  });
});
