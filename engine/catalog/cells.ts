/** The values of a column as text, one row at a time. */

import type { AnyColumnValues } from "../../schemas/column.ts";
import { formatF32, formatF64 } from "./format_number.ts";

/** A result to be written: columns in order. */
export interface Tabular {
  readonly columns: Readonly<Record<string, AnyColumnValues>>;
  readonly rows: number;
  /** The order of the columns, where it is not the object's own. */
  readonly names?: readonly string[];
}

/** A column of a result. */
export interface NamedColumn {
  readonly name: string;
  readonly values: AnyColumnValues;
}

/** Lists the columns of a result in order. */
export function listColumns({ columns, names = Object.keys(columns) }: Tabular): NamedColumn[] {
  return names.map((name) => {
    const values = columns[name];
    if (values === undefined) throw new Error(`no column ${name}`);
    return { name, values };
  });
}

/** How elements become text. */
export interface ElementWriter {
  readonly number: (value: number, isF32: boolean) => string;
  readonly text: (value: string) => string;
}

/** Writes every element exactly, texts as they are. */
export const EXACT: ElementWriter = {
  number: (value, isF32) => isF32 ? formatF32(value) : formatF64(value),
  text: (value) => value,
};

/** Writes one row of a column; vectors as `[1,2]`, truth values as `true` and `false`. */
export function writeCell(values: AnyColumnValues, row: number, write: ElementWriter): string {
  if ("width" in values) {
    const { data, width } = values;
    const isF32 = data instanceof Float32Array;
    const part = Array.from(data.subarray(row * width, (row + 1) * width));
    return `[${part.map((value) => write.number(value, isF32)).join()}]`;
  }
  const value = values[row];
  if (typeof value === "string") return write.text(value);
  if (value === undefined) throw new Error(`no row ${row}`);
  if (values instanceof Uint8Array) return value === 1 ? "true" : "false";
  return write.number(value, values instanceof Float32Array);
}
