/**
 * The schema `koopline`: what the store knows of cells, records, lineage and runs, as tables.
 *
 * The caller gives plain rows, lazily; only a query that names a table has them built. Texts that are not
 * known are empty, numbers NaN.
 */

import type { TableType } from "../../schemas/artifact_type.ts";
import { type AnyColumnValues, type Column, f64, i32, utf8 } from "../../schemas/column.ts";
import type { GatheredTable } from "./gather.ts";
import { type CatalogTable, noteDeclared } from "./views.ts";

/** The schema of the system's tables. */
export const SYSTEM_SCHEMA = "koopline";

const CELLS = {
  meaning: "One row a cell of the pipeline.",
  columns: {
    stage: utf8("stage"),
    cell: utf8("cell, as messages name it"),
    axes: utf8("the cell's axis values, as JSON"),
    key: utf8("key of the cell's preimage; empty when its inputs are not known yet"),
    artifact: utf8("address of its artifact; empty when there is none"),
    outcome: utf8("`done`, `failed`, or empty when it has not run"),
    why: utf8("what `plan` says of it"),
  },
} satisfies TableType;

const RECORDS = {
  meaning: "One row a record in the store, of any pipeline.",
  columns: {
    kind: utf8("stage kind"),
    key: utf8("key of the preimage"),
    artifact: utf8("address of the artifact; empty when it failed"),
    outcome: utf8("`done` or `failed`"),
    milliseconds: f64("how long it took", { unit: "ms", finite: false }),
    at: utf8("when it was last attested, ISO 8601; empty when never"),
  },
} satisfies TableType;

const LINEAGE = {
  meaning: "One row an input of a record.",
  columns: {
    key: utf8("key of the record that took the input"),
    artifact: utf8("address of the artifact that it made; empty when it failed"),
    port: utf8("port"),
    input: utf8("address of the artifact that arrived there"),
    labels: utf8("axis values that it arrived with, as JSON"),
  },
} satisfies TableType;

const RUNS = {
  meaning: "One row a run.",
  columns: {
    id: utf8("the run"),
    started: utf8("when, ISO 8601"),
    pipeline: utf8("name of the pipeline"),
    executed: i32("cells that ran"),
    reused: i32("cells that did not need to"),
    failed: i32("cells that failed"),
    seconds: f64("how long it took", { unit: "s", finite: false }),
  },
} satisfies TableType;

/** A row of a table: a text or a number for each column, by its dtype. */
type Row<C extends Record<string, Column>> = {
  readonly [K in keyof C]: C[K] extends Column<"utf8"> ? string : number;
};

/** A cell of the pipeline. */
export type CellRow = Row<typeof CELLS["columns"]>;
/** A record of the store. */
export type RecordRow = Row<typeof RECORDS["columns"]>;
/** An input of a record. */
export type LineageRow = Row<typeof LINEAGE["columns"]>;
/** A run. */
export type RunRow = Row<typeof RUNS["columns"]>;

type Rows<T> = () => readonly T[] | Promise<readonly T[]>;

/** Gives the rows of the system's tables when they are asked for. */
export interface SystemRows {
  readonly cells: Rows<CellRow>;
  readonly records: Rows<RecordRow>;
  readonly lineage: Rows<LineageRow>;
  readonly runs: Rows<RunRow>;
}

/** Lists the system's tables over rows that the caller gives. */
export function listSystemTables(rows: SystemRows): CatalogTable[] {
  return [
    buildTable("cells", CELLS, rows.cells),
    buildTable("records", RECORDS, rows.records),
    buildTable("lineage", LINEAGE, rows.lineage),
    buildTable("runs", RUNS, rows.runs),
  ];
}

const TABLES = {
  meaning: "One row a table that queries may name.",
  columns: {
    schema: utf8("schema: the stage"),
    table: utf8("table"),
    columns: utf8("its columns"),
    meaning: utf8("what a row is"),
  },
} satisfies TableType;

const COLUMNS = {
  meaning: "One row a declared column of a table that queries may name.",
  columns: {
    schema: utf8("schema: the stage"),
    table: utf8("table"),
    column: utf8("column"),
    type: utf8("DuckDB's type"),
    unit: utf8("unit, where there is one"),
    meaning: utf8("what the value means"),
  },
} satisfies TableType;

/** Lists the tables `koopline.tables` and `koopline.columns`, which describe the given tables. */
export function listDescriptions(described: readonly CatalogTable[]): CatalogTable[] {
  const tables = buildTable(
    "tables",
    TABLES,
    () =>
      described.map(({ schema, name, columns, meaning }) => {
        return {
          schema,
          table: name,
          columns: columns.map(({ name }) => name).join(", "),
          meaning,
        };
      }),
  );
  const columns = buildTable(
    "columns",
    COLUMNS,
    () =>
      described.flatMap(({ schema, name: table, columns }) =>
        columns.map(({ name: column, ...note }) => ({ schema, table, column, ...note }))
      ),
  );
  return [tables, columns];
}

function buildTable<C extends Record<string, Column>>(
  name: string,
  type: { readonly meaning: string; readonly columns: C },
  load: Rows<Row<C>>,
): CatalogTable {
  return {
    schema: SYSTEM_SCHEMA,
    name,
    meaning: type.meaning,
    columns: noteDeclared(type.columns),
    gather: async () => columnise(type.columns, await load()),
  };
}

function columnise<C extends Record<string, Column>>(
  declared: C,
  rows: readonly Row<C>[],
): GatheredTable {
  const columns = Object.entries(declared).map(([name, { dtype }]): [string, AnyColumnValues] => {
    const values = rows.map((row) => row[name]);
    if (dtype === "utf8") return [name, values.map(String)];
    const numbers = values.map(Number);
    return [name, dtype === "i32" ? Int32Array.from(numbers) : Float64Array.from(numbers)];
  });
  return { columns: new Map(columns), widths: new Map(), rows: rows.length };
}
