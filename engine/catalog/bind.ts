/**
 * Binding a query: which tables it names, and which columns it gives.
 *
 * DuckDB binds the query (DESCRIBE). When it misses a table, the name at the place that it points to is the
 * table's; it is stored, and the query bound again. This is exact where a scan of the text would guess:
 * comments, literals, quoted names, aliases and CTEs are DuckDB's business.
 */

import type { Table } from "apache-arrow";
import { KooplineError } from "../../schemas/error.ts";
import { EngineError } from "./engine_error.ts";
import { explainError, explainMissing, type Known } from "./explain_error.ts";
import type { Described } from "./projection.ts";
import type { Session } from "./session.ts";
import { checkStatement, type Statement } from "./statement.ts";
import { SYSTEM_SCHEMA } from "./system.ts";
import { placeInSql, readName, readQualifiedName } from "./tokens.ts";
import { type CatalogTable, storeTable } from "./views.ts";

/** A query and what is put around it to run it. */
export interface WrappedQuery {
  readonly before: string;
  readonly sql: string;
  readonly after: string;
}

/** A query whose tables are all in the session. */
export interface BoundQuery {
  readonly sql: string;
  readonly columns: readonly Described[];
  readonly tables: readonly CatalogTable[];
}

/** Verbs that DESCRIBE takes only in parentheses, after FROM. */
const NESTED_VERBS = ["TABLE", "DESCRIBE", "DESC", "SHOW", "SUMMARIZE"];

/**
 * Stores the tables that a statement names and describes its columns.
 *
 * @throws {KooplineError} `catalog.sql` and its relatives, placed in the statement's SQL.
 */
export async function bindQuery(
  session: Session,
  statement: Statement,
  tables: readonly CatalogTable[],
): Promise<BoundQuery> {
  const asked = replaceShow(session, statement);
  const query = phraseQuery(asked);
  const stored = new Set<CatalogTable>();
  for (;;) {
    try {
      const rows = await session.read(query.before + query.sql + query.after);
      return { sql: query.sql, columns: readDescriptions(rows), tables: [...stored] };
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      const table = findMissing(error, query, asked, tables);
      if (table === undefined || stored.has(table)) {
        throw explainError(error, query, { tables, named: [...stored] });
      }
      stored.add(table);
      await storeTable(session, table).catch((error) => {
        throw error instanceof EngineError
          ? explainError(error, undefined, { tables, named: [] })
          : error;
      });
    }
  }
}

/** Runs a bound query. */
export async function readQuery(
  session: Session,
  query: WrappedQuery,
  known: Known,
  signal: AbortSignal | undefined,
): Promise<Table> {
  try {
    return await session.read(query.before + query.sql + query.after, signal);
  } catch (error) {
    throw error instanceof EngineError ? explainError(error, query, known) : error;
  }
}

/** DuckDB's own SHOW TABLES knows only the tables that were loaded: none. */
function replaceShow({ database }: Session, statement: Statement): Statement {
  const words = statement.tokens.map((token) => readName(token)?.toLowerCase()).join(" ");
  const isShow = words === "show tables" || words === "show all tables";
  return isShow ? checkStatement(database, `from ${SYSTEM_SCHEMA}.tables`, false) : statement;
}

function phraseQuery({ sql, verb }: Statement): WrappedQuery {
  return NESTED_VERBS.includes(verb)
    ? { before: "describe from (", sql, after: "\n)" }
    : { before: "describe ", sql, after: "" };
}

function findMissing(
  error: EngineError,
  { before }: WrappedQuery,
  statement: Statement,
  tables: readonly CatalogTable[],
): CatalogTable | undefined {
  const { error_subtype: subtype, type } = error.parts;
  if (subtype !== "MISSING_ENTRY" || type !== "Table" || error.offset === undefined) {
    return undefined;
  }
  const offset = error.offset - before.length;
  const where = placeInSql(statement.sql, offset);
  if (statement.tokens.some((token) => token.offset === offset && token.kind === "string")) {
    throw new KooplineError({
      code: "catalog.refused",
      where,
      expected: "a table of the catalog",
      found: "a file or an address",
      hint: "Queries read no files and no network; import data with a stage.",
    });
  }
  const parts = readQualifiedName(statement.tokens, offset);
  const [schema, name] = [parts.at(-2) ?? "main", parts.at(-1) ?? ""].map(foldName);
  const table = tables.find((table) =>
    foldName(table.schema) === schema && foldName(table.name) === name
  );
  if (table === undefined) throw explainMissing(parts.join("."), where, tables);
  return table;
}

function foldName(name: string): string {
  return name.toLowerCase();
}

function readDescriptions(rows: Table): Described[] {
  const names = rows.getChild("column_name");
  const types = rows.getChild("column_type");
  return Array.from({ length: rows.numRows }, (_, row) => {
    return { name: String(names?.get(row)), type: String(types?.get(row)) };
  });
}
