/**
 * From DuckDB's types to koopline's: one SELECT around the query turns every column into doubles, floats,
 * text or lists of numbers, so that nothing depends on how DuckDB exports its other types.
 *
 * | DuckDB | column |
 * |---|---|
 * | whole numbers of any width | i32 when every value fits, else f64 (exact up to 2⁵³) |
 * | DECIMAL, DOUBLE | f64 |
 * | FLOAT | f32 |
 * | BOOLEAN | bool; f64 when there are NULLs |
 * | VARCHAR, ENUM, UUID, BIT, BLOB, INTERVAL, lists of text | utf8, as DuckDB writes them |
 * | DATE, TIME, TIMESTAMP | utf8, ISO 8601; with a time zone always UTC |
 * | lists and arrays of numbers, equally long | vectors of f64, f32 or i32 by the rules above |
 *
 * NULL is NaN in numbers, makes whole numbers and truth values f64, is an empty text, and a vector of NaN.
 */

import { KooplineError } from "../../schemas/error.ts";

/** A column of the query as `DESCRIBE` names it. */
export interface Described {
  readonly name: string;
  /** DuckDB's type: `BIGINT`, `DECIMAL(18,3)`, `DOUBLE[3]`, `STRUCT(a INTEGER)[]`. */
  readonly type: string;
}

/** What becomes of a column. */
export interface Projected {
  readonly name: string;
  readonly kind: "number" | "truth" | "text" | "vector";
  /** Whether the values are whole numbers by their type. */
  readonly whole: boolean;
  /** Whether the values are float32. */
  readonly isF32: boolean;
  /** The width that an array's type states. */
  readonly width?: number;
  /** SQL that gives the value. */
  readonly value: string;
}

const WHOLE = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|BIGNUM)$/;
const TEXT = /^(VARCHAR(\[\d*\])?|UUID|BIT|BLOB|INTERVAL|ENUM\(.*\)|DATE)$/s;
const TIME = /^TIME(STAMP(_S|_MS|_NS)?)?( WITH TIME ZONE)?$/;
const LIST = /^(.*)\[(\d*)\]$/s;

/**
 * Decides what becomes of the query's columns.
 *
 * @throws {KooplineError} `catalog.sql` on columns of one name and on types that no column can hold.
 */
export function projectColumns(described: readonly Described[]): Projected[] {
  checkNames(described.map(({ name }) => name));
  return described.map(({ name, type }, i) => projectColumn(name, type, `c${i}`));
}

/** Writes the SELECT around the query: what comes before it and what comes after it. */
export function writeProjection(columns: readonly Projected[]): { before: string; after: string } {
  const values = columns.map(({ value }, i) => `${value} as c${i}`);
  const names = columns.map((_, i) => `c${i}`);
  // The line break ends a comment that the query may end with.
  return {
    before: `select ${values.join()} from (`,
    after: `\n) as answer(${names.join()})`,
  };
}

function checkNames(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name.toLowerCase())) {
      throw new KooplineError({
        code: "catalog.sql",
        expected: "columns of different names",
        found: `two named \`${name}\``,
        hint: "Name one of them anew with `as`, or leave it out with `select * exclude (…)`.",
      });
    }
    seen.add(name.toLowerCase());
  }
}

function projectColumn(name: string, type: string, column: string): Projected {
  const number = projectNumber(type);
  if (number !== undefined) {
    const { cast, ...rest } = number;
    return { name, kind: "number", ...rest, value: replaceNull(`${column}::${cast}`, cast) };
  }
  const plain = { name, whole: false, isF32: false };
  if (type === "BOOLEAN") {
    return { ...plain, kind: "truth", value: replaceNull(`${column}::INTEGER::DOUBLE`, "DOUBLE") };
  }
  const text = `coalesce(${column}::VARCHAR, '')`;
  if (TEXT.test(type)) return { ...plain, kind: "text", value: text };
  if (TIME.test(type)) {
    return { ...plain, kind: "text", value: `regexp_replace(${text}, ' ', 'T')` };
  }
  return projectList(name, type, column) ?? refuseType(name, type);
}

function projectList(name: string, type: string, column: string): Projected | undefined {
  const [, element = "", width = ""] = LIST.exec(type) ?? [];
  const number = projectNumber(element);
  if (number === undefined) return undefined;
  const { cast, ...rest } = number;
  const vector = { name, kind: "vector", ...rest, value: `${column}::${cast}[]` } as const;
  return width === "" ? vector : { ...vector, width: Number(width) };
}

function projectNumber(type: string) {
  const whole = WHOLE.test(type);
  if (whole || /^(DOUBLE|DECIMAL\(\d+,\d+\))$/.test(type)) {
    return { whole, isF32: false, cast: "DOUBLE" };
  }
  return type === "FLOAT" ? { whole, isF32: true, cast: "FLOAT" } : undefined;
}

function replaceNull(value: string, type: string): string {
  return `coalesce(${value}, 'nan'::${type})`;
}

function refuseType(name: string, type: string): never {
  throw new KooplineError({
    code: "catalog.sql",
    expected: `numbers, texts, truth values or lists of numbers in column \`${name}\``,
    found: `the type ${type.length > 80 ? `${type.slice(0, 79)}…` : type}`,
    hint: type.startsWith("STRUCT") || type.startsWith("MAP")
      ? "Select its fields by name, or turn it into text with `::varchar`."
      : "Turn it into text with `::varchar`, or take lists apart with `unnest`.",
  });
}
