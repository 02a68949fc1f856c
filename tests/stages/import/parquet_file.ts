/** Writing Parquet files with hyparquet-writer, lists of numbers included. */

import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";

type SchemaElement = NonNullable<Parameters<typeof parquetWriteBuffer>[0]["schema"]>[number];

/** A column; one whose first value is a list is declared as a list of doubles, as pandas and polars do. */
export type ParquetColumn = Pick<ColumnSource, "name" | "data" | "type" | "nullable">;

/** Writes a file. */
export function writeParquet(
  columns: readonly ParquetColumn[],
  codec: "UNCOMPRESSED" | "SNAPPY" = "SNAPPY",
): Uint8Array<ArrayBuffer> {
  const schema: SchemaElement[] = [
    { name: "root", num_children: columns.length },
    ...columns.flatMap(declareColumn),
  ];
  const columnData = columns.map(({ name, data }) => ({ name, data }));
  return new Uint8Array(parquetWriteBuffer({ columnData, schema, codec }));
}

function declareColumn({ name, data, type, nullable }: ParquetColumn): SchemaElement[] {
  if (Array.isArray(data[0])) {
    return [
      { name, repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      { name: "element", repetition_type: "OPTIONAL", type: "DOUBLE" },
    ];
  }
  const repetition_type = nullable ? "OPTIONAL" : "REQUIRED";
  if (type === "TIMESTAMP") {
    return [{ name, repetition_type, type: "INT64", converted_type: "TIMESTAMP_MILLIS" }];
  }
  if (type === "STRING") {
    return [{ name, repetition_type, type: "BYTE_ARRAY", converted_type: "UTF8" }];
  }
  if (type === "INT32" || type === "INT64" || type === "FLOAT" || type === "DOUBLE") {
    return [{ name, repetition_type, type }];
  }
  throw new Error(`no schema for ${type}`);
}
