/** Reads the rows of a query for a plot: named columns as numbers or labels, and what cannot be shown. */

import type { AnyColumnValues } from "../schemas/column.ts";
import { KooplineError } from "../schemas/error.ts";
import { formatCount, formatNumber } from "./plot/number.ts";
import { cleanText } from "./plot/text.ts";

/** The rows of a query: columns of equal length. */
export interface FigureData {
  readonly columns: Readonly<Record<string, AnyColumnValues>>;
  readonly rows: number;
}

/** A column as labels, with its numbers when it is numeric. */
export interface LabelColumn {
  readonly name: string;
  readonly labels: readonly string[];
  readonly numbers: readonly number[] | undefined;
}

/** Rows that a plot leaves out, by reason. */
export interface HiddenRows {
  /** A value is missing: NaN or infinite. */
  readonly missing: number;
  /** Not positive on a logarithmic axis. */
  readonly notPositive: number;
  /** Outside the limits that were asked for. */
  readonly outside: number;
}

/** More rows than this take many seconds to paint, and megabytes that no browser opens with pleasure. */
const MOST_ROWS = 50_000;

/**
 * Reads a numeric column.
 *
 * @param where the parameter that names the column: `plot.x`.
 * @throws {KooplineError} `pipeline.params` when the column is absent or not numeric.
 */
export function readNumbers(data: FigureData, name: string, where: string): readonly number[] {
  const values = findColumn(data, name, where);
  if (values instanceof Uint8Array || isText(values)) {
    throw new KooplineError({
      code: "pipeline.params",
      where,
      expected: `a numeric column`,
      found: `"${name}", a column of ${isText(values) ? "text" : "truth values"}`,
      hint: `Cast it in the SQL: ${name}::double.`,
    });
  }
  return Array.from(values);
}

/**
 * Reads a column as labels; numbers are written the same way everywhere.
 *
 * @throws {KooplineError} `pipeline.params` when the column is absent or holds vectors.
 */
export function readLabels(data: FigureData, name: string, where: string): LabelColumn {
  const values = findColumn(data, name, where);
  if (values instanceof Uint8Array) {
    const labels = Array.from(values, (value) => value === 0 ? "false" : "true");
    return { name, labels, numbers: undefined };
  }
  if (isText(values)) {
    const labels = values.map((value) => cleanText(String(value ?? "")) || "(empty)");
    return { name, labels, numbers: undefined };
  }
  const numbers = Array.from(values);
  return { name, labels: numbers.map((value) => formatNumber(value, 6)), numbers };
}

/**
 * Refuses a query's result that gives nothing to draw, or too much.
 *
 * @throws {KooplineError} `input.value`.
 */
export function assertRows(data: FigureData): void {
  if (data.rows === 0) {
    throw new KooplineError({
      code: "input.value",
      where: "sql",
      expected: "at least one row",
      found: "no rows",
      hint: "Run the query with `query` and loosen its `where`.",
    });
  }
  if (data.rows > MOST_ROWS) {
    throw new KooplineError({
      code: "input.value",
      where: "sql",
      expected: `at most ${MOST_ROWS} rows`,
      found: formatCount(data.rows, "row"),
      hint: "Average or sample in the SQL, for example `where step % 10 = 0`.",
    });
  }
}

/**
 * Refuses a plot all of whose rows are hidden.
 *
 * @throws {KooplineError} `input.value`.
 */
export function assertShown(shown: number, hidden: HiddenRows): void {
  if (shown > 0) return;
  throw new KooplineError({
    code: "input.value",
    where: "sql",
    expected: "at least one row that can be drawn",
    found: `${formatCount(countHidden(hidden), "row")} of which ${listReasons(hidden)}`,
  });
}

/** Counts all hidden rows. */
export function countHidden({ missing, notPositive, outside }: HiddenRows): number {
  return missing + notPositive + outside;
}

/** Says in a sentence which rows a plot leaves out; empty when it shows all. */
export function describeHidden(hidden: HiddenRows): string {
  const count = countHidden(hidden);
  if (count === 0) return "";
  return `${formatCount(count, "row")} not shown: ${listReasons(hidden)}.`;
}

function listReasons({ missing, notPositive, outside }: HiddenRows): string {
  const reasons = [
    missing > 0 ? `${missing} with a missing or infinite value` : "",
    notPositive > 0 ? `${notPositive} not positive on a logarithmic axis` : "",
    outside > 0 ? `${outside} outside the limits` : "",
  ];
  return reasons.filter((reason) => reason !== "").join(", ");
}

type ScalarColumn = Exclude<AnyColumnValues, { readonly width: number }>;

function isText(values: ScalarColumn): values is readonly string[] {
  return Array.isArray(values);
}

function findColumn(data: FigureData, name: string, where: string): ScalarColumn {
  const values = Object.hasOwn(data.columns, name) ? data.columns[name] : undefined;
  if (values === undefined) {
    throw new KooplineError({
      code: "pipeline.params",
      where,
      expected: `a column of the query: ${Object.keys(data.columns).join(", ")}`,
      found: `"${name}"`,
      hint: "Name one of these columns, or give the column that name in the SQL with `as`.",
    });
  }
  if ("width" in values) {
    throw new KooplineError({
      code: "pipeline.params",
      where,
      expected: "a column with one value a row",
      found: `"${name}", a column of vectors of ${values.width}`,
      hint: `Take one component in the SQL: ${name}[1].`,
    });
  }
  return values;
}
