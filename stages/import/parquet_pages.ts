/**
 * Checks of a Parquet file's pages before hyparquet decodes them: every size within the bytes, every run within its page.
 *
 * A run of a few bytes can stand for a billion values, and the decoder takes what runs and headers say.
 * Format: https://github.com/apache/parquet-format, parquet.thrift and Encodings.md (RLE and bit-packing hybrid).
 */

import { Damage } from "../../schemas/damage.ts";
import { type ColumnMetaData, snappyUncompress } from "hyparquet";
import { readStruct, readVarint, type ThriftFields, type ThriftReader } from "./thrift.ts";

/** A column chunk and what its place in the schema says. */
export interface ColumnChunk {
  readonly meta: ColumnMetaData;
  /** The largest definition and repetition level; 0 for what is required, or is no list. */
  readonly definition: number;
  readonly repetition: number;
}

/** Numbers of `parquet.thrift`. */
const PAGE = { data: 0, index: 1, dictionary: 2, dataV2: 3 } as const;
const DICTIONARY_ENCODINGS: readonly number[] = [2, 8];
const PLAIN = 0;

/** Snappy's best: three bytes stand for 64. */
const BEST_RATIO = 22;

const WIDTHS: Readonly<Record<string, number>> = { INT32: 4, FLOAT: 4, INT64: 8, DOUBLE: 8 };

interface Page {
  readonly type: number;
  readonly packed: Uint8Array;
  /** Size unpacked, in bytes. */
  readonly size: number;
  readonly header: ThriftFields;
}

/** Checks the pages of a chunk. @throws Damage with what is wrong. */
export function checkPages(bytes: Uint8Array, chunk: ColumnChunk): void {
  const { meta } = chunk;
  const [data, dictionary] = [
    Number(meta.data_page_offset),
    Number(meta.dictionary_page_offset ?? 0),
  ];
  const start = dictionary > 0 && dictionary < data ? dictionary : data;
  const end = start + Number(meta.total_compressed_size);
  if (!(start >= 0 && end <= bytes.length)) throw new Damage("a column beyond the file");
  const reader: ThriftReader = { bytes: bytes.subarray(0, end), at: start };
  let values = 0;
  // The decoder leaves the last byte alone as well.
  while (reader.at < end - 1) {
    const page = readPage(reader);
    if (page.type === PAGE.dictionary) checkDictionary(page, chunk);
    else if (page.type === PAGE.data || page.type === PAGE.dataV2) values += checkData(page, chunk);
    else if (page.type !== PAGE.index) throw new Damage(`a page of type ${page.type}`);
    if (values > Number(meta.num_values)) throw new Damage("more values than the column has");
  }
}

function readPage(reader: ThriftReader): Page {
  const header = readStruct(reader);
  const [type, size, length] = [1, 2, 3].map((id) => readCount(header, id));
  const packed = reader.bytes.subarray(reader.at, reader.at + (length ?? 0));
  if (type === undefined || size === undefined || packed.length !== length) {
    throw new Damage("a page that is cut off");
  }
  if (size > length * BEST_RATIO + 64) {
    throw new Damage(`a page of ${length} bytes that is said to unpack to ${size}`);
  }
  reader.at += length;
  return { type, packed, size, header };
}

function readCount(fields: ThriftFields | undefined, id: number): number {
  const value = fields?.get(id) ?? 0;
  if (typeof value === "number" && value >= 0) return value;
  throw new Damage(`a negative or missing size`);
}

function readFields(fields: ThriftFields, id: number): ThriftFields {
  const value = fields.get(id);
  if (value === undefined || typeof value === "number") {
    throw new Damage("a page without its header");
  }
  return value;
}

function checkDictionary({ header, size }: Page, { meta }: ColumnChunk): void {
  const count = readCount(readFields(header, 7), 1);
  if (count * (WIDTHS[meta.type] ?? 1) > size) {
    throw new Damage(`a dictionary of ${count} values in ${size} bytes`);
  }
}

