/** Parquet files, of whichever library: columns of numbers, and of lists of equally many numbers. */

import { Damage, describeDamage } from "../../schemas/damage.ts";
import {
  type DecodedArray,
  type FileMetaData,
  parquetMetadata,
  parquetRead,
  parquetSchema,
  type SchemaTree,
} from "hyparquet";
import { KooplineError } from "../../schemas/error.ts";
import type { NumberTable } from "./number_table.ts";
import { checkPages } from "./parquet_pages.ts";
import { describeBytes, refuseInput } from "./refusal.ts";

/** Numbers in a column, each of which takes eight bytes here. */
const MOST_NUMBERS = 0x400_0000;

const CODECS: readonly string[] = ["UNCOMPRESSED", "SNAPPY"];
const NUMBERS: readonly string[] = ["INT32", "INT64", "FLOAT", "DOUBLE"];

/** Rows of a column, one after the other. */
interface ColumnRows {
  readonly width: number;
  readonly data: Float64Array;
}

/**
 * Reads a table.
 *
 * @throws KooplineError `input.format` for damage, for compression other than Snappy, and, when the column is read, for
 * columns that are no numbers; `input.shape` for a table without rows; `input.value` for nulls.
 */
export async function parseParquet(bytes: Uint8Array, where: string): Promise<NumberTable> {
  const { metadata, tree } = readMetadata(bytes, where);
  const rows = countRows(metadata, where);
  // The decoder takes no shared memory; one copy serves all columns.
  const file = bytes.slice().buffer;
  const columns = new Map<string, ColumnRows | KooplineError>();
  for (const child of tree.children) {
    const { name } = child.element;
    if (columns.has(name)) {
      throw refuseInput("input.shape", where, "columns of different names", `\`${name}\` twice`);
    }
    columns.set(name, await readColumn(file, metadata, child, rows, where));
  }
  const locate = (name: string, row: number) => `${where}, column \`${name}\`, row ${row}`;
  return {
    where,
    names: [...columns.keys()],
    rows,
    locate,
    read(name) {
      const column = columns.get(name);
      if (column === undefined) throw new Error(`no column ${name} in ${where}`);
      if (column instanceof KooplineError) throw column;
      const bad = column.data.findIndex((value) => !Number.isFinite(value));
      if (bad < 0) return column;
      const element = column.width === 1 ? "" : `, element ${bad % column.width}`;
      const place = locate(name, Math.floor(bad / column.width)) + element;
      throw refuseInput("input.value", place, "a finite number", `${column.data[bad]}`);
    },
  };
}

function readMetadata(bytes: Uint8Array, where: string) {
  try {
    const metadata = parquetMetadata(bytes, { geoparquet: false });
    return { metadata, tree: parquetSchema(metadata) };
  } catch (cause) {
    const looks = describeBytes(bytes);
    throw refuseDamage(where, looks === "a Parquet file" ? describeCause(cause) : looks);
  }
}

function countRows({ num_rows, row_groups }: FileMetaData, where: string): number {
  const rows = Number(num_rows);
  if (rows === 0) throw refuseInput("input.shape", where, "at least one row", "none");
  const grouped = row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (rows === grouped && rows > 0 && rows <= MOST_NUMBERS) return rows;
  const expected = `at most ${MOST_NUMBERS} rows, as many as its groups have`;
  throw refuseInput("input.format", where, expected, `${rows} rows, ${grouped} in its groups`);
}

/** Reads a column; what is wrong with one that nobody asks for is nobody's concern, so it is given, not thrown. */
async function readColumn(
  file: ArrayBuffer,
  metadata: FileMetaData,
  tree: SchemaTree,
  rows: number,
  where: string,
): Promise<ColumnRows | KooplineError> {
  const { name } = tree.element;
  const place = `${where}, column \`${name}\``;
  try {
    checkType(tree, place);
    checkChunks(new Uint8Array(file), metadata, tree, place);
    const chunks: { readonly start: number; readonly data: DecodedArray }[] = [];
    await parquetRead({
      file,
      metadata,
      columns: [name],
      onChunk: ({ columnData, rowStart }) => chunks.push({ start: rowStart, data: columnData }),
    });
    return joinRows(chunks.sort((a, b) => a.start - b.start).map(({ data }) => data), rows, place);
  } catch (cause) {
    return cause instanceof KooplineError ? cause : refuseDamage(place, describeCause(cause));
  }
}

