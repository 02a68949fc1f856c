/** Values within the text: one row and one column of a query. */

import { KooplineError, type Problem } from "../../schemas/error.ts";
import { formatNumber, readExponent, type ValueFormat } from "../markdown/number_format.ts";
import type { ScannedText, ValuePiece } from "../markdown/piece.ts";
import type { TableData } from "./column.ts";
import { countNoun } from "./count.ts";
import { type Markup, markup } from "./html.ts";
import { typesetNumber } from "./number.ts";

/** A value as the text shows it, and in full. */
export interface ReadValue {
  readonly text: string;
  readonly full: string;
  readonly numeric: boolean;
}

/** Reads every value of a text. */
export type ReadValues = ReadonlyMap<ValuePiece, ReadValue>;

/** What stands in the place of a value that failed cells would have given. */
const ABSENT: ReadValue = { text: "–", full: "missing", numeric: false };

/**
 * Reads the values of a text from the results of its queries.
 *
 * @param incomplete whether cells failed: a query without rows, or with no number, then has no value.
 * @throws {KooplineError} `report.value` with every value that is not one row and column, or that its
 *   format cannot write.
 */
export function readValues(
  { pieces }: ScannedText,
  results: Readonly<Record<string, TableData>>,
  incomplete = false,
): ReadValues {
  const values = new Map<ValuePiece, ReadValue>();
  const problems: Problem[] = [];
  for (const piece of pieces) {
    if (piece.kind !== "value") continue;
    const result = findResult(results, piece.query);
    if (incomplete && isAbsent(result)) {
      values.set(piece, ABSENT);
      continue;
    }
    const value = readValue(piece, result);
    if ("expected" in value) problems.push({ code: "report.value", where: piece.where, ...value });
    else values.set(piece, value);
  }
  const [first, ...others] = problems;
  if (first !== undefined) throw new KooplineError(first, { others });
  return values;
}

/** Finds the result of a query; the engine ran them all, so a missing one is a defect. */
export function findResult(results: Readonly<Record<string, TableData>>, name: string): TableData {
  const result = results[name];
  if (result === undefined) throw new Error(`The query ${name} has no result.`);
  return result;
}

function isAbsent({ columns, rows }: TableData): boolean {
  const [column, ...others] = Object.values(columns);
  if (column === undefined || others.length > 0 || "width" in column) return false;
  return rows === 0 || (rows === 1 && Number.isNaN(column[0]));
}

type Mistake = Pick<Problem, "expected" | "found" | "hint">;

function readValue({ sql, format }: ValuePiece, { columns, rows }: TableData): ReadValue | Mistake {
  const [column, ...others] = Object.values(columns);
  if (column === undefined || others.length > 0 || rows !== 1) {
    return {
      expected: "one row and one column",
      found: `${countNoun(rows, "row")} and ${countNoun(Object.keys(columns).length, "column")}`,
      hint: `The query is: ${sql}`,
    };
  }
  if ("width" in column) {
    return {
      expected: "a number, text or truth value",
      found: "a vector",
      hint: `The query is: ${sql}`,
    };
  }
  const value = column[0] ?? "";
  if (typeof value === "string") return writeText(value, format);
  if (column instanceof Uint8Array) return writeText(value === 1 ? "yes" : "no", format);
  return writeNumber(value, format);
}

function writeText(text: string, format: ValueFormat | undefined): ReadValue | Mistake {
  if (format === undefined || format.kind === "text") return { text, full: text, numeric: false };
  return {
    expected: "a number for this format",
    found: `the text “${text}”`,
    hint: "Leave the format out, or write | text.",
  };
}

function writeNumber(value: number, format: ValueFormat | undefined): ReadValue | Mistake {
  if (format?.kind === "integer" && !Number.isInteger(value)) {
    return {
      expected: "a whole number for the format d",
      found: String(value),
      hint: "Round in the query, or write | .0f.",
    };
  }
  const chosen = format ?? chooseValueFormat(value);
  return { text: formatNumber(value, chosen), full: String(value), numeric: true };
}

/** Four significant digits, but whole numbers as such. */
function chooseValueFormat(value: number): ValueFormat {
  if (value === 0 || (Number.isInteger(value) && readExponent(value) < 15)) {
    return { kind: "integer" };
  }
  return { kind: "general", digits: 4 };
}

/** Shows a value; its element carries all digits and the query. */
export function renderValue({ text, full, numeric }: ReadValue, sql: string): Markup {
  const shown = numeric ? typesetNumber(text) : markup`${text}`;
  return markup`<data class="value" value="${full}" title="${sql}">${shown}</data>`;
}
