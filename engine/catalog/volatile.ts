/**
 * What makes a query give other rows another time: the clock, chance, and the state of DuckDB itself.
 *
 * Names, not calls, are looked for, in SQL as DuckDB tokenizes it; a query cannot hide a name in text,
 * because `query` and `query_table` are refused everywhere.
 */

import { isOperator, readName, type Token } from "./tokens.ts";

/** Functions that DuckDB itself calls volatile, or constant within one query only, and some that it should. */
const FUNCTIONS = new Set([
  "age",
  "current_connection_id",
  "current_database",
  "current_query",
  "current_query_id",
  "current_schema",
  "current_schemas",
  "current_setting",
  "current_transaction_id",
  "currval",
  "gen_random_uuid",
  "get_current_timestamp",
  "getvariable",
  "in_search_path",
  "nextval",
  "now",
  "random",
  "setseed",
  "stats",
  "transaction_timestamp",
  "txid_current",
  "uuid",
  "uuidv4",
  "uuidv7",
  "version",
  "write_log",
]);

/** Words of SQL's own that need no parentheses. */
const WORDS = new Set([
  "current_date",
  "current_localtime",
  "current_localtimestamp",
  "current_time",
  "current_timestamp",
  "localtime",
  "localtimestamp",
  "tablesample",
]);

/** How the names of functions and views begin that show DuckDB's own state; quotes do not change them. */
const PREFIXES = ["duckdb_", "information_schema", "pg_", "pragma_", "sqlite_"];

/** Finds the first token that makes a query irreproducible. */
export function findVolatile(tokens: readonly Token[]): Token | undefined {
  return tokens.find((token, i) => {
    const name = readName(token)?.toLowerCase();
    if (name === undefined) return false;
    const isQuoted = token.text.startsWith('"');
    const isCall = isOperator(tokens[i + 1], "(");
    if (isCall && FUNCTIONS.has(name)) return true;
    if (PREFIXES.some((prefix) => name.startsWith(prefix))) return true;
    if (name === "sample") return readName(tokens[i - 1])?.toLowerCase() === "using";
    return WORDS.has(name) && (isCall || !isQuoted) && !isOperator(tokens[i - 1], ".");
  });
}
