/**
 * The header of a .npy file: a Python dictionary of element type, order and shape.
 *
 * Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, versions 1.0 to 3.0.
 */

import { describeBytes, refuseInput } from "./refusal.ts";

/** What a header says. */
export interface NpyHeader {
  /** NumPy's code of the element type: `<f8`. */
  readonly descr: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** Where the data start, in bytes. */
  readonly end: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** NumPy reads no longer headers either, unless it is told to trust the file. */
const LONGEST_HEADER = 10_000;

/** `'descr': '<f8',` and the like; the value is a text, a list, a truth value or a tuple of integers. */
const ENTRY =
  /\s*(?:'(\w+)'|"(\w+)")\s*:\s*('[^']*'|"[^"]*"|\[.*\]|True|False|\([\d\sL,]*\))\s*(?:,\s*|(?=\}))/y;

/**
 * Reads a header.
 *
 * @throws KooplineError `input.format` on anything that NumPy would not write.
 */
export function parseNpyHeader(bytes: Uint8Array, where: string): NpyHeader {
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) {
    throw refuseInput("input.format", where, "a NumPy array", describeBytes(bytes));
  }
  const [major = 0, minor = 0] = bytes.subarray(6, 8);
  if (bytes.length < 8 || major < 1 || major > 3 || minor !== 0) {
    const found = bytes.length < 8 ? `${bytes.length} bytes` : `version ${major}.${minor}`;
    throw refuseInput("input.format", where, "a NumPy array of version 1.0, 2.0 or 3.0", found);
  }
  const start = major === 1 ? 10 : 12;
  if (bytes.length < start) throw refuseHeader(where, `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const end = start + length;
  if (length > LONGEST_HEADER || end > bytes.length) {
    throw refuseHeader(where, `a header of ${length} bytes in a file of ${bytes.length}`);
  }
  const text = new TextDecoder(major === 3 ? "utf-8" : "latin1").decode(bytes.subarray(start, end));
  return { ...parseDictionary(text, where), end };
}

function parseDictionary(text: string, where: string): Omit<NpyHeader, "end"> {
  const entries = new Map<string, string>();
  ENTRY.lastIndex = text.startsWith("{") ? 1 : text.length;
  let last = ENTRY.lastIndex;
  for (let entry = ENTRY.exec(text); entry !== null; entry = ENTRY.exec(text)) {
    const [, single, double, value] = entry;
    const key = single ?? double ?? "";
    if (entries.has(key)) throw refuseHeader(where, `the key '${key}' twice`);
    entries.set(key, value ?? "");
    last = ENTRY.lastIndex;
  }
  const descr = entries.get("descr") ?? "";
  const order = entries.get("fortran_order") ?? "";
  const shape = entries.get("shape") ?? "";
  const isWhole = entries.size === 3 && /^\s*\}\s*$/.test(text.slice(last));
  if (descr.startsWith("[")) {
    throw refuseInput(
      "input.format",
      where,
      "an array of plain numbers",
      `a structured array, ${shorten(descr)}`,
      "Save one field at a time, or a table as .csv or .arrow.",
    );
  }
  if (!isWhole || !/^['"]/.test(descr) || !/^[TF]/.test(order) || !shape.startsWith("(")) {
    throw refuseHeader(where, shorten(text.trim()));
  }
  return { descr: descr.slice(1, -1), fortran: order === "True", shape: parseShape(shape, where) };
}

function parseShape(tuple: string, where: string): number[] {
  const parts = tuple.slice(1, -1).split(",").map((part) => part.trim());
  if (parts.at(-1) === "") parts.pop();
  const shape = parts.map(Number.parseFloat);
  // Python 2 wrote long integers with an L. One number needs a comma to be a tuple.
  const isTuple = parts.every((part) => /^\d+L?$/.test(part)) &&
    shape.every(Number.isSafeInteger) && (parts.length !== 1 || tuple.includes(","));
  if (!isTuple) throw refuseHeader(where, `the shape ${shorten(tuple)}`);
  return shape;
}

function refuseHeader(where: string, found: string) {
  return refuseInput(
    "input.format",
    where,
    "a NumPy header with descr, fortran_order and shape",
    found === "" ? "nothing" : found,
    "The file is damaged or cut off; write it again with numpy.save.",
  );
}

function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
