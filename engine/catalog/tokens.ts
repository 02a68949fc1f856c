/** SQL as DuckDB's own tokenizer sees it, so that comments, literals and quoted names mean what they mean there. */

import { callDatabase, type Database } from "./database.ts";

/** A token of SQL. Comments are no tokens. */
export interface Token {
  readonly kind: "identifier" | "number" | "string" | "operator" | "keyword";
  /** Offset of its first byte in the UTF-8 text. */
  readonly offset: number;
  /** The text from its first character up to the next token. */
  readonly text: string;
}

/** By the numbers that duckdb-wasm gives. */
const KINDS: readonly Token["kind"][] = ["identifier", "number", "string", "operator", "keyword"];

/** Cuts SQL into tokens. Never fails: what DuckDB cannot tokenize ends the list. */
export function tokenizeSql(database: Database, sql: string): Token[] {
  const { offsets, types } = callDatabase(database, (bindings) => bindings.tokenize(sql));
  const bytes = new TextEncoder().encode(sql);
  const decoder = new TextDecoder();
  return offsets.flatMap((offset, i) => {
    const kind = KINDS[types[i] ?? -1];
    const text = decoder.decode(bytes.subarray(offset, offsets[i + 1]));
    return kind === undefined ? [] : [{ kind, offset, text }];
  });
}

/** Tells whether a token is a given operator of one character. */
export function isOperator(token: Token | undefined, character: string): boolean {
  return token?.kind === "operator" && token.text.startsWith(character);
}

/**
 * Reads the name that a token holds, without quotes.
 *
 * @returns undefined when the token is no name.
 */
export function readName(token: Token | undefined): string | undefined {
  if (token?.kind !== "identifier" && token?.kind !== "keyword") return undefined;
  const quoted = /^"((?:[^"]|"")*)"/.exec(token.text)?.[1];
  return quoted?.replaceAll('""', '"') ?? /^[\p{L}\p{N}\p{M}_$]+/u.exec(token.text)?.[0];
}

/**
 * Reads the qualified name that starts at a byte: `a`, `a.b`, `a.b.c`.
 *
 * @returns its parts; empty when there is no name.
 */
export function readQualifiedName(tokens: readonly Token[], offset: number): string[] {
  let i = tokens.findIndex((token) => token.offset === offset);
  const parts: string[] = [];
  for (let name = readName(tokens[i]); name !== undefined; name = readName(tokens[i])) {
    parts.push(name);
    if (!isOperator(tokens[i + 1], ".")) break;
    i += 2;
  }
  return parts;
}

/** Names the place in SQL at an offset in UTF-8 bytes: `sql:line:column`, from 1, columns in characters. */
export function placeInSql(sql: string, offset: number): string {
  return placeAfter(new TextDecoder().decode(new TextEncoder().encode(sql).subarray(0, offset)));
}

/** Names the place that follows a text at the start of SQL. */
export function placeAfter(before: string): string {
  const lines = before.split("\n");
  const column = [...lines.at(-1) ?? ""].length + 1;
  return `sql:${lines.length}:${column}`;
}
