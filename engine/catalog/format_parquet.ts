/** Rows as a Parquet file, by hyparquet-writer. */

import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import type { AnyColumnValues } from "../../schemas/column.ts";
import { listColumns, type Tabular } from "./cells.ts";

type SchemaElement = NonNullable<Parameters<typeof parquetWriteBuffer>[0]["schema"]>[number];

/**
 * Encodes rows as a Parquet file: no nulls, vectors as lists, the same bytes for the same rows.
 *
 * @returns the file's bytes.
 */
export function encodeParquet(result: Tabular): Uint8Array {
  const columns = listColumns(result);
  const schema: SchemaElement[] = [
    { name: "root", num_children: columns.length },
    ...columns.flatMap(({ name, values }) => declareColumn(name, values)),
  ];
  const columnData = columns.map(({ name, values }): ColumnSource => ({
    name,
    data: listValues(values, result.rows),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData, schema, createdBy: "koopline" }));
}

function declareColumn(name: string, values: AnyColumnValues): SchemaElement[] {
  const repetition_type = "REQUIRED";
  if (!("width" in values)) return [{ name, repetition_type, ...typeElements(values) }];
  return [
    { name, repetition_type, num_children: 1, converted_type: "LIST" },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { name: "element", repetition_type, ...typeElements(values.data) },
  ];
}

function typeElements(
  values: Exclude<AnyColumnValues, { readonly width: number }>,
): Pick<SchemaElement, "type" | "converted_type"> {
  if (values instanceof Float64Array) return { type: "DOUBLE" };
  if (values instanceof Float32Array) return { type: "FLOAT" };
  if (values instanceof Int32Array) return { type: "INT32" };
  if (values instanceof Uint8Array) return { type: "BOOLEAN" };
  return { type: "BYTE_ARRAY", converted_type: "UTF8" };
}

function listValues(values: AnyColumnValues, rows: number): ColumnSource["data"] {
  if ("width" in values) {
    const { data, width } = values;
    return Array.from(
      { length: rows },
      (_, row) => Array.from(data.subarray(row * width, (row + 1) * width)),
    );
  }
  if (values instanceof Uint8Array) return Array.from(values, (value) => value === 1);
  return values instanceof Float64Array || values instanceof Float32Array ||
      values instanceof Int32Array
    ? values
    : [...values];
}
