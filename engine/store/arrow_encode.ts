/**
 * Tables to Arrow IPC bytes: one table, one text of bytes.
 *
 * One record batch, uncompressed, no metadata, no dictionaries, no validity bitmaps, fields in the order
 * of the columns. Vectors are FixedSizeList. Every NaN gets the bits 0x7ff8000000000000 (f64) or
 * 0x7fc00000 (f32), because sign and payload of a computed NaN differ between x64 and arm64.
 */

import {
  Bool,
  type Data,
  type DataType,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int32,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableToIPC,
  Utf8,
} from "apache-arrow";
import type { AnyColumnValues, Vectors } from "../../schemas/column.ts";
import { KooplineError } from "../../schemas/error.ts";
import { isVectors } from "./column_values.ts";

/** A table as its columns, in order; all of the same number of rows. */
export type TableColumns = Readonly<Record<string, AnyColumnValues>>;

/** Offsets of utf8 columns are int32. */
const MAXIMUM_TEXT_BYTES = 0x7fffffff;

/**
 * Encodes a table as an Arrow IPC *file*, the form in which the store keeps tables.
 *
 * @param columns arrays by name; their class decides the dtype (Float64Array f64, Float32Array f32,
 * Int32Array i32, Uint8Array bool, a list of texts utf8, `{ width, data }` vectors).
 * @returns the same bytes for the same table on every machine.
 * @throws {KooplineError} `stage.output` on unequal lengths, a bool other than 0 and 1, a lone surrogate.
 */
export function encodeTable(columns: TableColumns): Uint8Array {
  return tableToIPC(buildTable(columns), "file");
}

/** Encodes a table as an Arrow IPC *stream*, the form that DuckDB takes. Otherwise as {@link encodeTable}. */
export function encodeTableStream(columns: TableColumns): Uint8Array {
  return tableToIPC(buildTable(columns), "stream");
}

/**
 * Counts the rows of a table: the length of its plain columns, or of its vectors when there are none.
 *
 * @returns 0 when nothing tells (no columns, or only vectors of width 0).
 */
export function countRows(columns: TableColumns): number {
  let rows = 0;
  for (const values of Object.values(columns)) {
    if (!isVectors(values)) return values.length;
    if (values.width > 0) rows = values.data.length / values.width;
  }
  return rows;
}

function buildTable(columns: TableColumns): Table {
  const rows = countRows(columns);
  const children = Object.entries(columns).map(([name, values]) => buildColumn(name, values, rows));
  const fields = Object.keys(columns).map((name, i) => new Field(name, children[i]!.type, false));
  const schema = new Schema(fields);
  const type = new Struct(fields);
  const batch = new RecordBatch(
    schema,
    makeData({ type, length: rows, nullCount: 0, children }),
  );
  return new Table(schema, [batch]);
}

function buildColumn(name: string, values: AnyColumnValues, rows: number): Data<DataType> {
  if (!name.isWellFormed()) throw refuseColumn(name, "well-formed Unicode", "a lone surrogate");
  if (!isVectors(values)) {
    if (values.length !== rows) {
      throw refuseColumn(name, `${rows} rows`, `${values.length}`);
    }
    return buildElements(name, values);
  }
  const { width, data } = values;
  const isTable = Number.isInteger(rows) && Number.isInteger(width) && width >= 0;
  if (!isTable || data.length !== rows * width) {
    throw refuseColumn(name, `${rows} rows of width ${width}`, `${data.length} elements`);
  }
  const child = buildElements(name, data);
  const type = new FixedSizeList(width, new Field("item", child.type, false));
  return makeData({ type, length: rows, nullCount: 0, child });
}

function buildElements(
  name: string,
  values: Exclude<AnyColumnValues, Vectors<unknown>>,
): Data<DataType> {
  const shape = { length: values.length, nullCount: 0 };
  if (values instanceof Float64Array) {
    return makeData({ type: new Float64(), data: canonicaliseF64(values), ...shape });
  }
  if (values instanceof Float32Array) {
    return makeData({ type: new Float32(), data: canonicaliseF32(values), ...shape });
  }
  if (values instanceof Int32Array) return makeData({ type: new Int32(), data: values, ...shape });
  if (values instanceof Uint8Array) {
    return makeData({ type: new Bool(), data: packBits(name, values), ...shape });
  }
  const { offsets, data } = encodeTexts(name, values);
  return makeData({ type: new Utf8(), valueOffsets: offsets, data, ...shape });
}

function canonicaliseF64(values: Float64Array): Float64Array {
  if (!hasNaN(values)) return values;
  const copy = values.slice();
  const bits = new BigUint64Array(copy.buffer);
  for (let i = 0; i < copy.length; i++) if (Number.isNaN(copy[i])) bits[i] = 0x7ff8000000000000n;
  return copy;
}

function canonicaliseF32(values: Float32Array): Float32Array {
  if (!hasNaN(values)) return values;
  const copy = values.slice();
  const bits = new Uint32Array(copy.buffer);
  for (let i = 0; i < copy.length; i++) if (Number.isNaN(copy[i])) bits[i] = 0x7fc00000;
  return copy;
}

function hasNaN(values: Float64Array | Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
  return false;
}

function packBits(name: string, values: Uint8Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value > 1) throw refuseColumn(name, "0 or 1", `${value} in row ${i}`);
    bits[i >> 3]! |= value << (i & 7);
  }
  return bits;
}

function encodeTexts(
  name: string,
  texts: readonly string[],
): { offsets: Int32Array; data: Uint8Array } {
  const ill = texts.findIndex((text) => !text.isWellFormed());
  if (ill >= 0) throw refuseColumn(name, "well-formed Unicode", `a lone surrogate in row ${ill}`);
  const encoder = new TextEncoder();
  const joined = texts.join("");
  const data = encoder.encode(joined);
  if (data.length > MAXIMUM_TEXT_BYTES) {
    throw refuseColumn(name, `at most ${MAXIMUM_TEXT_BYTES} bytes of text`, `${data.length}`);
  }
  const isAscii = data.length === joined.length;
  const offsets = new Int32Array(texts.length + 1);
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i]!;
    offsets[i + 1] = offsets[i]! + (isAscii ? text.length : encoder.encode(text).length);
  }
  return { offsets, data };
}

function refuseColumn(name: string, expected: string, found: string): KooplineError {
  return new KooplineError({
    code: "stage.output",
    expected: `${expected} in column ${JSON.stringify(name)}`,
    found,
  });
}