/** A column is a number, or a list of numbers. */
function checkType(tree: SchemaTree, place: string): void {
  let leaf = tree;
  while (leaf.children.length === 1 && leaf.children[0] !== undefined) leaf = leaf.children[0];
  const { type = "a group", converted_type, logical_type } = leaf.element;
  const kind = converted_type ?? logical_type?.type;
  const isNumber = leaf.children.length === 0 && NUMBERS.includes(type) &&
    (kind === undefined || /^U?INT(EGER)?(_\d+)?$/.test(kind));
  if (isNumber) return;
  throw refuseInput(
    "input.format",
    place,
    "integers, floats or lists of them",
    kind === undefined ? `the type ${type}` : `the type ${kind}`,
    "Take only columns of numbers, or cast the column to float64.",
  );
}

function checkChunks(
  bytes: Uint8Array,
  { row_groups }: FileMetaData,
  tree: SchemaTree,
  place: string,
): void {
  const levels = countLevels(tree);
  for (const { columns } of row_groups) {
    for (const { meta_data: meta, file_path } of columns) {
      if (meta?.path_in_schema[0] !== tree.element.name) continue;
      if (!CODECS.includes(meta.codec)) {
        throw refuseInput(
          "input.format",
          place,
          "columns that are uncompressed or compressed with Snappy",
          meta.codec,
          "Write it with compression='snappy'.",
        );
      }
      if (file_path !== undefined || Number(meta.num_values) > MOST_NUMBERS) {
        const found = file_path === undefined ? `${meta.num_values}` : "data in another file";
        throw refuseInput("input.format", place, `at most ${MOST_NUMBERS} numbers`, found);
      }
      checkPages(bytes, { meta, ...levels });
    }
  }
}

function countLevels(tree: SchemaTree): { definition: number; repetition: number } {
  let [definition, repetition] = [0, 0];
  for (let node: SchemaTree | undefined = tree; node !== undefined; node = node.children[0]) {
    const kind = node.element.repetition_type;
    if (kind !== "REQUIRED") definition += 1;
    if (kind === "REPEATED") repetition += 1;
  }
  return { definition, repetition };
}

function joinRows(chunks: readonly DecodedArray[], rows: number, place: string): ColumnRows {
  const first: unknown = chunks[0]?.[0];
  const width = Array.isArray(first) ? first.length : 1;
  if (rows * width > MOST_NUMBERS || width === 0) {
    throw refuseInput("input.format", place, `1 to ${MOST_NUMBERS} numbers`, `${rows * width}`);
  }
  const data = new Float64Array(rows * width);
  let row = 0;
  for (const chunk of chunks) {
    for (let k = 0; k < chunk.length; k++, row++) {
      const value: unknown = chunk[k];
      if (row >= rows) throw new Damage(`more than ${rows} rows`);
      const list: readonly unknown[] = Array.isArray(value) ? value : [value];
      if (list.length !== width) {
        const expected = `${width} numbers, as in row 0`;
        throw refuseInput("input.shape", `${place}, row ${row}`, expected, `${list.length}`);
      }
      list.forEach((one, at) => {
        data[row * width + at] = readNumber(one, `${place}, row ${row}`);
      });
    }
  }
  if (row !== rows) throw new Damage(`${row} rows of ${rows}`);
  return { width, data };
}

/** An integer beyond what float64 holds exactly becomes NaN, which is refused when the column is read. */
function readNumber(value: unknown, place: string): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : NaN;
  const found = value === null || value === undefined ? "null" : typeof value;
  throw refuseInput("input.value", place, "a number in every row", found);
}

function describeCause(cause: unknown): string {
  return `one that cannot be read: ${describeDamage(cause)}`;
}

function refuseDamage(where: string, found: string): KooplineError {
  return refuseInput(
    "input.format",
    where,
    "a Parquet file",
    found,
    "The file is damaged or cut off; write it again.",
  );
}
