/** The inside of `{{ … }}`: SQL, and a format after the last single bar. */

import { FORMATS, parseFormat, type ValueFormat } from "./number_format.ts";

/** A parsed value, or what is wrong with it. */
export type ParsedValue =
  | { readonly sql: string; readonly format: ValueFormat | undefined }
  | { readonly expected: string; readonly found: string; readonly hint: string };

/** Finds the last `|` outside quotes that is not part of `||`. */
function findBar(text: string): number | undefined {
  const token = /'[^']*'|"[^"]*"|\|\||\|/g;
  let bar: number | undefined;
  for (const found of text.matchAll(token)) if (found[0] === "|") bar = found.index;
  return bar;
}

/** Parses the inside of `{{ … }}`. */
export function parseValue(text: string): ParsedValue {
  const bar = findBar(text);
  const sql = text.slice(0, bar).trim();
  const name = bar === undefined ? undefined : text.slice(bar + 1).trim();
  const format = name === undefined ? undefined : parseFormat(name);
  if (sql === "") {
    return {
      expected: "a query",
      found: "nothing",
      hint: "Write {{ select … | .4f }}; write \\{{ where two braces are meant.",
    };
  }
  if (name !== undefined && format === undefined) {
    return {
      expected: `a format, ${FORMATS}`,
      found: name === "" ? "nothing" : `“${name}”`,
      hint: "The format stands after the last | of a value.",
    };
  }
  return { sql, format };
}
