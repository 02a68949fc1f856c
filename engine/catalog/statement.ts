/** Which statements the catalog takes: one query, and nothing that changes, loads or reads anything else. */

import { KooplineError, type Problem } from "../../schemas/error.ts";
import { quoteName } from "../pipeline/describe.ts";
import { suggestName } from "../pipeline/suggest.ts";
import type { Database } from "./database.ts";
import { isOperator, placeInSql, readName, type Token, tokenizeSql } from "./tokens.ts";
import { findVolatile } from "./volatile.ts";

/** A statement that may run. */
export interface Statement {
  /** The SQL without a semicolon at its end. */
  readonly sql: string;
  readonly tokens: readonly Token[];
  /** Its first word, in capitals. */
  readonly verb: string;
}

/** Verbs of queries. */
const QUERY_VERBS = ["SELECT", "WITH", "FROM", "VALUES", "TABLE", "PIVOT", "UNPIVOT"];

/** Verbs of queries about tables, for people at a terminal. */
const INSPECTION_VERBS = ["DESCRIBE", "DESC", "SHOW", "SUMMARIZE"];

/** Verbs of DuckDB that are no queries. */
const OTHER_VERBS = new Set(
  `ABORT ALTER ANALYZE ATTACH BEGIN CALL CHECKPOINT COMMENT COMMIT COPY CREATE DEALLOCATE DELETE DETACH
  DROP END EXECUTE EXPLAIN EXPORT FORCE GRANT IMPORT INSERT INSTALL LOAD MERGE PRAGMA PREPARE REPLACE
  RESET REVOKE ROLLBACK SET START TRUNCATE UNINSTALL UPDATE UPSERT USE VACUUM`.split(/\s+/),
);

/** Table functions that take SQL or names as text, out of sight of every check. */
const HIDING_FUNCTIONS = new Set(["query", "query_table"]);

/**
 * Checks that SQL is one query.
 *
 * @param reproducible whether clock, chance and DuckDB's own state are refused too.
 * @throws {KooplineError} `catalog.refused` on other statements, several statements and, when
 * `reproducible`, anything that gives other rows another time; `catalog.sql` on what is no statement.
 */
export function checkStatement(database: Database, sql: string, reproducible: boolean): Statement {
  const tokens = tokenizeSql(database, sql);
  const end = tokens.findLastIndex((token) => !isOperator(token, ";")) + 1;
  const kept = tokens.slice(0, end);
  const fail = (problem: Omit<Problem, "where">, token?: Token): never => {
    const place = token === undefined ? {} : { where: placeInSql(sql, token.offset) };
    throw new KooplineError({ ...place, ...problem });
  };
  const semicolon = kept.find((token) => isOperator(token, ";"));
  if (semicolon !== undefined) {
    fail(
      { code: "catalog.refused", expected: "one query", found: "several statements" },
      semicolon,
    );
  }
  const verb = checkVerb(kept, reproducible, fail);
  const hiding = kept.find((token, i) =>
    isOperator(kept[i + 1], "(") && HIDING_FUNCTIONS.has(readName(token)?.toLowerCase() ?? "")
  );
  if (hiding !== undefined) {
    fail({
      code: "catalog.refused",
      expected: "tables by their names",
      found: `the function ${quoteName(readName(hiding) ?? "")}, which takes them as text`,
    }, hiding);
  }
  const volatile = reproducible ? findVolatile(kept) : undefined;
  if (volatile !== undefined) refuseVolatile(volatile, fail);
  return { sql: cutBytes(sql, tokens[end]?.offset), tokens: kept, verb };
}

type Fail = (problem: Omit<Problem, "where">, token?: Token) => never;

function checkVerb(tokens: readonly Token[], reproducible: boolean, fail: Fail): string {
  const first = tokens.find((token) => !isOperator(token, "("));
  const known = reproducible ? QUERY_VERBS : [...QUERY_VERBS, ...INSPECTION_VERBS];
  const expected = `a query (${known.slice(0, 4).join(", ")} …)`;
  if (first === undefined) return fail({ code: "catalog.sql", expected, found: "nothing" });
  const verb = readName(first)?.toUpperCase() ?? "";
  if (known.includes(verb)) return verb;
  const isStatement = OTHER_VERBS.has(verb) || INSPECTION_VERBS.includes(verb);
  if (isStatement) {
    return fail({
      code: "catalog.refused",
      expected,
      found: `the statement ${verb}`,
      hint: "Queries only read the tables of stages; nothing else can be read, written or set.",
    }, first);
  }
  const near = suggestName(verb, known);
  const problem = { code: "catalog.sql", expected, found: quoteName(first.text.trim()) } as const;
  return fail(near === undefined ? problem : { ...problem, hint: `Did you mean ${near}?` }, first);
}

function refuseVolatile(token: Token, fail: Fail): never {
  return fail({
    code: "catalog.refused",
    expected: "a query that gives the same rows every time",
    found: `\`${readName(token)}\``,
    hint: "Stages may not see the clock, chance or DuckDB's own state. " +
      "A column or table of that name must be quoted.",
  }, token);
}

function cutBytes(text: string, end: number | undefined): string {
  if (end === undefined) return text;
  return new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, end));
}
