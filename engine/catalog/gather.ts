/** One table of many artifacts, row after row, with the axes' values and the artifact's address in every row. */

import type { AnyColumnValues, Dtype } from "../../schemas/column.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { Scalar } from "../../schemas/json.ts";
import { isVectors } from "../store/arrow_table.ts";
import { joinValues } from "./join_values.ts";
import type { CatalogItem, CatalogSource, LoadedTable } from "./source.ts";

/** A table gathered from a stage's artifacts, ready to be stored in DuckDB. */
export interface GatheredTable {
  /** Axes first, then the table's columns, then `artifact`. */
  readonly columns: ReadonlyMap<string, AnyColumnValues>;
  /** For vector columns whose width differs between artifacts, padded with zeros: the width in each row. */
  readonly widths: ReadonlyMap<string, Int32Array>;
  readonly rows: number;
}

interface Part {
  readonly item: CatalogItem;
  readonly loaded: LoadedTable;
}

/**
 * Loads a table of every artifact of a stage and joins their rows.
 *
 * @param most bytes that the columns may take together.
 * @throws {KooplineError} `catalog.memory` when they take more, `catalog.sql` when the artifacts' columns
 * differ in name or type.
 */
export async function gatherTable(
  source: CatalogSource,
  table: string,
  most: number,
): Promise<GatheredTable> {
  const name = `${source.schema}.${table}`;
  const parts: Part[] = [];
  let bytes = 0;
  for (const item of source.items) {
    const loaded = await item.load(table);
    bytes += measureTable(loaded) + loaded.rows * measureLabels(item, source.axes);
    if (bytes > most) throw refuseSize(name, most);
    parts.push({ item, loaded });
  }
  const rows = parts.reduce((sum, { loaded }) => sum + loaded.rows, 0);
  const counts = parts.map(({ loaded }) => loaded.rows);
  const names = checkNames(name, parts);
  const widths = new Map<string, Int32Array>();
  const columns = new Map<string, AnyColumnValues>();
  const own = new Set(names.map((own) => own.toLowerCase()));
  for (const axis of source.axes) {
    columns.set(nameLabel(axis, own), spreadAxis(parts, axis, rows));
  }
  for (const column of names) {
    const values = parts.map(({ loaded }) => loaded.columns[column]!);
    columns.set(column, joinValues(`${name}.${column}`, values, counts));
    const width = spreadWidths(values, parts, rows);
    if (width !== undefined) widths.set(column, width);
  }
  columns.set(nameLabel("artifact", own), spreadTexts(parts, rows, ({ artifact }) => artifact));
  return { columns, widths, rows };
}

/** Names the column of an axis (or `artifact`): `cell_…` when the table has a column of that name itself. */
export function nameLabel(label: string, own: ReadonlySet<string>): string {
  return own.has(label.toLowerCase()) ? nameLabel(`cell_${label}`, own) : label;
}

/** The dtype of an axis: by its values; text when they are of several types. */
export function typeAxis(values: readonly (Scalar | undefined)[]): Dtype {
  if (values.length > 0 && values.every((value) => typeof value === "boolean")) return "bool";
  const isNumeric = values.length > 0 && values.every((value) => typeof value === "number");
  if (!isNumeric) return "utf8";
  return values.every((value) => Object.is(Number(value) | 0, value)) ? "i32" : "f64";
}

function checkNames(name: string, parts: readonly Part[]): string[] {
  const first = Object.keys(parts[0]?.loaded.columns ?? {});
  for (const { loaded } of parts) {
    const names = Object.keys(loaded.columns);
    if (names.length === first.length && names.every((column) => first.includes(column))) continue;
    throw new KooplineError({
      code: "catalog.sql",
      expected: `the same columns of \`${name}\` in every cell`,
      found: `${first.join(", ")} in one and ${names.join(", ")} in another`,
    });
  }
  return first;
}

function spreadAxis(parts: readonly Part[], axis: string, rows: number): AnyColumnValues {
  const values = parts.map(({ item }) => item.labels[axis]);
  const dtype = typeAxis(values);
  if (dtype === "utf8") return spreadTexts(parts, rows, ({ labels }) => String(labels[axis] ?? ""));
  const column = dtype === "f64"
    ? new Float64Array(rows)
    : dtype === "i32"
    ? new Int32Array(rows)
    : new Uint8Array(rows);
  let row = 0;
  parts.forEach(({ loaded }, i) => {
    column.fill(Number(values[i]), row, row + loaded.rows);
    row += loaded.rows;
  });
  return column;
}

function spreadTexts(
  parts: readonly Part[],
  rows: number,
  read: (item: CatalogItem) => string,
): string[] {
  const column = new Array<string>(rows);
  let row = 0;
  for (const { item, loaded } of parts) {
    column.fill(read(item), row, row + loaded.rows);
    row += loaded.rows;
  }
  return column;
}

function spreadWidths(
  values: readonly AnyColumnValues[],
  parts: readonly Part[],
  rows: number,
): Int32Array | undefined {
  const widths = values.flatMap((part) => isVectors(part) ? [part.width] : []);
  if (widths.every((width) => width === widths[0] && width > 0)) return undefined;
  const column = new Int32Array(rows);
  let row = 0;
  parts.forEach(({ loaded }, i) => {
    column.fill(widths[i]!, row, row + loaded.rows);
    row += loaded.rows;
  });
  return column;
}

function measureTable({ columns }: LoadedTable): number {
  return Object.values(columns).reduce((sum, values) => {
    const data = isVectors(values) ? values.data : values;
    if ("byteLength" in data) return sum + data.byteLength;
    return sum + data.reduce((bytes, text) => bytes + text.length, 16 * data.length);
  }, 0);
}

/** Texts of labels stand in every row. */
function measureLabels({ labels }: CatalogItem, axes: readonly string[]): number {
  return axes.reduce((sum, axis) => {
    const value = labels[axis];
    return sum + (typeof value === "string" ? value.length : 8);
  }, 0);
}

function refuseSize(name: string, most: number): KooplineError {
  return new KooplineError({
    code: "catalog.memory",
    expected: `a table of at most ${Math.floor(most / 2 ** 20)} MiB`,
    found: `that \`${name}\` takes more`,
    hint: "Narrow the stage's cells with `where`, or read the artifacts' Arrow files directly.",
  });
}
