/** DuckDB's errors as koopline's: what was expected, what was found, where, and which tables there are. */

import { KooplineError, type Problem } from "../../schemas/error.ts";
import { suggestName } from "../pipeline/suggest.ts";
import type { EngineError } from "./engine_error.ts";
import { placeInSql } from "./tokens.ts";
import type { CatalogTable } from "./views.ts";

/** More tables than these are not listed in a message. */
const MOST_TABLES = 12;

/**
 * Explains an error of DuckDB's.
 *
 * @param query what ran, for the place in its SQL; undefined when the error has no place there.
 * @returns `catalog.refused` for files, network and extensions, `catalog.memory` when memory ran out,
 * `catalog.sql` otherwise.
 */
export function explainError(
  error: EngineError,
  query: { readonly before: string; readonly sql: string } | undefined,
  tables: readonly CatalogTable[],
): KooplineError {
  const problem = describeError(error, tables);
  const where = query === undefined ? undefined : placeError(error, query.before, query.sql);
  return new KooplineError(where === undefined ? problem : { where, ...problem }, { cause: error });
}

/** Explains that a query names a table that is not there. */
export function explainMissing(
  name: string,
  where: string,
  tables: readonly CatalogTable[],
): KooplineError {
  const names = nameTables(tables);
  const suffix = `.${name}`;
  const near = names.find((known) => known.endsWith(suffix)) ?? suggestName(name, names);
  return new KooplineError({
    code: "catalog.sql",
    where,
    expected: "a table of the catalog",
    found: `\`${name}\``,
    hint: (near === undefined ? "" : `Did you mean \`${near}\`? `) + listKnown(names),
  });
}

function placeError(error: EngineError, before: string, sql: string): string | undefined {
  const encoder = new TextEncoder();
  const offset = (error.offset ?? NaN) - encoder.encode(before).length;
  return offset >= 0 && offset <= encoder.encode(sql).length ? placeInSql(sql, offset) : undefined;
}

function describeError(error: EngineError, tables: readonly CatalogTable[]): Problem {
  const message = shortenMessage(error.message);
  if (error.type === "Out of Memory") {
    return {
      code: "catalog.memory",
      expected: "a query that fits in memory",
      found: `one that does not (${message})`,
      hint: "Ask for fewer rows or columns at once, or aggregate before you join or sort.",
    };
  }
  const extension = /exists in the (\w+) extension|required extension '(\w+)'/.exec(error.message);
  if (extension !== null) {
    return {
      code: "catalog.refused",
      expected: "SQL without extensions",
      found: `something of DuckDB's extension \`${extension[1] ?? extension[2]}\``,
      hint: "The catalog loads no extensions: json, parquet, icu and httpfs are not there.",
    };
  }
  if (error.type === "Permission") {
    return {
      code: "catalog.refused",
      expected: "tables of the catalog",
      found: `a file or an address (${message})`,
      hint: "Queries read no files and no network; import data with a stage.",
    };
  }
  return describeMistake(error, message, tables);
}

function describeMistake(
  error: EngineError,
  message: string,
  tables: readonly CatalogTable[],
): Problem {
  const problem = {
    code: "catalog.sql",
    expected: "SQL that DuckDB can answer",
    found: `an error: ${message}`,
  } as const;
  const { name, error_subtype: subtype, candidates = "" } = error.parts;
  if (subtype === "COLUMN_NOT_FOUND" && name !== undefined) {
    const near = suggestName(name, candidates.split(/,\s*/));
    return {
      ...problem,
      expected: "a column of the tables in FROM",
      found: `\`${name}\``,
      hint: (near === undefined ? "" : `Did you mean \`${near}\`? `) + `Columns: ${candidates}.`,
    };
  }
  if (error.type === "Parser" || tables.length === 0) return problem;
  return { ...problem, hint: listKnown(nameTables(tables)) };
}

function nameTables(tables: readonly CatalogTable[]): string[] {
  return tables.map(({ schema, name }) => `${schema}.${name}`);
}

function listKnown(names: readonly string[]): string {
  if (names.length === 0) return "There are no tables.";
  const more = names.length > MOST_TABLES ? ` and ${names.length - MOST_TABLES} more` : "";
  return `Tables: ${names.slice(0, MOST_TABLES).join(", ")}${more}.`;
}

/** DuckDB's messages have lists of candidates and advice after their first paragraph. */
function shortenMessage(message: string): string {
  const first = message.split(/\n\s*\n|\nLINE \d/)[0] ?? "";
  return first.replace(/\s+/g, " ").replace(/[.!\s]+$/, "");
}
