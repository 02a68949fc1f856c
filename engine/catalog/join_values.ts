/** The values of one column from several artifacts, one after another. */

import type { AnyColumnValues, Vectors } from "../../schemas/column.ts";
import { KooplineError } from "../../schemas/error.ts";
import {
  copyParts,
  isNumbers,
  isPlain,
  isTexts,
  isVectors,
  type Numbers,
  type Plain,
} from "../store/column_values.ts";

/**
 * Joins values: numbers of different dtypes become float64, vectors of different widths are padded with
 * zeros to the widest.
 *
 * @param name the column's, for messages.
 * @param counts the rows of each part.
 * @throws {KooplineError} `catalog.sql` when numbers, texts, truth values and vectors meet.
 */
export function joinValues(
  name: string,
  values: readonly AnyColumnValues[],
  counts: readonly number[],
): AnyColumnValues {
  const vectors = values.filter(isVectors);
  if (vectors.length === 0) return joinPlain(name, values.filter(isPlain), counts);
  if (vectors.length < values.length) throw refuseTypes(name, "vectors", "single values");
  return joinVectors(vectors, counts);
}

function joinPlain(
  name: string,
  values: readonly Plain[],
  counts: readonly number[],
): AnyColumnValues {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const numbers = values.filter(isNumbers);
  const truths = values.filter((part) => part instanceof Uint8Array);
  const texts = values.filter(isTexts);
  const kinds = [numbers, truths, texts].filter(({ length }) => length > 0).length;
  if (kinds > 1) throw refuseTypes(name, "values of one type", "numbers, texts or truth values");
  if (texts.length > 0) return texts.flat();
  if (truths.length > 0) return copyParts(new Uint8Array(rows), truths);
  return copyParts(allocateNumbers(numbers, rows), numbers);
}

/** The width becomes at least 1, because DuckDB has no vectors of width 0. */
function joinVectors(
  values: readonly Vectors<Numbers>[],
  counts: readonly number[],
): Vectors<Numbers> {
  const width = values.reduce((most, part) => Math.max(most, part.width), 1);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const data = allocateNumbers(values.map((part) => part.data), rows * width);
  let row = 0;
  values.forEach((part, i) => {
    for (let k = 0; k < counts[i]!; k++, row++) {
      data.set(part.data.subarray(k * part.width, (k + 1) * part.width), row * width);
    }
  });
  return { width, data };
}

function allocateNumbers(values: readonly Numbers[], length: number): Numbers {
  if (values.every((part) => part instanceof Int32Array)) return new Int32Array(length);
  if (values.every((part) => part instanceof Float32Array)) return new Float32Array(length);
  return new Float64Array(length);
}

function refuseTypes(name: string, expected: string, found: string): KooplineError {
  return new KooplineError({
    code: "catalog.sql",
    expected: `${expected} in every cell's \`${name}\``,
    found: `${found} in some`,
  });
}
