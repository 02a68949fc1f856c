/** Rows of tables as columns: a part of them, and parts put together. */

import { Damage } from "../../schemas/damage.ts";
import type { OpenTableType, TableType } from "../../schemas/artifact_type.ts";
import type { AnyColumnValues, Dtype } from "../../schemas/column.ts";
import type { TableColumns } from "./arrow_encode.ts";
import {
  copyParts,
  isNumbers,
  isPlain,
  isTexts,
  isVectors,
  type Numbers,
  type Plain,
} from "./column_values.ts";

/** Bytes that a text is taken to have where rows are counted by their size: its length must not matter. */
const TEXT_BYTES = 32;

/** Counts the bytes of one row by its columns' dtypes and widths; a text counts as 32. */
export function measureRow(columns: TableColumns): number {
  let bytes = 0;
  for (const values of Object.values(columns)) {
    if (isVectors(values)) bytes += values.width * values.data.BYTES_PER_ELEMENT;
    else bytes += isTexts(values) ? TEXT_BYTES : values.BYTES_PER_ELEMENT;
  }
  return bytes;
}

/** Takes rows `from` to `to` (left out); numbers are views. */
export function takeRows(columns: TableColumns, from: number, to: number): TableColumns {
  return mapColumns(columns, (values) => {
    if (!isVectors(values)) return takeElements(values, from, to);
    const { width, data } = values;
    return { width, data: data.subarray(from * width, to * width) };
  });
}

function takeElements(values: Plain, from: number, to: number): Plain {
  return isTexts(values) ? values.slice(from, to) : values.subarray(from, to);
}

/**
 * Puts parts of one table together, each column in one array.
 *
 * @param parts at least one.
 * @throws {Damage | RangeError} when they differ in columns, dtypes or widths.
 */
export function joinRows(parts: readonly TableColumns[]): TableColumns {
  const [first, ...others] = parts;
  if (first === undefined) throw new Damage("no part of a table");
  if (others.length === 0) return first;
  for (const part of others) {
    const difference = findDifference(first, part);
    if (difference !== undefined) throw new Damage(difference);
  }
  const pick = (name: string) =>
    parts.flatMap((part) => {
      const values = part[name];
      return values === undefined ? [] : [values];
    });
  const columns = Object.entries(first).map(([name, values]): [string, AnyColumnValues] => {
    const all = pick(name);
    if (!isVectors(values)) return [name, joinPlain(all.filter(isPlain))];
    const data = all.flatMap((one) => isVectors(one) ? [one.data] : []);
    return [name, { width: values.width, data: joinNumbers(values.data, data) }];
  });
  return Object.fromEntries(columns);
}

/** Says how two parts of a table differ in form; undefined when they do not. */
export function findDifference(first: TableColumns, other: TableColumns): string | undefined {
  const [wanted, found] = [describeForm(first), describeForm(other)];
  if (wanted.length !== found.length) return `${found.length} columns after ${wanted.length}`;
  const at = wanted.findIndex((form, i) => form !== found[i]);
  return at < 0 ? undefined : `${found[at]} after ${wanted[at]}`;
}

function describeForm(columns: TableColumns): string[] {
  return Object.entries(columns).map(([name, values]) => {
    const data = isVectors(values) ? values.data : values;
    const dtype = isTexts(data) ? "texts" : data.constructor.name;
    const width = isVectors(values) ? ` of width ${values.width}` : "";
    return `\`${name}\`: ${dtype}${width}`;
  });
}

function joinPlain(parts: readonly Plain[]): Plain {
  const texts = parts.filter(isTexts);
  if (texts.length > 0) return texts.flat();
  const truths = parts.filter((part) => part instanceof Uint8Array);
  if (truths.length > 0) return copyParts(new Uint8Array(countElements(truths)), truths);
  const numbers = parts.filter(isNumbers);
  const [first] = numbers;
  return first === undefined ? [] : joinNumbers(first, numbers);
}

function joinNumbers(first: Numbers, parts: readonly Numbers[]): Numbers {
  const length = countElements(parts);
  if (first instanceof Float64Array) return copyParts(new Float64Array(length), parts);
  if (first instanceof Float32Array) return copyParts(new Float32Array(length), parts);
  return copyParts(new Int32Array(length), parts);
}

function countElements(parts: readonly { readonly length: number }[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

function mapColumns(
  columns: TableColumns,
  change: (values: AnyColumnValues) => AnyColumnValues,
): TableColumns {
  return Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, change(values)]),
  );
}

/** Makes the columns of a table without rows; vectors have width 0. */
export function makeEmptyColumns({ columns }: TableType | OpenTableType): TableColumns {
  if (columns === "open") return {};
  const empty = Object.entries(columns).map(([name, { dtype, vector }]) => {
    if (!vector) return [name, makeElements(dtype)] as const;
    const data = makeNumbers(dtype);
    return [name, { width: 0, data }] as const;
  });
  return Object.fromEntries(empty);
}

function makeElements(dtype: Dtype): Plain {
  if (dtype === "utf8") return [];
  return dtype === "bool" ? new Uint8Array() : makeNumbers(dtype);
}

function makeNumbers(dtype: Dtype): Numbers {
  if (dtype === "f32") return new Float32Array();
  return dtype === "i32" ? new Int32Array() : new Float64Array();
}