/** Checks a page of data; gives how many values it has. */
function checkData(page: Page, chunk: ColumnChunk): number {
  const isV2 = page.type === PAGE.dataV2;
  const header = readFields(page.header, isV2 ? 8 : 5);
  const count = readCount(header, 1);
  if (count > Number(chunk.meta.num_values)) {
    throw new Damage(`a page of ${count} values in a column of ${chunk.meta.num_values}`);
  }
  const encoding = readCount(header, isV2 ? 4 : 2);
  if (isV2) checkDataV2(page, header, count, encoding, chunk);
  else {
    const reader = { bytes: unpack(page.packed, page.size, chunk.meta), at: 0 };
    if (chunk.repetition > 0) checkLevels(reader, chunk.repetition, count);
    if (chunk.definition > 0) checkLevels(reader, chunk.definition, count);
    checkValues(reader, encoding, count, chunk.meta);
  }
  return count;
}

/** Levels stand unpacked before the values, their lengths in the header. */
function checkDataV2(
  { packed, size }: Page,
  header: ThriftFields,
  count: number,
  encoding: number,
  { meta, definition, repetition }: ColumnChunk,
): void {
  const [definitions, repetitions] = [readCount(header, 5), readCount(header, 6)];
  const levels = definitions + repetitions;
  if (levels > packed.length || levels > size || readCount(header, 2) > count) {
    throw new Damage("levels that are longer than their page");
  }
  const before = { bytes: packed.subarray(0, levels), at: 0 };
  if (repetition > 0) checkRuns(before, countBits(repetition), count);
  before.at = repetitions;
  if (definition > 0) checkRuns(before, countBits(definition), count);
  const isPacked = readCount(new Map([[7, 1], ...header]), 7) === 1;
  const rest = packed.subarray(levels);
  const values = isPacked ? unpack(rest, size - levels, meta) : rest;
  checkValues({ bytes: values, at: 0 }, encoding, count - readCount(header, 2), meta);
}

function unpack(packed: Uint8Array, size: number, { codec }: ColumnMetaData): Uint8Array {
  if (codec === "UNCOMPRESSED") return packed;
  const bytes = new Uint8Array(size);
  snappyUncompress(packed, bytes);
  return bytes;
}

/** Levels of a page of version 1 begin with their length. */
function checkLevels(reader: ThriftReader, most: number, count: number): void {
  const { bytes, at } = reader;
  if (at + 4 > bytes.length) throw new Damage("levels that are cut off");
  const length = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
  const end = at + 4 + length;
  if (end > bytes.length) throw new Damage("levels that are cut off");
  checkRuns({ bytes: bytes.subarray(0, end), at: at + 4 }, countBits(most), count);
  reader.at = end;
}

function checkValues(
  reader: ThriftReader,
  encoding: number,
  count: number,
  { type }: ColumnMetaData,
): void {
  if (DICTIONARY_ENCODINGS.includes(encoding)) {
    const width = reader.bytes[reader.at++] ?? 33;
    if (width > 32) throw new Damage(`numbers of ${width} bits`);
    if (width > 0) checkRuns(reader, width, count);
    return;
  }
  // Levels may leave fewer values than the page declares, never more than its bytes hold; nulls have no bytes.
  if (encoding === PLAIN && reader.at > reader.bytes.length) {
    throw new Damage(`${type} values that are cut off`);
  }
}

/** Checks runs of the hybrid: as many bytes as they need, no more values than there are. */
function checkRuns(reader: ThriftReader, width: number, count: number): void {
  let seen = 0;
  while (seen < count) {
    const header = readVarint(reader);
    const run = Math.floor(header / 2);
    const isPacked = header % 2 === 1;
    reader.at += isPacked ? run * width : Math.ceil(width / 8);
    if (reader.at > reader.bytes.length) throw new Damage("runs that are cut off");
    // Values are packed in eights, of which the last may be too many.
    if (!isPacked && run > count - seen) {
      throw new Damage(`a run of ${run} values where ${count - seen} are left`);
    }
    seen += isPacked ? run * 8 : run;
  }
}

/** Bits that hold the numbers from 0 to `most`. */
function countBits(most: number): number {
  return 32 - Math.clz32(most);
}
