/** Named values in two columns, and parameters as the pipeline writes them. */

import { stringify } from "yaml";
import type { JsonValue } from "../../schemas/json.ts";
import { formatCount } from "../pipeline/describe.ts";

/** Columns of the names, the widest being `artifact`. */
const NAME_COLUMNS = 10;
/** Columns of a value under the first level of indentation, on a terminal of 80. */
const VALUE_COLUMNS = 66;

/** Renders a named value; further lines of it stand under the first. Nothing for an empty value. */
export function renderField(name: string, value: string, indent = "  "): readonly string[] {
  if (value === "") return [];
  return value.split("\n").map((line, index) =>
    `${indent}${(index === 0 ? name : "").padEnd(NAME_COLUMNS)}${line}`
  );
}

/** Renders parameters as YAML: on one line when they are short, else in a block; nothing for none. */
export function renderParams(params: JsonValue, columns = VALUE_COLUMNS): string {
  const line = stringify(params, { collectionStyle: "flow", lineWidth: 0 }).trimEnd();
  if (line === "{}") return "";
  if (line.length <= columns && !line.includes("\n")) return line;
  return stringify(params, { lineWidth: columns }).trimEnd();
}

const MOST_LINES = 24;

/** Joins lines; of very many the first ones, with the count of the others. */
export function limitLines(lines: readonly string[], most = MOST_LINES): string {
  if (lines.length <= most) return lines.join("\n");
  const rest = lines.length - most;
  return [...lines.slice(0, most), `and ${formatCount(rest)} more; --json lists them`].join("\n");
}
