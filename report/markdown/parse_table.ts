/** The inside of a ```table block: options on the first lines, then SQL. */

import type { Problem } from "../../schemas/error.ts";
import { FORMATS, parseFormat, type ValueFormat } from "./number_format.ts";

/** A parsed block. */
export interface ParsedTable {
  readonly sql: string;
  /** The caption's text and its offset in the block. */
  readonly caption: { readonly from: number; readonly to: number } | undefined;
  readonly formats: Readonly<Record<string, ValueFormat>>;
  readonly problems: readonly Omit<Problem, "code" | "where">[];
}

const OPTION = /[ \t>]*(caption|format):[ \t]*([^\n]*)(?:\n|$)/y;

/** Parses the lines between the fences. */
export function parseTable(block: string): ParsedTable {
  let caption: ParsedTable["caption"];
  const formats: Record<string, ValueFormat> = {};
  const problems: Omit<Problem, "code" | "where">[] = [];
  let at = 0;
  for (;;) {
    OPTION.lastIndex = at;
    const option = OPTION.exec(block);
    if (option === null) break;
    const [line, name, value = ""] = option;
    const from = at + line.trimEnd().length - value.trimEnd().length;
    if (name === "caption") caption = { from, to: from + value.trimEnd().length };
    else problems.push(...parseFormats(value, formats));
    at += line.length;
  }
  const sql = block.slice(at).trim();
  if (sql === "") {
    problems.push({
      expected: "a query",
      found: "an empty table",
      hint: "Write caption: and format: lines first, then the SQL.",
    });
  }
  return { sql, caption, formats, problems };
}

/** Parses `column .4f, column .2e` into `formats`; gives what is wrong. */
function parseFormats(
  text: string,
  formats: Record<string, ValueFormat>,
): Omit<Problem, "code" | "where">[] {
  return text.split(",").flatMap((entry) => {
    const [, column, name] = /^\s*(.+?)\s+(\S+)\s*$/.exec(entry) ?? [];
    const format = name === undefined ? undefined : parseFormat(name);
    if (column === undefined || format === undefined) {
      return [{
        expected: `a column and a format, ${FORMATS}`,
        found: `“${entry.trim()}”`,
        hint: "Write format: distance .4f, residual .1e",
      }];
    }
    formats[column] = format;
    return [];
  });
}
