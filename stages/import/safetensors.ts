/**
 * Files of tensors as Hugging Face's safetensors writes them: eight bytes of length, a JSON header, the tensors' bytes.
 *
 * Format: https://github.com/huggingface/safetensors#format. No maintained package reads it without a network, and it is
 * small. Strict as the format is: every byte belongs to exactly one tensor.
 */

import type { Archive } from "./archive.ts";
import { findStrides, writeShape } from "./array.ts";
import { describeBytes, refuseInput } from "./refusal.ts";

/** How to read one number, little-endian, and how many bytes it takes. */
interface ElementType {
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
}

/** By the format's names. Types of less than a byte, and 8-bit floats, are refused. */
const ELEMENTS: Readonly<Record<string, ElementType>> = {
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { bytes: 2, read: (view, at) => widenHalf(view.getUint16(at, true)) },
  BF16: { bytes: 2, read: (view, at) => widenBits(view.getUint16(at, true) << 16) },
  I64: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  I32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  I16: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  I8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  U64: { bytes: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
  U32: { bytes: 4, read: (view, at) => view.getUint32(at, true) },
  U16: { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  U8: { bytes: 1, read: (view, at) => view.getUint8(at) },
};

/** The format's own bound. */
const LONGEST_HEADER = 100_000_000;

const LENGTH_BYTES = 8;

/** Numbers in a tensor, which become float64: 2 GiB. */
const MOST_NUMBERS = 0x1000_0000;

interface Tensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** From where to where, in bytes of the file. */
  readonly start: number;
  readonly end: number;
}

/**
 * Opens a file.
 *
 * @throws KooplineError `input.format` for damage and for a header that does not describe the bytes; when a tensor is read
 * also for element types that are no plain numbers, and `input.value` for an integer that float64 does not hold.
 */
export function openSafetensors(bytes: Uint8Array, where: string): Archive {
  const { header, start } = readHeader(bytes, where);
  const tensors = listTensors(header, start, where);
  checkCover(tensors, start, bytes.length, where);
  return {
    where,
    names: tensors.map(({ name }) => name),
    read(name) {
      const tensor = tensors.find((one) => one.name === name);
      if (tensor === undefined) throw new Error(`no tensor ${name} in ${where}`);
      return {
        where: `${where}:${name}`,
        shape: tensor.shape,
        strides: findStrides(tensor.shape, false),
        complex: false,
        element: nameElement(tensor.dtype),
        data: readNumbers(bytes, tensor, `${where}:${name}`),
      };
    },
  };
}

function readHeader(bytes: Uint8Array, where: string) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < LENGTH_BYTES ? 0n : view.getBigUint64(0, true);
  const room = bytes.length - LENGTH_BYTES;
  if (bytes[LENGTH_BYTES] !== 0x7b || length > BigInt(Math.min(room, LONGEST_HEADER))) {
    const found = bytes[LENGTH_BYTES] === 0x7b
      ? `a header of ${length} bytes in a file of ${bytes.length}`
      : describeBytes(bytes);
    throw refuse(where, "a safetensors file", found);
  }
  const start = LENGTH_BYTES + Number(length);
  const header = parseJson(bytes.subarray(LENGTH_BYTES, start), where);
  return { header, start };
}

function parseJson(bytes: Uint8Array, where: string): object {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // As for any other text that is no header.
  }
  throw refuse(where, "a header in JSON", "something else");
}

function listTensors(header: object, start: number, where: string): readonly Tensor[] {
  return Object.entries(header).filter(([name]) => name !== "__metadata__").map(([name, entry]) => {
    const tensor = readEntry(name, entry, start);
    if (tensor !== undefined) return tensor;
    const found = JSON.stringify(entry)?.slice(0, 80) ?? "nothing";
    throw refuse(`${where}:${name}`, "dtype, shape and data_offsets of a tensor", found);
  });
}

function readEntry(name: string, entry: unknown, start: number): Tensor | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const dtype = "dtype" in entry ? entry.dtype : undefined;
  const shape = "shape" in entry ? readCounts(entry.shape) : undefined;
  const offsets = "data_offsets" in entry ? readCounts(entry.data_offsets) : undefined;
  if (typeof dtype !== "string" || shape === undefined || offsets?.length !== 2) return undefined;
  const [from = 0, to = 0] = offsets;
  return { name, dtype, shape, start: start + from, end: start + to };
}

