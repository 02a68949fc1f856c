/**
 * Structures in Thrift's compact protocol, as Parquet writes its page headers.
 *
 * Format: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */

import { Damage } from "../../schemas/damage.ts";

/** Fields by number: whole numbers, truth values as 0 and 1, structures. Texts, lists and reals are passed over. */
export type ThriftFields = ReadonlyMap<number, number | ThriftFields>;

/** Bytes being read. */
export interface ThriftReader {
  readonly bytes: Uint8Array;
  /** Where the next byte is; after a structure, the byte behind it. */
  at: number;
}

const TYPE = {
  stop: 0,
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  struct: 12,
} as const;

/** Page headers nest three deep. */
const DEEPEST = 8;

/** Reads a structure. @throws Damage for what is no structure, or is cut off. */
export function readStruct(reader: ThriftReader, depth = 0): ThriftFields {
  const fields = new Map<number, number | ThriftFields>();
  let id = 0;
  for (;;) {
    const head = readByte(reader);
    const type = head & 0x0f;
    if (type === TYPE.stop) return fields;
    id = head >> 4 === 0 ? unzigzag(readVarint(reader)) : id + (head >> 4);
    if (type === TYPE.true || type === TYPE.false) fields.set(id, type === TYPE.true ? 1 : 0);
    else {
      const value = readValue(reader, type, depth);
      if (value !== undefined) fields.set(id, value);
    }
  }
}

function readValue(
  reader: ThriftReader,
  type: number,
  depth: number,
): number | ThriftFields | undefined {
  if (depth > DEEPEST) throw new Damage("structures or lists that nest too deep");
  switch (type) {
    case TYPE.true:
    case TYPE.false:
    case TYPE.byte:
      return readByte(reader);
    case TYPE.i16:
    case TYPE.i32:
    case TYPE.i64:
      return unzigzag(readVarint(reader));
    case TYPE.double:
      return skip(reader, 8);
    case TYPE.binary:
      return skip(reader, readVarint(reader));
    case TYPE.list:
    case TYPE.set: {
      const head = readByte(reader);
      const count = head >> 4 === 15 ? readVarint(reader) : head >> 4;
      // Every element takes a byte at least, so a list that lies ends at the end of the bytes.
      for (let k = 0; k < count; k++) readValue(reader, head & 0x0f, depth + 1);
      return undefined;
    }
    case TYPE.struct:
      return readStruct(reader, depth + 1);
    default:
      throw new Damage(`an element of type ${type}`);
  }
}

function skip(reader: ThriftReader, count: number): undefined {
  reader.at += count;
  if (reader.at > reader.bytes.length) throw new Damage("a header that is cut off");
}

function readByte(reader: ThriftReader): number {
  const byte = reader.bytes[reader.at++];
  if (byte === undefined) throw new Damage("a header that is cut off");
  return byte;
}

/** Reads a number of seven bits a byte, lowest first; up to 2⁵³. */
export function readVarint(reader: ThriftReader): number {
  let value = 0;
  for (let unit = 1; unit <= Number.MAX_SAFE_INTEGER; unit *= 128) {
    const byte = readByte(reader);
    value += (byte & 0x7f) * unit;
    if (byte < 0x80) {
      if (value > Number.MAX_SAFE_INTEGER) break;
      return value;
    }
  }
  throw new Damage("a number that is too long");
}

/** Signs are in the lowest bit: 0, −1, 1, −2, … */
function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
