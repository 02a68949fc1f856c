/** The forms that a column's values take in memory, told apart, and put together. */

import type { AnyColumnValues, Vectors } from "../../schemas/column.ts";

/** One value a row. */
export type Plain = Exclude<AnyColumnValues, Vectors<unknown>>;
/** Numbers of a dtype. */
export type Numbers = Float64Array | Float32Array | Int32Array;

/** Tells vectors (`{ width, data }`) from plain columns. */
export function isVectors(values: AnyColumnValues): values is Vectors<Numbers> {
  return "width" in values;
}

/** Tells plain columns from vectors. */
export function isPlain(values: AnyColumnValues): values is Plain {
  return !isVectors(values);
}

/** Tells texts from numbers and truth values. */
export function isTexts(values: AnyColumnValues): values is readonly string[] {
  return Array.isArray(values);
}

/** Tells numbers from texts, truth values and vectors. */
export function isNumbers(values: AnyColumnValues): values is Numbers {
  return values instanceof Float64Array || values instanceof Float32Array ||
    values instanceof Int32Array;
}

/** Fills an array with parts, one after another. */
export function copyParts<T extends Numbers | Uint8Array>(
  joined: T,
  parts: readonly (Numbers | Uint8Array)[],
): T {
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