function readCounts(value: unknown): readonly number[] | undefined {
  const isCount = (one: unknown): one is number =>
    typeof one === "number" && Number.isSafeInteger(one) && one >= 0;
  return Array.isArray(value) && value.every(isCount) ? value : undefined;
}

/** Refuses tensors that overlap, leave a hole or go beyond the file. */
function checkCover(
  tensors: readonly Tensor[],
  start: number,
  size: number,
  where: string,
): void {
  let at = start;
  for (const tensor of [...tensors].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const place = `${where}:${tensor.name}`;
    if (tensor.end > size || tensor.end < tensor.start) {
      throw refuse(
        place,
        `bytes within the ${size - start} that follow the header`,
        `${tensor.start - start} to ${tensor.end - start}`,
      );
    }
    if (tensor.start !== at) {
      const found = `byte ${tensor.start - start}, ${
        tensor.start < at ? "inside the tensor before it" : "with a hole before it"
      }`;
      throw refuse(place, `a tensor that begins at byte ${at - start}`, found);
    }
    at = tensor.end;
  }
  if (at === size) return;
  throw refuse(where, `${at - start} bytes of tensors`, `${size - start} bytes`);
}

function readNumbers(
  bytes: Uint8Array,
  { dtype, shape, start, end }: Tensor,
  where: string,
): Float64Array {
  const element = Object.hasOwn(ELEMENTS, dtype) ? ELEMENTS[dtype] : undefined;
  if (element === undefined) {
    throw refuseInput(
      "input.format",
      where,
      `a tensor of ${Object.keys(ELEMENTS).join(", ")}`,
      dtype.trim() === "" ? "no type" : dtype.slice(0, 40),
      "Save `tensor.float()` instead.",
    );
  }
  const count = shape.reduce((product, length) => product * length, 1);
  if (count * element.bytes !== end - start) {
    const expected = `${count * element.bytes} bytes for the shape ${
      writeShape(shape)
    } of ${dtype}`;
    throw refuse(where, expected, `${end - start}`);
  }
  if (count > MOST_NUMBERS) {
    throw refuseInput(
      "input.format",
      where,
      `at most ${MOST_NUMBERS} numbers`,
      `${count}`,
      "Record fewer steps or fewer weights.",
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, end - start);
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i++) numbers[i] = element.read(view, i * element.bytes);
  const inexact = dtype === "I64" || dtype === "U64"
    ? numbers.findIndex((value) => !Number.isSafeInteger(value))
    : -1;
  if (inexact < 0) return numbers;
  throw refuseInput(
    "input.value",
    `${where}, element ${inexact}`,
    "integers below 2⁵³ in magnitude, which float64 holds exactly",
    String(numbers[inexact]),
  );
}

/** NumPy's name of an element type: `f4` for F32. */
function nameElement(dtype: string): string {
  return dtype.replace(/\d+$/, "").toLowerCase() + (ELEMENTS[dtype]?.bytes ?? "");
}

const WIDE = new DataView(new ArrayBuffer(4));

/** Reads the bits of a float32. */
function widenBits(bits: number): number {
  WIDE.setInt32(0, bits);
  return WIDE.getFloat32(0);
}

/** 2⁻²⁴, the smallest half above 0. */
const SMALLEST_HALF = 1 / 16_777_216;

/** Reads the bits of an IEEE 754 binary16: one of sign, five of exponent, ten of fraction. */
function widenHalf(bits: number): number {
  const sign = bits >> 15;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return (sign === 0 ? 1 : -1) * fraction * SMALLEST_HALF;
  // The exponent's bias is 15 here and 127 in float32; all ones stay all ones.
  const wide = exponent === 0x1f ? 0xff : exponent + 112;
  return widenBits((sign << 31) | (wide << 23) | (fraction << 13));
}

function refuse(where: string, expected: string, found: string) {
  return refuseInput(
    "input.format",
    where,
    expected,
    found,
    "The file is damaged or cut off; write it again with safetensors.",
  );
}
