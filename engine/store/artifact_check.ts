/**
 * Checks what a stage returned against the artifact type it promised.
 *
 * Types are checked when a stage is compiled, but kinds of the user's own may be run unchecked, and no
 * compiler knows that columns are equally long or finite. Values therefore arrive here as `unknown`.
 */

import type { ArtifactType, OpenTableType, TableType } from "../../schemas/artifact_type.ts";
import type { AnyColumnValues, Column, Dtype } from "../../schemas/column.ts";
import { type ErrorCode, KooplineError, type Problem } from "../../schemas/error.ts";

/** What a stage returned, with every part checked but `meta`. */
export interface CheckedArtifact {
  readonly tables: Readonly<Record<string, CheckedTable>>;
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly meta: unknown;
}

/** A table with the columns its type declares, in the order of the declaration. */
export interface CheckedTable {
  readonly columns: Readonly<Record<string, AnyColumnValues>>;
  readonly rows: number;
}

type Report = (expected: string, found: string) => void;

/** More problems than these are of the same making. */
const MAXIMUM_PROBLEMS = 20;

/**
 * Checks tables, columns, dtypes, lengths, finiteness and files.
 *
 * @param blame the code and place that problems get: `stage.output` and the cell for what a stage
 * returned, `store.corrupt` for what the store gave back.
 * @throws {KooplineError} with every problem found, up to twenty.
 */
export function checkArtifact(
  type: ArtifactType,
  value: unknown,
  blame: { readonly code: ErrorCode; readonly where?: string },
): CheckedArtifact {
  const problems: Problem[] = [];
  const hint = `The artifact type \`${type.name}\`, version ${type.version}, declares this.`;
  const checked = checkParts(type, value, (expected, found) => {
    problems.push({ ...blame, expected, found, hint });
  });
  const [first, ...others] = problems.slice(0, MAXIMUM_PROBLEMS);
  if (first !== undefined) throw new KooplineError(first, { others });
  return checked;
}

/**
 * Checks rows of a table that is written in pieces.
 *
 * @param place the table, its type, and how many rows came before.
 * @throws {KooplineError} as {@link checkArtifact}.
 */
export function checkRows(
  place: {
    readonly name: string;
    readonly type: TableType | OpenTableType;
    readonly first: number;
  },
  value: unknown,
  blame: { readonly code: ErrorCode; readonly where?: string },
): CheckedTable {
  const problems: Problem[] = [];
  const after = place.first === 0 ? "" : ` after its first ${place.first} rows`;
  const checked = checkTable(
    `table \`${place.name}\`${after}`,
    place.type,
    value,
    (expected, found) => {
      problems.push({ ...blame, expected, found });
    },
  );
  const [first, ...others] = problems.slice(0, MAXIMUM_PROBLEMS);
  if (first !== undefined) throw new KooplineError(first, { others });
  return checked;
}

function checkParts(type: ArtifactType, value: unknown, report: Report): CheckedArtifact {
  const parts = isRecord(value) ? value : {};
  if (!isRecord(value)) report("{ tables, files, meta }", describe(value));
  const tables = takeMembers(parts["tables"], Object.keys(type.tables), "tables", report);
  const files = takeMembers(parts["files"], Object.keys(type.files), "files", report);
  const checkedTables = tables.map(([name, table]): [string, CheckedTable] => [
    name,
    checkTable(`table \`${name}\``, type.tables[name]!, table, report),
  ]);
  const checkedFiles = files.flatMap(([name, file]): [string, Uint8Array][] => {
    if (file instanceof Uint8Array) return [[name, file]];
    report(`a Uint8Array as file \`${name}\``, describe(file));
    return [];
  });
  return {
    tables: Object.fromEntries(checkedTables),
    files: Object.fromEntries(checkedFiles),
    meta: parts["meta"],
  };
}

/** Takes the declared members of a record in declared order; reports those missing and those too many. */
function takeMembers(
  value: unknown,
  names: readonly string[],
  place: string,
  report: Report,
): [string, unknown][] {
  if (!isRecord(value)) {
    report(`${place} with ${listNames(names)}`, describe(value));
    return [];
  }
  for (const name of Object.keys(value)) {
    if (!names.includes(name)) {
      report(`only ${listNames(names)} in ${place}`, `\`${name}\` as well`);
    }
  }
  return names.flatMap((name): [string, unknown][] => {
    if (Object.hasOwn(value, name)) return [[name, value[name]]];
    report(`${listNames(names)} in ${place}`, `no \`${name}\``);
    return [];
  });
}

function checkTable(
  place: string,
  type: TableType | OpenTableType,
  value: unknown,
  report: Report,
): CheckedTable {
  const declared = type.columns === "open" ? undefined : type.columns;
  const names = declared === undefined
    ? (isRecord(value) ? Object.keys(value) : [])
    : Object.keys(declared);
  const columns = takeMembers(value, names, place, report).flatMap(
    ([column, values]): [string, AnyColumnValues][] => {
      const label = `column \`${column}\` of ${place}`;
      const checked = declared === undefined
        ? checkOpenColumn(label, values, report)
        : checkColumn(label, declared[column]!, values, report);
      return checked === undefined ? [] : [[column, checked]];
    },
  );
  return { columns: Object.fromEntries(columns), rows: checkLengths(place, columns, report) };
}

