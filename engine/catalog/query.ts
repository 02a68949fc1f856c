/**
 * Queries over artifacts: SQL in, columns out.
 *
 * A query is one SELECT (or WITH, FROM, VALUES, PIVOT …) over the tables of {@link "./views.ts"}. Only the
 * tables that it names are loaded, found by asking DuckDB to bind the query and loading what it misses:
 * DuckDB alone knows that a name stands in a comment, is a CTE, or is quoted. Every query starts from an
 * empty catalog and leaves none behind.
 *
 * Order: rows come as ORDER BY says. Without it, DuckDB runs one thread over rows in the order of the
 * cells, so that the same query over the same tables gives the same order; SQL itself promises none.
 */

import { KooplineError } from "../../schemas/error.ts";
import type { QueryResult } from "../../stages/define.ts";
import { bindQuery, readQuery } from "./bind.ts";
import { collectColumns } from "./collect.ts";
import { type Database, shareDatabase } from "./database.ts";
import { projectColumns, writeProjection } from "./projection.ts";
import { openSession } from "./session.ts";
import type { CatalogSource } from "./source.ts";
import { checkStatement } from "./statement.ts";
import { listDescriptions, listSystemTables, type SystemRows } from "./system.ts";
import { type CatalogTable, listTables } from "./views.ts";

export type { CatalogItem, CatalogSource, LoadedTable } from "./source.ts";
export type { CellRow, LineageRow, RecordRow, RunRow, SystemRows } from "./system.ts";

/** How a query runs. */
export interface QueryOptions {
  /**
   * Whether the query must give the same rows every time (the default): clock, chance and DuckDB's own state
   * are refused, and the schema `koopline` is not there.
   */
  readonly reproducible?: boolean;
  /** Rows of the schema `koopline`, for queries that need not be reproducible. */
  readonly system?: SystemRows;
  /** Stops the query within a tenth of a second. */
  readonly signal?: AbortSignal;
  /** The database to use instead of the process's own. */
  readonly database?: Database;
}

/** The rows of a query. */
export interface QueryAnswer extends QueryResult {
  /** The columns' names in order, which an object's keys do not keep when they are whole numbers. */
  readonly names: readonly string[];
}

/**
 * Runs a query.
 *
 * @param sql one query.
 * @param sources the stages that it may see.
 * @returns columns by the rules of {@link "./projection.ts"}.
 * @throws {KooplineError} `catalog.sql` on wrong SQL, `catalog.refused` on anything but a query over the
 * given tables, `catalog.memory` when memory runs out. `where` is `sql:line:column`.
 */
export async function runQuery(
  sql: string,
  sources: readonly CatalogSource[],
  options: QueryOptions = {},
): Promise<QueryAnswer> {
  const { reproducible = true, signal } = options;
  signal?.throwIfAborted();
  const tables = listVisible(sources, options);
  const database = options.database ?? await shareDatabase();
  const statement = checkStatement(database, sql, reproducible);
  return await openSession(database, async (session) => {
    const bound = await bindQuery(session, statement, tables);
    const columns = projectColumns(bound.columns);
    if (reproducible) checkOrder(columns.map(({ name }) => name));
    const query = { sql: bound.sql, ...writeProjection(columns) };
    const rows = await readQuery(session, query, { tables, named: bound.tables }, signal);
    const collected = collectColumns(columns, rows);
    return {
      columns: Object.fromEntries(collected),
      rows: rows.numRows,
      names: collected.map(([name]) => name),
    };
  });
}

function listVisible(
  sources: readonly CatalogSource[],
  { reproducible = true, system }: QueryOptions,
): CatalogTable[] {
  const stages = listTables(sources);
  if (reproducible) return stages;
  const tables = system === undefined ? stages : [...stages, ...listSystemTables(system)];
  return [...tables, ...listDescriptions(tables)];
}

/** An object's keys that are whole numbers come first, whatever the order they were made in. */
function checkOrder(names: readonly string[]): void {
  const kept = Object.keys(Object.fromEntries(names.map((name) => [name, undefined])));
  const moved = names.find((name, i) => kept[i] !== name && /^\d+$/.test(kept[i] ?? ""));
  if (moved === undefined) return;
  throw new KooplineError({
    code: "catalog.sql",
    expected: "columns with names that are not whole numbers",
    found: names.map((name) => `\`${name}\``).join(", "),
    hint: "Name the column with `as`.",
  });
}
