/** Tables of numbers, wherever they come from. */

import { refuseInput } from "./refusal.ts";
import type { Sheet } from "./sheet.ts";

/** A table whose columns are read when they are asked for. */
export interface NumberTable {
  /** The file as the pipeline names it. */
  readonly where: string;
  readonly names: readonly string[];
  readonly rows: number;
  /**
   * Reads a column: `width` numbers a row, one unless the column holds vectors.
   *
   * @throws KooplineError `input.value` for a cell that is no finite number, `input.format` for a
   * column of another type.
   */
  readonly read: (name: string) => { readonly width: number; readonly data: Float64Array };
  /** Says where a cell is. */
  readonly locate: (name: string, row: number) => string;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Reads a decimal number. @returns NaN for anything else, Infinity for what float64 cannot hold. */
export function parseNumber(text: string): number {
  return NUMBER.test(text) ? Number(text) : NaN;
}

/** Sees a sheet as a table of numbers. */
export function readSheetNumbers(sheet: Sheet): NumberTable {
  const { where, names, records } = sheet;
  const locate = (name: string, row: number) => sheet.locate(row, names.indexOf(name));
  return {
    where,
    names,
    rows: records.length,
    locate,
    read(name) {
      const column = names.indexOf(name);
      const data = Float64Array.from(records, (record, row) => {
        const text = record[column] ?? "";
        const value = parseNumber(text);
        if (Number.isFinite(value)) return value;
        const found = text === "" ? "an empty cell" : `\`${text}\``;
        throw refuseInput(
          "input.value",
          locate(name, row),
          `a finite number in column \`${name}\``,
          found,
        );
      });
      return { width: 1, data };
    },
  };
}

/**
 * Finds the column that a parameter names, or that goes by the usual name.
 *
 * @returns undefined when the parameter is not set and no column has the usual name.
 * @throws KooplineError `input.shape` for a named column that the table does not have.
 */
export function findColumn(
  table: NumberTable,
  named: string | undefined,
  usual: string,
): string | undefined {
  if (named !== undefined) requireColumns(table, [named]);
  const name = named ?? usual;
  return table.names.includes(name) ? name : undefined;
}

/** Refuses a table without certain columns. @throws KooplineError `input.shape`. */
export function requireColumns(
  table: Pick<NumberTable, "where" | "names">,
  wanted: readonly string[],
): void {
  const missing = wanted.filter((name) => !table.names.includes(name));
  if (missing.length === 0) return;
  const shown = [...table.names.slice(0, 20), ...table.names.length > 20 ? ["…"] : []].join(", ");
  const columns = missing.map((name) => `\`${name}\``).join(", ");
  throw refuseInput(
    "input.shape",
    table.where,
    missing.length === 1 ? `a column ${columns}` : `the columns ${columns}`,
    table.names.length === 0 ? "no columns" : `the columns ${shown}`,
  );
}
