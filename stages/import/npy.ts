/** NumPy's .npy files. Strict: what NumPy would not write is refused, and no byte is left over. */

import { findStrides, type NumberArray, writeShape } from "./array.ts";
import { type NpyHeader, parseNpyHeader } from "./npy_header.ts";
import { refuseInput } from "./refusal.ts";

/** How to read one number, and how many bytes it takes. */
interface ElementType {
  readonly bytes: number;
  readonly read: (view: DataView, at: number, little: boolean) => number;
}

const ELEMENTS: Readonly<Record<string, ElementType>> = {
  f8: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
  f4: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  i8: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  i4: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  i2: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  u8: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  u4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  u2: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
};

/** A complex number is two floats. */
const COMPLEX_PARTS: Readonly<Record<string, string>> = { c16: "f8", c8: "f4" };

const HINTS: Readonly<Record<string, string>> = {
  O: "Python objects are pickled, and a pickle can run code. Save `array.astype(float)` instead.",
  U: "Text is no number. Save `array.astype(float)` instead.",
  S: "Text is no number. Save `array.astype(float)` instead.",
};

/**
 * Reads an array.
 *
 * @param where the file, and the member of an archive, for messages.
 * @throws KooplineError `input.format` for damage and for elements that are no float, integer or
 * complex number; `input.value` for an integer that float64 does not hold.
 */
export function parseNpy(bytes: Uint8Array, where: string): NumberArray {
  const header = parseNpyHeader(bytes, where);
  const { little, complex, element } = findElement(header, where);
  const { shape } = header;
  const numbers = shape.reduce((product, length) => product * length, complex ? 2 : 1);
  checkSize(bytes.length - header.end, numbers * element.bytes, header, where);
  return {
    where,
    shape,
    strides: findStrides(shape, header.fortran),
    complex,
    element: header.descr.replace(/^[<>|=]/, ""),
    data: readNumbers(bytes.subarray(header.end), numbers, element, little, where),
  };
}

function findElement({ descr }: NpyHeader, where: string) {
  const [, order = "", code = ""] = /^([<>|=]?)(\w+)$/.exec(descr) ?? [];
  const element = ELEMENTS[COMPLEX_PARTS[code] ?? code];
  const hasOrder = order === "<" || order === ">" || (element?.bytes === 1 && order === "|");
  if (element === undefined || !hasOrder) {
    throw refuseInput(
      "input.format",
      where,
      "an array of floats, integers or complex numbers (f8, f4, i8 to i1, u8 to u1, c16, c8)",
      `the element type '${descr}'`,
      HINTS[code.charAt(0)] ?? "Save `array.astype(float)` instead.",
    );
  }
  return { element, little: order !== ">", complex: code in COMPLEX_PARTS };
}

function checkSize(found: number, needed: number, { shape, descr }: NpyHeader, where: string) {
  if (found === needed) return;
  const size = Number.isSafeInteger(needed) ? String(needed) : needed.toPrecision(3);
  throw refuseInput(
    "input.format",
    where,
    `${size} bytes of data for shape ${writeShape(shape)} of '${descr}'`,
    `${found} bytes`,
    found < needed ? "The file is cut off." : "The file has bytes after its data.",
  );
}

function readNumbers(
  bytes: Uint8Array,
  count: number,
  element: ElementType,
  little: boolean,
  where: string,
): Float64Array {
  // Every machine that Deno runs on is little-endian. The copy is aligned, which the file need not be.
  if (element === ELEMENTS["f8"] && little) return new Float64Array(bytes.slice().buffer);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = Float64Array.from(
    { length: count },
    (_, i) => element.read(view, i * element.bytes, little),
  );
  const isWide = element === ELEMENTS["i8"] || element === ELEMENTS["u8"];
  const inexact = isWide ? numbers.findIndex((value) => !Number.isSafeInteger(value)) : -1;
  if (inexact >= 0) {
    throw refuseInput(
      "input.value",
      `${where}, element ${inexact}`,
      "integers below 2⁵³ in magnitude, which float64 holds exactly",
      String(numbers[inexact]),
    );
  }
  return numbers;
}
