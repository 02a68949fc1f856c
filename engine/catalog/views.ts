/**
 * The tables that a query may see, and how one of them comes to be in DuckDB.
 *
 * Each stage is a schema; each table of its artifact type a table with the stage's axes before its own
 * columns and the artifact's address, `artifact`, after them. Where the table has a column of such a name
 * itself, the label's column is called `cell_…`. Vectors are DOUBLE[n] (FLOAT[n], INTEGER[n]), or lists
 * when their width differs between artifacts: `values[1]` is the first element either way.
 */

import type { Column, Dtype } from "../../schemas/column.ts";
import { KooplineError } from "../../schemas/error.ts";
import { encodeTableStream, isVectors } from "../store/arrow_table.ts";
import { type GatheredTable, gatherTable, nameLabel, typeAxis } from "./gather.ts";
import { quoteIdentifier, type Session } from "./session.ts";
import type { CatalogSource } from "./source.ts";

/** A column as people are told about it. */
export interface ColumnNote {
  readonly name: string;
  /** DuckDB's type. */
  readonly type: string;
  readonly meaning: string;
  readonly unit: string;
}

/** A table that a query may name. */
export interface CatalogTable {
  readonly schema: string;
  readonly name: string;
  readonly meaning: string;
  /** Its columns, as far as they are declared: an open table's own are not. */
  readonly columns: readonly ColumnNote[];
  /** Gives its rows, of at most this many bytes. */
  readonly gather: (most: number) => GatheredTable | Promise<GatheredTable>;
}

/** Names that mean something else to DuckDB or to koopline, and so cannot be a stage's schema. */
const RESERVED_SCHEMAS: readonly string[] = [
  "information_schema",
  "koopline",
  "memory",
  "pg_catalog",
  "system",
  "temp",
];

const DUCKDB_TYPES: Readonly<Record<Dtype, string>> = {
  f64: "DOUBLE",
  f32: "FLOAT",
  i32: "INTEGER",
  utf8: "VARCHAR",
  bool: "BOOLEAN",
};

/**
 * Lists the tables of stages.
 *
 * @throws {KooplineError} `catalog.sql` when two stages' names differ in case only, which SQL does not see,
 * or a stage has a reserved name.
 */
export function listTables(sources: readonly CatalogSource[]): CatalogTable[] {
  const seen = new Map<string, string>();
  return sources.flatMap((source) => {
    const folded = source.schema.toLowerCase();
    const found = seen.get(folded);
    if (found !== undefined || RESERVED_SCHEMAS.includes(folded)) {
      throw new KooplineError({
        code: "catalog.sql",
        expected: "stages whose names SQL can tell apart",
        found: found === undefined
          ? `a stage \`${source.schema}\`, a name with a meaning of its own`
          : `\`${found}\` and \`${source.schema}\``,
        hint: "Rename the stage.",
      });
    }
    seen.set(folded, source.schema);
    return Object.entries(source.tables).map(([name, { meaning, columns }]): CatalogTable => ({
      schema: source.schema,
      name,
      meaning,
      columns: noteColumns(source, columns === "open" ? {} : columns),
      gather: (most) => gatherTable(source, name, most),
    }));
  });
}

/** Declares columns for people: DuckDB's types, meanings, units. */
export function noteDeclared(columns: Readonly<Record<string, Column>>): ColumnNote[] {
  return Object.entries(columns).map(([name, { dtype, vector, meaning, unit = "" }]) => ({
    name,
    type: DUCKDB_TYPES[dtype] + (vector ? "[]" : ""),
    meaning,
    unit,
  }));
}

