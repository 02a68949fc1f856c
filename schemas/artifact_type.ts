/** Artifact types: what a stage kind makes and what its ports accept. */

import type { z } from "zod";
import type { AnyColumnValues, Column, ColumnValues } from "./column.ts";

/** A declared table. */
export interface TableType<C extends Record<string, Column> = Record<string, Column>> {
  readonly meaning: string;
  /** The columns in order, or `"open"` for a table whose columns the data decide (a query's result). */
  readonly columns: C;
}

/** A table whose columns are decided by the data. */
export interface OpenTableType {
  readonly meaning: string;
  readonly columns: "open";
}

/** A declared file. */
export interface FileType {
  readonly meaning: string;
  readonly mediaType: string;
}

/** The values of a table: one entry a column, all of the same number of rows. */
export type TableValue<T extends TableType | OpenTableType> = T extends TableType<infer C>
  ? { readonly [K in keyof C]: ColumnValues<C[K]> }
  : Readonly<Record<string, AnyColumnValues>>;

/** A declared artifact type. */
export interface ArtifactType<
  Tables extends Record<string, TableType | OpenTableType> = Record<
    string,
    TableType | OpenTableType
  >,
  Files extends Record<string, FileType> = Record<string, FileType>,
  Meta extends z.ZodType = z.ZodType,
> {
  /** snake_case name, unique among types. */
  readonly name: string;
  /** Raised when columns change meaning, so that old artifacts are not mistaken for new ones. */
  readonly version: number;
  readonly summary: string;
  readonly tables: Tables;
  readonly files: Files;
  readonly meta: Meta;
}

/** An artifact in memory: the tables, files and `meta` that its type declares. */
export interface ArtifactValue<T extends ArtifactType = ArtifactType> {
  readonly tables: { readonly [K in keyof T["tables"]]: TableValue<T["tables"][K]> };
  readonly files: { readonly [K in keyof T["files"]]: Uint8Array };
  readonly meta: z.output<T["meta"]>;
}

/** Declares an artifact type; the identity function, so that TypeScript infers the exact type. */
export function defineArtifact<
  const Tables extends Record<string, TableType | OpenTableType>,
  const Files extends Record<string, FileType>,
  Meta extends z.ZodType,
>(type: ArtifactType<Tables, Files, Meta>): ArtifactType<Tables, Files, Meta> {
  return type;
}
