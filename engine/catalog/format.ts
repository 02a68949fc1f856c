/** The rows of a query, or of any table, in the formats that `query --format` offers. */

import { EXACT, listColumns, type Tabular, writeCell } from "./cells.ts";
import { formatTable, type TableOptions } from "./format_table.ts";
import { escapeJson } from "./json_text.ts";

export { formatTable, type TableOptions } from "./format_table.ts";
export type { Tabular } from "./cells.ts";

/** The formats, by the names that `--format` takes. */
export const FORMATS = ["table", "csv", "json", "arrow", "parquet"] as const;

/** The name of a format. */
export type Format = typeof FORMATS[number];

/**
 * Writes rows in a format.
 *
 * @returns text for `table`, `csv` and `json`, bytes for `arrow` (an IPC file) and `parquet`.
 */
export async function formatResult(
  result: Tabular,
  format: Format,
  options: TableOptions,
): Promise<string | Uint8Array> {
  switch (format) {
    case "table":
      return formatTable(result, options);
    case "csv":
      return formatCsv(result);
    case "json":
      return formatJson(result);
    case "arrow": {
      const { encodeTable } = await import("../store/arrow_table.ts");
      return encodeTable(Object.fromEntries(
        listColumns(result).map(({ name, values }) => [name, values]),
      ));
    }
    case "parquet": {
      const { encodeParquet } = await import("./format_parquet.ts");
      return encodeParquet(result);
    }
  }
}

/**
 * Writes CSV by RFC 4180, with a header and CRLF line ends.
 *
 * Numbers are the shortest text that reads back as the same number, also `NaN`, `Infinity` and `-0`; truth
 * values `true` and `false`; vectors `[1,2]`.
 */
export function formatCsv(result: Tabular): string {
  const columns = listColumns(result);
  const write = { ...EXACT, text: (text: string) => quoteField(text, columns.length === 1) };
  const lines = [columns.map(({ name }) => write.text(name)).join()];
  for (let row = 0; row < result.rows; row++) {
    lines.push(
      columns.map(({ values }) => {
        const cell = writeCell(values, row, write);
        return "width" in values ? `"${cell}"` : cell;
      }).join(),
    );
  }
  return lines.map((line) => `${line}\r\n`).join("");
}

/**
 * Writes JSON: a list of one object a row, columns in order.
 *
 * Numbers read back as the same numbers; NaN and Infinity, which JSON does not have, are null.
 */
export function formatJson(result: Tabular): string {
  const write = {
    number: (value: number, isF32: boolean) =>
      Number.isFinite(value) ? EXACT.number(value, isF32) : "null",
    text: writeText,
  };
  const columns = listColumns(result)
    .map(({ name, values }) => ({ key: writeText(name), values }));
  const lines = Array.from({ length: result.rows }, (_, row) => {
    const members = columns.map(({ key, values }) => `${key}:${writeCell(values, row, write)}`);
    return `  {${members.join()}}`;
  });
  return lines.length === 0 ? "[]\n" : `[\n${lines.join(",\n")}\n]\n`;
}

function writeText(value: string): string {
  return escapeJson(JSON.stringify(value));
}

function quoteField(text: string, isAlone: boolean): string {
  // An empty field alone in its line would be an empty line, which readers skip.
  const needsQuotes = /[",\r\n]/.test(text) || isAlone && text === "";
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}
