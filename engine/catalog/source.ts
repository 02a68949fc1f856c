/** What the catalog is told about artifacts: a stage is a schema, each table of its artifacts a table. */

import type { OpenTableType, TableType } from "../../schemas/artifact_type.ts";
import type { AnyColumnValues } from "../../schemas/column.ts";
import type { Labels } from "../../schemas/json.ts";

/** A table in memory: columns of equal length. */
export interface LoadedTable {
  readonly columns: Readonly<Record<string, AnyColumnValues>>;
  readonly rows: number;
}

/** The artifact of one cell. */
export interface CatalogItem {
  /** A value for each of the source's axes. */
  readonly labels: Labels;
  /** SHA-256 of the artifact's manifest. */
  readonly artifact: string;
  /** Gives a table of the artifact. Called only for tables that a query names. */
  readonly load: (table: string) => LoadedTable | Promise<LoadedTable>;
}

/** The artifacts of one stage. */
export interface CatalogSource {
  /** The schema's name: the stage's. */
  readonly schema: string;
  /** The axes that the stage ranges over; they lead the columns of every table, in this order. */
  readonly axes: readonly string[];
  /** The cells' artifacts; the rows of a table come in this order. */
  readonly items: readonly CatalogItem[];
  /** The tables that the stage's artifact type declares. */
  readonly tables: Readonly<Record<string, TableType | OpenTableType>>;
}
