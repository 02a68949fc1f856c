/**
 * The messages of Arrow IPC: what the schema declares and where the record batch keeps its buffers.
 *
 * Reads the part of the format that koopline writes, and nothing else, with every length checked. Format:
 * https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc
 */

import { Damage } from "../../schemas/damage.ts";
import {
  type FlatTable,
  hasField,
  readByte,
  readCount,
  readCountAt,
  readInt,
  readList,
  readRoot,
  readShort,
  readString,
  readTable,
  readTables,
} from "./flatbuffer.ts";

/** A column as the schema declares it. */
export interface ArrowField {
  readonly name: string;
  readonly dtype: "f64" | "f32" | "i32" | "utf8" | "bool";
  /** The width of vectors; undefined for one value a row. */
  readonly width: number | undefined;
}

/** A record batch: nodes and buffers in the order of the fields, and the bytes the buffers are in. */
export interface ArrowBatch {
  readonly rows: number;
  /** Elements of each node. */
  readonly nodes: readonly number[];
  readonly buffers: readonly Uint8Array[];
}

/** What Arrow IPC bytes hold. */
export interface ArrowContent {
  readonly fields: readonly ArrowField[];
  readonly batch: ArrowBatch;
}

const MAGIC = "ARROW1";
const CONTINUATION = 0xffffffff;
/** Numbers of `Type` and `MessageHeader` in Arrow's Message.fbs and Schema.fbs. */
const HEADER = { schema: 1, batch: 3 } as const;
const TYPE = { int: 2, float: 3, utf8: 5, bool: 6, fixedSizeList: 16 } as const;
const PRECISION = { single: 1, double: 2 } as const;

/**
 * Reads an Arrow IPC file or stream of one schema and one record batch.
 *
 * @throws {Damage | RangeError | TypeError} on anything else, cut off or damaged.
 */
export function readArrow(bytes: Uint8Array): ArrowContent {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return readMagic(bytes, 0) ? readFile(view, bytes) : readStream(view);
}

/** A file: magic, record batch, end mark, footer with the schema, the footer's length, magic. */
function readFile(view: DataView, bytes: Uint8Array): ArrowContent {
  const batch = readMessage(view, 8, HEADER.batch);
  const footerStart = readEndMark(view, batch.end);
  const footerEnd = bytes.length - MAGIC.length - 4;
  requireThat(readMagic(bytes, footerEnd + 4), "a file that is cut off");
  const length = view.getInt32(footerEnd, true);
  requireThat(footerStart + length === footerEnd, "more than one record batch");
  const footer = readRoot(sliceView(view, footerStart, length));
  return { fields: readSchema(readTable(footer, 1)), batch: readBatch(batch) };
}

/** A stream: schema, record batch, end mark. */
function readStream(view: DataView): ArrowContent {
  const schema = readMessage(view, 0, HEADER.schema);
  const batch = readMessage(view, schema.end, HEADER.batch);
  const end = readEndMark(view, batch.end);
  requireThat(end === view.byteLength, "bytes after the end");
  return { fields: readSchema(schema.header), batch: readBatch(batch) };
}

/** Reads the mark that no further message follows, and gives where it ends. */
function readEndMark(view: DataView, at: number): number {
  const ends = view.getUint32(at, true) === CONTINUATION && view.getUint32(at + 4, true) === 0;
  requireThat(ends, "more than one record batch");
  return at + 8;
}

function readSchema(schema: FlatTable): readonly ArrowField[] {
  requireThat(readShort(schema, 0) === 0, "big-endian numbers");
  return readTables(schema, 1).map(readField);
}

interface Message {
  readonly header: FlatTable;
  readonly body: Uint8Array;
  /** Where the next message begins. */
  readonly end: number;
}

function readMessage(view: DataView, at: number, type: number): Message {
  requireThat(view.getUint32(at, true) === CONTINUATION, "no message");
  const length = view.getInt32(at + 4, true);
  const message = readRoot(sliceView(view, at + 8, length));
  requireThat(readByte(message, 1) === type, `message ${readByte(message, 1)}, not ${type}`);
  const start = at + 8 + length;
  const bodyLength = readCount(message, 3);
  const { buffer, byteOffset } = sliceView(view, start, bodyLength);
  const body = new Uint8Array(buffer, byteOffset, bodyLength);
  return { header: readTable(message, 2), body, end: start + bodyLength };
}

function readField(field: FlatTable): ArrowField {
  const name = readString(field, 0);
  if (readByte(field, 2) !== TYPE.fixedSizeList) {
    return { name, dtype: readDtype(field, name), width: undefined };
  }
  const [item] = readTables(field, 5);
  const width = readInt(readTable(field, 3), 0);
  if (item === undefined || width < 0) throw new Damage("vectors without elements");
  const dtype = readDtype(item, name);
  requireThat(dtype !== "utf8" && dtype !== "bool", `vectors of ${dtype}`);
  return { name, dtype, width };
}

function readDtype(field: FlatTable, name: string): ArrowField["dtype"] {
  const type = readByte(field, 2);
  const detail = readTable(field, 3);
  if (type === TYPE.utf8) return "utf8";
  if (type === TYPE.bool) return "bool";
  if (type === TYPE.float && readShort(detail, 0) === PRECISION.double) return "f64";
  if (type === TYPE.float && readShort(detail, 0) === PRECISION.single) return "f32";
  if (type === TYPE.int && readInt(detail, 0) === 32 && readByte(detail, 1) === 1) return "i32";
  throw new Damage(`a type that columns do not have in column ${JSON.stringify(name)}`);
}

function readBatch({ header, body }: Message): ArrowBatch {
  requireThat(!hasField(header, 3), "compressed buffers");
  // FieldNode { length: int64, null_count: int64 } and Buffer { offset: int64, length: int64 }.
  const nodes = readPairs(header, 1).map(([length, nulls]) => {
    requireThat(nulls === 0, `${nulls} nulls`);
    return length;
  });
  const buffers = readPairs(header, 2).map(([offset, length]) => {
    requireThat(offset + length <= body.length, "a buffer beyond the end");
    return body.subarray(offset, offset + length);
  });
  return { rows: readCount(header, 0), nodes, buffers };
}

function readPairs(table: FlatTable, field: number): readonly (readonly [number, number])[] {
  const { view, at, length } = readList(table, field, 16);
  return Array.from({ length }, (_, i) => [
    readCountAt(view, at + 16 * i),
    readCountAt(view, at + 16 * i + 8),
  ]);
}

function readMagic(bytes: Uint8Array, at: number): boolean {
  return [...MAGIC].every((letter, i) => bytes[at + i] === letter.charCodeAt(0));
}

function sliceView(view: DataView, at: number, length: number): DataView {
  // A view may reach beyond ours, into bytes that follow in the same buffer.
  requireThat(length >= 0 && at + length <= view.byteLength, "a message that is cut off");
  return new DataView(view.buffer, view.byteOffset + at, length);
}

function requireThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new Damage(otherwise);
}