/** Makes a table in the session and checks that its rows arrived. */
export async function storeTable(session: Session, table: CatalogTable): Promise<void> {
  // DuckDB holds the stream and the table at once.
  const gathered = await table.gather(session.database.memoryMiB / 2 * 2 ** 20);
  const { schema, name } = table;
  checkCase(table, gathered);
  session.run(`create schema if not exists ${quoteIdentifier(schema)}`);
  const place = `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
  if (gathered.rows === 0) {
    return session.run(`create table ${place} (${declareEmpty(table, gathered)})`);
  }
  if (gathered.widths.size > 0) storeRagged(session, schema, place, gathered);
  else session.insert({ schema, name }, encodeTableStream(Object.fromEntries(gathered.columns)));
  // The insertion fails in silence when DuckDB finds something else than it expects.
  const count = await session.read(`select count(*)::double as rows from ${place}`);
  const stored = Number(count.getChild("rows")?.get(0));
  if (stored !== gathered.rows) {
    throw new Error(`${stored} of ${gathered.rows} rows of ${schema}.${name} arrived in DuckDB`);
  }
}

function noteColumns(
  source: CatalogSource,
  columns: Readonly<Record<string, Column>>,
): ColumnNote[] {
  const own = new Set(Object.keys(columns).map((name) => name.toLowerCase()));
  const axes = source.axes.map((axis): ColumnNote => {
    const type = DUCKDB_TYPES[typeAxis(source.items.map(({ labels }) => labels[axis]))];
    return { name: nameLabel(axis, own), type, meaning: `axis of the pipeline`, unit: "" };
  });
  const name = nameLabel("artifact", own);
  const artifact = { name, type: "VARCHAR", meaning: "address of the artifact", unit: "" };
  return [...axes, ...noteDeclared(columns), artifact];
}

function checkCase(table: CatalogTable, { columns }: GatheredTable): void {
  const folded = new Map<string, string>();
  for (const name of columns.keys()) {
    const other = folded.get(name.toLowerCase());
    if (other !== undefined) {
      throw new KooplineError({
        code: "catalog.sql",
        expected: `columns of \`${table.schema}.${table.name}\` whose names SQL can tell apart`,
        found: `\`${other}\` and \`${name}\``,
      });
    }
    folded.set(name.toLowerCase(), name);
  }
}

/** DuckDB makes no table from a stream without rows. */
function declareEmpty(table: CatalogTable, gathered: GatheredTable): string {
  const declared = new Map(table.columns.map(({ name, type }) => [name, type]));
  const loaded = [...gathered.columns].map(([name, values]): [string, string] => {
    const data = isVectors(values) ? values.data : values;
    return [name, typeValues(data) + (isVectors(values) ? "[]" : "")];
  });
  const names = declared.size >= loaded.length ? [...declared] : loaded;
  return names.map(([name, type]) => `${quoteIdentifier(name)} ${declared.get(name) ?? type}`)
    .join();
}

function typeValues(values: readonly string[] | ArrayBufferView): string {
  if (values instanceof Float64Array) return DUCKDB_TYPES.f64;
  if (values instanceof Float32Array) return DUCKDB_TYPES.f32;
  if (values instanceof Int32Array) return DUCKDB_TYPES.i32;
  return values instanceof Uint8Array ? DUCKDB_TYPES.bool : DUCKDB_TYPES.utf8;
}

/** Stores padded vectors under plain names, then cuts each to its own width. */
function storeRagged(
  session: Session,
  schema: string,
  place: string,
  { columns, widths }: GatheredTable,
): void {
  const padded = "padded vectors";
  const names = [...columns.keys()];
  const widened = names.filter((name) => widths.has(name));
  const stream = Object.fromEntries([
    ...names.map((name, i) => [`c${i}`, columns.get(name)!] as const),
    ...widened.map((name, i) => [`w${i}`, widths.get(name)!] as const),
  ]);
  session.insert({ schema, name: padded }, encodeTableStream(stream));
  const selected = names.map((name, i) => {
    const width = widened.indexOf(name);
    const value = width < 0 ? `c${i}` : `list_slice(c${i}, 1, w${width})`;
    return `${value} as ${quoteIdentifier(name)}`;
  });
  const source = `${quoteIdentifier(schema)}.${quoteIdentifier(padded)}`;
  session.run(`create table ${place} as select ${selected.join()} from ${source}`);
  session.run(`drop table ${source}`);
}
