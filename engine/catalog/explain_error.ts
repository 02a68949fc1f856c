/** DuckDB's errors as koopline's: what was expected, what was found, where, and which tables there are. */

import { KooplineError, type Problem } from "../../schemas/error.ts";
import { quoteName } from "../pipeline/describe.ts";
import { suggestName } from "../pipeline/suggest.ts";
import type { EngineError } from "./engine_error.ts";
import { placeAfter, placeInSql } from "./tokens.ts";
import type { CatalogTable } from "./views.ts";

/** What a message may name. */
export interface Known {
  /** Every table that the query may see. */
  readonly tables: readonly CatalogTable[];
  /** The tables that it names. */
  readonly named: readonly CatalogTable[];
}

/** More names than these are not listed in a message. */
const MOST_NAMES = 12;

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
  known: Known,
): KooplineError {
  const problem = describeError(error, known);
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
    found: quoteName(name),
    hint: (near === undefined ? "" : `Did you mean \`${near}\`? `) + listKnown(names),
  });
}

function placeError(error: EngineError, before: string, sql: string): string | undefined {
  if (error.offset === undefined) return undefined;
  // DuckDB's parser counts characters, its binder bytes; what stands before the query is ASCII.
  const offset = error.offset - before.length;
  const isParser = error.type === "Parser";
  const length = isParser ? [...sql].length : new TextEncoder().encode(sql).length;
  if (offset < 0 || offset > length) return undefined;
  return isParser ? placeAfter([...sql].slice(0, offset).join("")) : placeInSql(sql, offset);
}

function describeError(error: EngineError, known: Known): Problem {
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
  return describeMistake(error, message, known);
}

function describeMistake(error: EngineError, message: string, known: Known): Problem {
  const { name, error_subtype: subtype } = error.parts;
  const isColumn = subtype === "COLUMN_NOT_FOUND" && name !== undefined;
  const problem: Problem = isColumn
    ? { code: "catalog.sql", expected: "a column of the tables in FROM", found: `\`${name}\`` }
    : {
      code: "catalog.sql",
      expected: "SQL that DuckDB can answer",
      found: `an error: ${message}`,
    };
  const hint = isColumn ? hintColumn(name, error, known) : hintMistake(error, known);
  return hint === undefined ? problem : { ...problem, hint };
}

function hintColumn(name: string, error: EngineError, { named }: Known): string | undefined {
  const candidates = (error.parts["candidates"] ?? "").split(/,\s*/).filter(Boolean);
  const own = named.flatMap(({ columns }) => columns.map(({ name }) => name));
  const near = suggestName(name, candidates) ?? suggestName(name, own);
  const lists = named.map(({ schema, name, columns }) =>
    `\`${schema}.${name}\` has ${listNames(columns.map(({ name }) => name))}.`
  );
  const hints = [...near === undefined ? [] : [`Did you mean \`${near}\`?`], ...lists];
  return hints.length === 0 ? undefined : hints.join(" ");
}

function hintMistake(error: EngineError, { tables }: Known): string | undefined {
  const { candidates, error_subtype: subtype } = error.parts;
  if (subtype === "MISSING_ENTRY" && candidates) return `Did you mean \`${candidates}\`?`;
  const hyphenated = tables.find(({ schema }) => schema.includes("-"));
  if (error.type === "Parser" && error.message.endsWith('"-"') && hyphenated !== undefined) {
    return `Quote names with hyphens: "${hyphenated.schema}".${hyphenated.name}.`;
  }
  // NaN is a value to DuckDB, and square roots and deviations refuse it.
  if (error.type === "Out of Range") return "Leave out NaN and Infinity with `where isfinite(…)`.";
  return /\btable\b/i.test(error.message) ? listKnown(nameTables(tables)) : undefined;
}

function nameTables(tables: readonly CatalogTable[]): string[] {
  return tables.map(({ schema, name }) => `${schema}.${name}`);
}

function listKnown(names: readonly string[]): string {
  return names.length === 0 ? "There are no tables." : `Tables: ${listNames(names)}.`;
}

function listNames(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  return `${names.slice(0, MOST_NAMES).join(", ")}${more}`;
}

/** DuckDB's messages have candidates and advice after their first sentence or paragraph. */
function shortenMessage(message: string): string {
  const first = message.split(/\n\s*\n|\nLINE \d|\nDid you mean|\n\s*Candidate/)[0] ?? "";
  return first.replace(/\s+/g, " ").replace(/[.!\s]+$/, "");
}
