/** The rows that DuckDB gave for a projection, as koopline's columns. */

import type { Data, Table, Vector } from "apache-arrow";
import type { AnyColumnValues, Vectors } from "../../schemas/column.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { Projected } from "./projection.ts";

/**
 * Collects the columns of a projection's result.
 *
 * @throws {KooplineError} `catalog.sql` when the lists of a column differ in length.
 */
export function collectColumns(
  columns: readonly Projected[],
  table: Table,
): [string, AnyColumnValues][] {
  return columns.map((column, i) => {
    const vector = table.getChildAt(i);
    if (vector === null) throw new Error(`DuckDB gave no column ${i}`);
    return [column.name, collectColumn(column, vector)];
  });
}

function collectColumn(column: Projected, vector: Vector): AnyColumnValues {
  if (column.kind === "text") return Array.from(vector, String);
  if (column.kind === "vector") return collectVectors(column, vector);
  const values: unknown = vector.toArray();
  if (values instanceof Float32Array) return values;
  if (!(values instanceof Float64Array)) throw new Error(`DuckDB gave ${vector.type} for a number`);
  if (column.kind === "number") return column.whole ? narrowWhole(values) : values;
  // NaN stands for NULL, which truth values do not have.
  return values.some(Number.isNaN) ? values : Uint8Array.from(values);
}

/** NaN, which stands for NULL, and numbers past 2³¹ keep a column from being i32. */
function narrowWhole(values: Float64Array): Float64Array | Int32Array {
  return values.every((value) => (value | 0) === value) ? Int32Array.from(values) : values;
}

function collectVectors(
  column: Projected,
  vector: Vector,
): Vectors<Float64Array | Float32Array | Int32Array> {
  const chunks = vector.data.filter(({ length }) => length > 0);
  const lists = chunks.map((chunk) => readLists(column, chunk));
  const width = findWidth(column, lists);
  const length = vector.length * width;
  const data = column.isF32 ? new Float32Array(length) : new Float64Array(length);
  let at = 0;
  for (const { chunk, offsets, values } of lists) {
    for (let row = 0; row < chunk.length; row++, at += width) {
      if (chunk.getValid(row)) data.set(values.subarray(offsets[row], offsets[row + 1]), at);
      else data.fill(NaN, at, at + width);
    }
  }
  return { width, data: column.whole && data instanceof Float64Array ? narrowWhole(data) : data };
}

interface Lists {
  readonly chunk: Data;
  /** List i is `values[offsets[i]] … values[offsets[i + 1] − 1]`. */
  readonly offsets: Int32Array;
  /** NaN where an element is NULL. */
  readonly values: Float64Array | Float32Array;
}

function readLists(column: Projected, chunk: Data): Lists {
  const offsets: unknown = chunk.valueOffsets;
  const child = chunk.children[0];
  const values: unknown = child?.values;
  if (
    child === undefined || !(offsets instanceof Int32Array) ||
    !(values instanceof Float64Array || values instanceof Float32Array)
  ) throw new Error(`DuckDB gave ${chunk.type} for the lists of ${column.name}`);
  if (child.nullCount === 0) return { chunk, offsets, values };
  const filled = values.slice();
  for (let i = 0; i < child.length; i++) if (!child.getValid(i)) filled[i] = NaN;
  return { chunk, offsets, values: filled };
}

/** The width of all lists; what the type states, or 0, when there is none. */
function findWidth(column: Projected, lists: readonly Lists[]): number {
  let width = column.width;
  let rows = 0;
  for (const { chunk, offsets } of lists) {
    for (let row = 0; row < chunk.length; row++, rows++) {
      if (!chunk.getValid(row)) continue;
      const own = offsets[row + 1]! - offsets[row]!;
      if (own !== (width ??= own)) throw refuseWidths(column.name, width, own, rows);
    }
  }
  return width ?? 0;
}

function refuseWidths(name: string, width: number, own: number, row: number): KooplineError {
  return new KooplineError({
    code: "catalog.sql",
    expected: `lists of one length in column \`${name}\``,
    found: `${width} values in some rows and ${own} in row ${row + 1}`,
    hint: "Take the lists apart with `unnest`, or select elements: `values[1]`.",
  });
}
