/** Arrow IPC bytes to tables: views into the bytes wherever that is possible. */

import { type Data, DataType, type RecordBatch, tableFromIPC } from "apache-arrow";
import type { AnyColumnValues } from "../../schemas/column.ts";
import { KooplineError } from "../../schemas/error.ts";

/** A decoded table. */
export interface DecodedTable {
  /** Columns in the order of the fields. Numbers are views into the bytes: do not write to them. */
  readonly columns: Readonly<Record<string, AnyColumnValues>>;
  readonly rows: number;
}

/** Typed arrays start at multiples of their element's size; f64 needs the most. */
const ALIGNMENT = 8;

/**
 * Decodes what `encodeTable` or `encodeTableStream` wrote.
 *
 * @param bytes Arrow IPC, also over a SharedArrayBuffer; numbers become views of them without a copy.
 * @throws {KooplineError} `store.corrupt` on bytes that are damaged, hold nulls, several batches, or a
 * type that columns do not have. A changed number is not damage that shows here: the store's hash finds it.
 */
export function decodeTable(bytes: Uint8Array): DecodedTable {
  const batch = readBatch(bytes.byteOffset % ALIGNMENT === 0 ? bytes : bytes.slice());
  const rows = batch.numRows;
  const columns = batch.schema.fields.map((field, i): [string, AnyColumnValues] => {
    const data = batch.data.children[i];
    if (data === undefined) throw refuseBytes(`no data for column ${JSON.stringify(field.name)}`);
    if (data.length !== rows) {
      throw refuseBytes(`${data.length} values for ${rows} rows`, field.name);
    }
    return [field.name, readColumn(data, field.name)];
  });
  const table = Object.fromEntries(columns);
  if (Object.keys(table).length !== columns.length) throw refuseBytes("two columns of one name");
  return { columns: table, rows };
}

function readBatch(bytes: Uint8Array): RecordBatch {
  let batches: readonly RecordBatch[];
  try {
    batches = tableFromIPC(bytes).batches;
  } catch (cause) {
    throw refuseBytes(cause instanceof Error ? cause.message : String(cause), undefined, cause);
  }
  const [batch, ...others] = batches;
  if (batch === undefined || others.length > 0) {
    throw refuseBytes(`${batches.length} record batches instead of one`);
  }
  return batch;
}

function readColumn(data: Data, name: string): AnyColumnValues {
  if (data.nullBitmap !== undefined && data.nullBitmap.length > 0 && data.nullCount > 0) {
    throw refuseBytes(`${data.nullCount} nulls`, name);
  }
  if (DataType.isFixedSizeList(data.type)) return readVectors(data, data.type.listSize, name);
  if (DataType.isUtf8(data.type)) return readTexts(data, name);
  if (DataType.isBool(data.type)) return unpackBits(data, name);
  return readNumbers(data, name);
}

function readVectors(data: Data, width: number, name: string): AnyColumnValues {
  const child = data.children[0];
  if (child === undefined || width < 0 || child.length !== data.length * width) {
    throw refuseBytes(`not ${data.length} rows of width ${width}`, name);
  }
  return { width, data: readNumbers(child, name) };
}

function readNumbers(data: Data, name: string): Float64Array | Float32Array | Int32Array {
  const values: unknown = data.values;
  const isDeclared = values instanceof Float64Array && DataType.isFloat(data.type) ||
    values instanceof Float32Array && DataType.isFloat(data.type) ||
    values instanceof Int32Array && DataType.isInt(data.type);
  if (!isDeclared) throw refuseBytes(`values of type ${data.type}`, name);
  if (values.length < data.length) {
    throw refuseBytes(`${values.length} values instead of ${data.length}`, name);
  }
  return values.subarray(0, data.length);
}

function unpackBits(data: Data, name: string): Uint8Array {
  const bits: unknown = data.values;
  if (!(bits instanceof Uint8Array) || bits.length * 8 < data.length) {
    throw refuseBytes(`too few bits for ${data.length} values`, name);
  }
  const values = new Uint8Array(data.length);
  for (let i = 0; i < values.length; i++) values[i] = (bits[i >> 3]! >> (i & 7)) & 1;
  return values;
}

function readTexts(data: Data, name: string): string[] {
  const offsets: unknown = data.valueOffsets;
  const stored: unknown = data.values;
  if (!(offsets instanceof Int32Array) || !(stored instanceof Uint8Array)) {
    throw refuseBytes("no text", name);
  }
  if (data.length === 0) return [];
  checkOffsets(offsets, data.length, stored.length, name);
  // TextDecoder refuses shared memory.
  const bytes = stored.buffer instanceof ArrayBuffer ? stored : stored.slice();
  try {
    return decodeTexts(bytes, offsets, data.length);
  } catch (cause) {
    throw refuseBytes("text that is not UTF-8", name, cause);
  }
}

function checkOffsets(offsets: Int32Array, rows: number, bytes: number, name: string): void {
  let rises = offsets.length > rows && offsets[0] === 0 && offsets[rows]! <= bytes;
  for (let i = 0; rises && i < rows; i++) rises = offsets[i]! <= offsets[i + 1]!;
  if (!rises) throw refuseBytes("offsets that do not fit the text", name);
}

function decodeTexts(bytes: Uint8Array, offsets: Int32Array, rows: number): string[] {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const end = offsets[rows]!;
  const whole = decoder.decode(bytes.subarray(0, end));
  const isAscii = whole.length === end;
  return Array.from({ length: rows }, (_, i) => {
    const [from, to] = [offsets[i]!, offsets[i + 1]!];
    return isAscii ? whole.slice(from, to) : decoder.decode(bytes.subarray(from, to));
  });
}

function refuseBytes(found: string, column?: string, cause?: unknown): KooplineError {
  const place = column === undefined ? "" : ` in column ${JSON.stringify(column)}`;
  return new KooplineError({
    code: "store.corrupt",
    expected: "an Arrow table as koopline writes it",
    found: `${found}${place}`,
  }, { cause });
}
