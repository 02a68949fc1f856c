/**
 * Checks of an Arrow IPC file or stream before apache-arrow reads it: every length within the bytes.
 *
 * Format: https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc
 * Field numbers are those of Arrow's Schema.fbs, Message.fbs and File.fbs.
 */

import { Damage } from "../../schemas/damage.ts";
import {
  checkTable,
  findRoot,
  type FlatFields,
  type FlatTable,
  followField,
  locateField,
} from "./flat_lengths.ts";

const PAIRS: FlatFields = () => ({ 0: { elements: 1 }, 1: { elements: 1 } });

const FIELD: FlatFields = () => ({
  0: { elements: 1 },
  4: { table: () => ({ 1: { table: () => ({}) } }) },
  5: { tables: FIELD },
  6: { tables: PAIRS },
});

const SCHEMA: FlatFields = () => ({
  1: { tables: FIELD },
  2: { tables: PAIRS },
  3: { elements: 8 },
});

const BATCH: FlatFields = () => ({
  1: { elements: NODE_BYTES },
  2: { elements: 16 },
  4: { elements: 8 },
});

const DICTIONARY: FlatFields = () => ({ 1: { table: BATCH } });

const BLOCK_BYTES = 24;
const NODE_BYTES = 16;

const FOOTER: FlatFields = () => ({
  1: { table: SCHEMA },
  2: { elements: BLOCK_BYTES },
  3: { elements: BLOCK_BYTES },
  4: { tables: PAIRS },
});

/** Numbers of `MessageHeader`. */
const HEADER = { dictionary: 2, batch: 3 } as const;

/** By the number of `MessageHeader`. */
const HEADERS: readonly (FlatFields | undefined)[] = [undefined, SCHEMA, DICTIONARY, BATCH];

const MAGIC = "ARROW1";
const CONTINUATION = 0xffffffff;

/**
 * Checks the lengths of a file or stream.
 *
 * @throws Damage with what is wrong.
 */
export function checkArrowLengths(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!hasMagic(bytes, 0)) {
    let messages = 0;
    for (let at = 0; at < bytes.length; messages++) {
      const message = checkMessage(view, at);
      if (message === undefined) break;
      at = message.end;
    }
    if (messages === 0) throw new Damage("no message");
    return;
  }
  const footerEnd = bytes.length - MAGIC.length - 4;
  if (footerEnd < 8 || !hasMagic(bytes, footerEnd + 4)) {
    throw new Damage("a file that is cut off");
  }
  const length = view.getInt32(footerEnd, true);
  const footer = findRoot(sliceView(view, footerEnd - length, length));
  checkTable(footer, FOOTER);
  checkBlocks(view, footer, 2, HEADER.dictionary);
  checkBlocks(view, footer, 3, HEADER.batch);
}

/**
 * Checks the messages that a list of the footer points to. The library reads one of another type again and again,
 * without end.
 */
function checkBlocks(view: DataView, footer: FlatTable, field: number, type: number): void {
  const list = followField(footer, field);
  const count = list === undefined ? 0 : footer.view.getUint32(list, true);
  for (let k = 0; list !== undefined && k < count; k++) {
    const block = footer.view.getBigInt64(list + 4 + BLOCK_BYTES * k, true);
    const message = checkMessage(view, Number(block));
    if (message === undefined) throw new Damage("no message where the footer says");
    if (message.type !== type) {
      throw new Damage(`message ${message.type} where the footer says ${type}`);
    }
  }
}

/** Checks the message at a place; gives its type and where the next begins, or undefined at the end mark. */
function checkMessage(
  view: DataView,
  at: number,
): { readonly type: number; readonly end: number } | undefined {
  // Before version 0.15 messages had no continuation mark.
  const start = view.getUint32(at, true) === CONTINUATION ? at + 8 : at + 4;
  const length = view.getInt32(start - 4, true);
  if (length === 0) return undefined;
  const message = findRoot(sliceView(view, start, length));
  const typeAt = locateField(message, 1);
  const type = typeAt === undefined ? 0 : message.view.getUint8(typeAt);
  const fields = HEADERS[type];
  if (fields === undefined) {
    throw new Damage("a message that is no schema, batch or dictionary");
  }
  checkTable(message, () => ({ 2: { table: fields }, 4: { tables: PAIRS } }));
  const bodyAt = locateField(message, 3);
  const body = bodyAt === undefined ? 0n : message.view.getBigInt64(bodyAt, true);
  if (body < 0n || body > BigInt(view.byteLength - start - length)) {
    throw new Damage(`a message body of ${body} bytes that is cut off`);
  }
  const header = followField(message, 2);
  if (header !== undefined) checkValues({ view: message.view, at: header }, type, view.byteLength);
  return { type, end: start + length + Number(body) };
}

/** Checks how many values each column of a batch declares: the library makes masks of so many bits. */
function checkValues(header: FlatTable, type: number, bytes: number): void {
  const { view } = header;
  const at = type === HEADER.dictionary ? followField(header, 1) : header.at;
  const list = at === undefined || type < HEADER.dictionary
    ? undefined
    : followField({ view, at }, 1);
  const count = list === undefined ? 0 : view.getUint32(list, true);
  for (let k = 0; list !== undefined && k < count; k++) {
    const values = view.getBigInt64(list + 4 + NODE_BYTES * k, true);
    // The shortest value is one bit.
    if (values < 0n || values > 8n * BigInt(bytes)) {
      throw new Damage(`${values} values in ${bytes} bytes`);
    }
  }
}

function hasMagic(bytes: Uint8Array, at: number): boolean {
  return Array.from(MAGIC).every((letter, i) => bytes[at + i] === letter.charCodeAt(0));
}

function sliceView(view: DataView, at: number, length: number): DataView {
  if (length < 0 || at < 0 || at + length > view.byteLength) {
    throw new Damage("a message that is cut off");
  }
  return new DataView(view.buffer, view.byteOffset + at, length);
}
