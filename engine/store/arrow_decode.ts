/** Arrow IPC bytes to tables: views into the bytes wherever that is possible. */

import { Damage, describeDamage } from "../../schemas/damage.ts";
import type { AnyColumnValues } from "../../schemas/column.ts";
import { KooplineError } from "../../schemas/error.ts";
import { type ArrowField, readArrow } from "./arrow_message.ts";

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
 * apache-arrow's own reader trusts every length it reads: one flipped bit can make it fill the memory.
 *
 * @param bytes Arrow IPC, also over a SharedArrayBuffer; numbers become views of them without a copy.
 * @throws {KooplineError} `store.corrupt` on bytes that are damaged, hold nulls, several batches, or a
 * type that columns do not have. A changed number is not damage that shows here: the store's hash finds it.
 */
export function decodeTable(bytes: Uint8Array): DecodedTable {
  try {
    return readTable(bytes.byteOffset % ALIGNMENT === 0 ? bytes : bytes.slice());
  } catch (cause) {
    // What the checks throw, and what DataView, typed arrays and TextDecoder throw on what does not fit.
    const isDamage = cause instanceof Damage || cause instanceof RangeError ||
      cause instanceof TypeError;
    if (!isDamage) throw cause;
    throw new KooplineError({
      code: "store.corrupt",
      expected: "an Arrow table as koopline writes it",
      found: describeDamage(cause),
    }, { cause });
  }
}

/** Takes nodes and buffers one after the other. */
interface Cursor {
  takeNode(elements: number): void;
  takeBuffer(): Uint8Array;
}

function readTable(bytes: Uint8Array): DecodedTable {
  const { fields, batch } = readArrow(bytes);
  let [node, buffer] = [0, 0];
  const cursor: Cursor = {
    takeNode(elements) {
      const found = batch.nodes[node++];
      if (found !== elements) throw new Damage(`${found ?? "no"} values instead of ${elements}`);
    },
    takeBuffer() {
      const taken = batch.buffers[buffer++];
      if (taken === undefined) throw new Damage("too few buffers");
      return taken;
    },
  };
  const columns = fields.map((field): [string, AnyColumnValues] => [
    field.name,
    readColumn(field, batch.rows, cursor),
  ]);
  const table = Object.fromEntries(columns);
  if (Object.keys(table).length !== columns.length) throw new Damage("two columns of one name");
  if (node !== batch.nodes.length || buffer !== batch.buffers.length) {
    throw new Damage("more data than columns");
  }
  return { columns: table, rows: batch.rows };
}

function readColumn({ dtype, width }: ArrowField, rows: number, cursor: Cursor): AnyColumnValues {
  cursor.takeNode(rows);
  // Which rows are not null: all of them.
  cursor.takeBuffer();
  if (dtype === "utf8") return readTexts(cursor.takeBuffer(), cursor.takeBuffer(), rows);
  if (dtype === "bool") return unpackBits(cursor.takeBuffer(), rows);
  if (width === undefined) return viewNumbers(dtype, cursor.takeBuffer(), rows);
  cursor.takeNode(rows * width);
  cursor.takeBuffer();
  return { width, data: viewNumbers(dtype, cursor.takeBuffer(), rows * width) };
}

function viewNumbers(
  dtype: "f64" | "f32" | "i32",
  { buffer, byteOffset, byteLength }: Uint8Array,
  length: number,
): Float64Array | Float32Array | Int32Array {
  requireBytes(length * (dtype === "f64" ? 8 : 4), byteLength);
  if (dtype === "f64") return new Float64Array(buffer, byteOffset, length);
  if (dtype === "f32") return new Float32Array(buffer, byteOffset, length);
  return new Int32Array(buffer, byteOffset, length);
}

function unpackBits(bits: Uint8Array, rows: number): Uint8Array {
  requireBytes(Math.ceil(rows / 8), bits.length);
  const values = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) values[i] = (bits[i >> 3]! >> (i & 7)) & 1;
  return values;
}

function readTexts(offsetBytes: Uint8Array, text: Uint8Array, rows: number): string[] {
  if (rows === 0) return [];
  const offsets = viewNumbers("i32", offsetBytes, rows + 1);
  const end = offsets[rows]!;
  let rises = offsets[0] === 0 && end <= text.length;
  for (let i = 0; rises && i < rows; i++) rises = offsets[i]! <= offsets[i + 1]!;
  if (!rises) throw new Damage("offsets that do not fit the text");
  // TextDecoder refuses shared memory.
  const bytes = text.buffer instanceof ArrayBuffer ? text : text.slice();
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const whole = decoder.decode(bytes.subarray(0, end));
  const isAscii = whole.length === end;
  return Array.from({ length: rows }, (_, i) => {
    const [from, to] = [offsets[i]!, offsets[i + 1]!];
    return isAscii ? whole.slice(from, to) : decoder.decode(bytes.subarray(from, to));
  });
}

/** Refuses numbers of rows that the bytes cannot hold, before memory is taken for them. */
function requireBytes(needed: number, found: number): void {
  if (needed > found) throw new Damage(`${found} bytes instead of ${needed}`);
}
