/**
 * IDX files, the format of MNIST: two zero bytes, element type, number of axes, lengths, elements, big-endian.
 *
 * Format: LeCun, Cortes, Burges, *The MNIST database of handwritten digits*, "the IDX file format".
 */

import { describeBytes, refuseInput } from "../import/refusal.ts";

/** An array of an IDX file. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array | Float32Array | Float64Array;
}

interface ElementType {
  readonly bytes: number;
  readonly make: (length: number) => IdxArray["data"];
  readonly read: (view: DataView, at: number) => number;
}

/** Integers of more than a byte become float64, which holds them exactly. */
const ELEMENTS: Readonly<Record<number, ElementType>> = {
  0x08: { bytes: 1, make: (n) => new Uint8Array(n), read: (view, at) => view.getUint8(at) },
  0x09: { bytes: 1, make: (n) => new Float64Array(n), read: (view, at) => view.getInt8(at) },
  0x0b: { bytes: 2, make: (n) => new Float64Array(n), read: (view, at) => view.getInt16(at) },
  0x0c: { bytes: 4, make: (n) => new Float64Array(n), read: (view, at) => view.getInt32(at) },
  0x0d: { bytes: 4, make: (n) => new Float32Array(n), read: (view, at) => view.getFloat32(at) },
  0x0e: { bytes: 8, make: (n) => new Float64Array(n), read: (view, at) => view.getFloat64(at) },
};

/**
 * Reads an array. Bytes are not copied.
 *
 * @throws KooplineError `input.format` for another magic number, fewer bytes than declared, and more.
 */
export function parseIdx(bytes: Uint8Array, where: string): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const element = bytes.length < 4 || view.getUint16(0) !== 0 ? undefined : ELEMENTS[bytes[2]!];
  const axes = bytes[3] ?? 0;
  if (element === undefined || axes === 0) {
    throw refuseInput(
      "input.format",
      where,
      "an IDX file (00 00, element type, number of axes)",
      describeBytes(bytes),
    );
  }
  const start = 4 + 4 * axes;
  if (bytes.length < start) {
    throw refuseSize(where, `a header of ${start} bytes`, bytes.length);
  }
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = shape.reduce((product, length) => product * length, 1);
  // A product beyond 2⁵³ is not exact, and no file has as many bytes either.
  if (count * element.bytes !== bytes.length - start) {
    const size = Number.isSafeInteger(count) ? `${start + count * element.bytes}` : "more than 2⁵³";
    throw refuseSize(where, `${size} bytes for the shape ${shape.join(" × ")}`, bytes.length);
  }
  if (element.bytes === 1 && bytes[2] === 0x08) return { shape, data: bytes.subarray(start) };
  const data = element.make(count);
  for (let i = 0; i < count; i++) data[i] = element.read(view, start + i * element.bytes);
  return { shape, data };
}

function refuseSize(where: string, expected: string, found: number) {
  return refuseInput(
    "input.format",
    where,
    expected,
    `${found} bytes`,
    "The file is cut off or damaged.",
  );
}