function checkOpenColumn(
  label: string,
  values: unknown,
  report: Report,
): AnyColumnValues | undefined {
  const dtype = detectDtype(isRecord(values) ? values["data"] : values);
  const column = { vector: isRecord(values), meaning: "", finite: false };
  if (dtype !== undefined) return checkColumn(label, { ...column, dtype }, values, report);
  report(`an array of f64, f32, i32, utf8 or bool as ${label}`, describe(values));
}

function checkColumn(
  label: string,
  column: Column,
  values: unknown,
  report: Report,
): AnyColumnValues | undefined {
  if (!column.vector) return checkElements(label, column, values, 1, report);
  const width = isRecord(values) ? values["width"] : undefined;
  if (!isRecord(values) || typeof width !== "number" || !Number.isInteger(width) || width < 0) {
    report(`{ width, data } as ${label}`, describe(values));
    return undefined;
  }
  const data = checkElements(label, column, values["data"], width, report);
  if (data === undefined) return undefined;
  if (isList(data) || data instanceof Uint8Array) {
    report(`vectors of f64, f32 or i32 as ${label}`, column.dtype);
    return undefined;
  }
  return { width, data };
}

type Elements = Float64Array | Float32Array | Int32Array | Uint8Array | readonly string[];

/** Checks elements of a dtype. `width` is only for saying where a bad element is. */
function checkElements(
  label: string,
  column: Column,
  values: unknown,
  width: number,
  report: Report,
): Elements | undefined {
  if (!isElements(values) || detectDtype(values) !== column.dtype) {
    report(`${ARRAY_NAMES[column.dtype]} as ${label}`, describe(values));
    return undefined;
  }
  const bad = findBadElement(values, column.finite);
  if (bad >= 0) {
    const place = column.vector
      ? `row ${Math.floor(bad / width)}, element ${bad % width}`
      : `row ${bad}`;
    report(`${ELEMENT_RULES[column.dtype]} in ${label}`, `${describe(values[bad])} in ${place}`);
    return undefined;
  }
  return values;
}

const ARRAY_NAMES: Readonly<Record<Dtype, string>> = {
  f64: "a Float64Array",
  f32: "a Float32Array",
  i32: "an Int32Array",
  utf8: "a list of texts",
  bool: "a Uint8Array of 0 and 1",
};

const ELEMENT_RULES: Readonly<Record<Dtype, string>> = {
  f64: "finite numbers",
  f32: "finite numbers",
  i32: "integers",
  utf8: "well-formed texts",
  bool: "0 or 1",
};

function findBadElement(values: Elements, finite: boolean): number {
  if (isList(values)) {
    return values.findIndex((text) => typeof text !== "string" || !text.isWellFormed());
  }
  if (values instanceof Uint8Array) return values.findIndex((value) => value > 1);
  if (values instanceof Int32Array || !finite) return -1;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}

/** Checks that columns are equally long and gives their rows. */
function checkLengths(
  place: string,
  columns: readonly [string, AnyColumnValues][],
  report: Report,
): number {
  let rows: number | undefined;
  let first = "";
  for (const [name, values] of columns) {
    const length = measureColumn(values);
    if (length === undefined) continue;
    rows ??= length;
    first ||= name;
    if (!Number.isInteger(length)) {
      report(`whole rows in column \`${name}\` of ${place}`, `${length} rows`);
    } else if (length !== rows) {
      report(
        `columns of equal length in ${place}`,
        `${rows} rows in \`${first}\` and ${length} in \`${name}\``,
      );
    }
  }
  return rows ?? 0;
}

/**
 * Rows of a column. Vectors of width 0 have as many rows as the other columns say: undefined, or
 * Infinity when they hold elements all the same.
 */
function measureColumn(values: AnyColumnValues): number | undefined {
  if (!("width" in values)) return values.length;
  const { width, data } = values;
  return width === 0 && data.length === 0 ? undefined : data.length / width;
}

function detectDtype(values: unknown): Dtype | undefined {
  if (values instanceof Float64Array) return "f64";
  if (values instanceof Float32Array) return "f32";
  if (values instanceof Int32Array) return "i32";
  if (values instanceof Uint8Array) return "bool";
  return Array.isArray(values) ? "utf8" : undefined;
}

function isElements(values: unknown): values is Elements {
  return detectDtype(values) !== undefined;
}

function isList(values: Elements): values is readonly string[] {
  return Array.isArray(values);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !ArrayBuffer.isView(value);
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return `the text ${JSON.stringify(value.slice(0, 40))}`;
  if (typeof value !== "object" || value === null) return String(value);
  return Array.isArray(value) ? "a list" : `an object of class ${value.constructor?.name}`;
}

function listNames(names: readonly string[]): string {
  return names.length === 0 ? "nothing" : names.map((name) => `\`${name}\``).join(", ");
}
