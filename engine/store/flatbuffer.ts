/**
 * Reading FlatBuffers without trust: every offset and length is checked before it is followed.
 *
 * The flatbuffers library reads zeros beyond the end of its bytes, so that a damaged length keeps it
 * busy until memory is full. A DataView throws instead, and lists are measured before they are walked.
 * Format: https://flatbuffers.dev/internals/
 */

import { Damage } from "../../schemas/damage.ts";

/** A table: offsets of its fields, relative to its place, through its vtable. */
export interface FlatTable {
  readonly view: DataView;
  readonly at: number;
  readonly vtable: number;
  /** Bytes of the vtable. */
  readonly size: number;
}

/** A list of structs or offsets. */
export interface FlatList {
  readonly view: DataView;
  /** Where its first element is. */
  readonly at: number;
  readonly length: number;
}

/** Reads the root table. @throws {Damage | RangeError} on offsets beyond the bytes, here and below. */
export function readRoot(view: DataView): FlatTable {
  return openTable(view, view.getUint32(0, true));
}

/** Tells whether a field is written; a field that is not has its default value. */
export function hasField(table: FlatTable, field: number): boolean {
  return locateField(table, field) !== undefined;
}

/** Reads an unsigned byte, 0 when it is not written. */
export function readByte(table: FlatTable, field: number): number {
  const at = locateField(table, field);
  return at === undefined ? 0 : table.view.getUint8(at);
}

/** Reads an int16, 0 when it is not written. */
export function readShort(table: FlatTable, field: number): number {
  const at = locateField(table, field);
  return at === undefined ? 0 : table.view.getInt16(at, true);
}

/** Reads an int32, 0 when it is not written. */
export function readInt(table: FlatTable, field: number): number {
  const at = locateField(table, field);
  return at === undefined ? 0 : table.view.getInt32(at, true);
}

/** Reads an int64 that counts something, 0 when it is not written. */
export function readCount(table: FlatTable, field: number): number {
  const at = locateField(table, field);
  return at === undefined ? 0 : readCountAt(table.view, at);
}

/** Reads an int64 that counts something. @throws {Damage | RangeError} when it is negative or not exact. */
export function readCountAt(view: DataView, at: number): number {
  const count = Number(view.getBigInt64(at, true));
  if (!Number.isSafeInteger(count) || count < 0) throw new Damage(`a count of ${count}`);
  return count;
}

/** Follows a field to another table. @throws {Damage | RangeError} when it is not written. */
export function readTable(table: FlatTable, field: number): FlatTable {
  const at = locateField(table, field);
  if (at === undefined) throw new Damage(`no field ${field}`);
  return openTable(table.view, at + table.view.getUint32(at, true));
}

/** Follows a field to a list whose elements have the given size in bytes; empty when it is not written. */
export function readList(table: FlatTable, field: number, size: number): FlatList {
  const { view } = table;
  const at = locateField(table, field);
  if (at === undefined) return { view, at: 0, length: 0 };
  const start = at + view.getUint32(at, true);
  const length = view.getUint32(start, true);
  if (start + 4 + length * size > view.byteLength) {
    throw new Damage(`a list of ${length} in ${view.byteLength} bytes`);
  }
  return { view, at: start + 4, length };
}

/** Follows a field to a list of tables. */
export function readTables(table: FlatTable, field: number): readonly FlatTable[] {
  const { view, at, length } = readList(table, field, 4);
  return Array.from({ length }, (_, i) => {
    const place = at + 4 * i;
    return openTable(view, place + view.getUint32(place, true));
  });
}

/** Follows a field to a text, "" when it is not written. @throws {TypeError} when it is not UTF-8. */
export function readString(table: FlatTable, field: number): string {
  const { view, at, length } = readList(table, field, 1);
  // A copy, because TextDecoder refuses shared memory.
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, length).slice();
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

function openTable(view: DataView, at: number): FlatTable {
  const vtable = at - view.getInt32(at, true);
  return { view, at, vtable, size: view.getUint16(vtable, true) };
}

function locateField({ view, at, vtable, size }: FlatTable, field: number): number | undefined {
  const slot = 4 + 2 * field;
  if (slot + 2 > size) return undefined;
  const offset = view.getUint16(vtable + slot, true);
  return offset === 0 ? undefined : at + offset;
}
