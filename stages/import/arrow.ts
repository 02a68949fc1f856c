/** Arrow IPC files and streams, of whichever library. */

import { describeDamage } from "../../schemas/damage.ts";
import { type Data, DataType, type Table, tableFromIPC, type Vector } from "apache-arrow";
import { checkArrowLengths } from "./arrow_lengths.ts";
import type { NumberTable } from "./number_table.ts";
import { describeBytes, refuseInput } from "./refusal.ts";

/**
 * Reads a table.
 *
 * @throws KooplineError `input.format` for damage, compression and columns that are no numbers, here or
 * when the column is read; `input.shape` for a table without rows.
 */
export function parseArrow(bytes: Uint8Array, where: string): NumberTable {
  const table = readTable(bytes, where);
  const names = table.schema.fields.map(({ name }) => name);
  const repeated = names.find((name, k) => names.indexOf(name) !== k);
  if (repeated !== undefined) {
    throw refuseInput("input.shape", where, "columns of different names", `\`${repeated}\` twice`);
  }
  if (table.numRows === 0) throw refuseInput("input.shape", where, "at least one row", "none");
  // Nobody may take memory for rows that are only declared. The shortest row is one bit.
  if (table.numRows > 8 * bytes.length) {
    const found = `${table.numRows} rows in ${bytes.length} bytes`;
    throw refuseInput("input.format", where, "as many rows as the file can hold", found);
  }
  const locate = (name: string, row: number) => `${where}, column \`${name}\`, row ${row}`;
  return {
    where,
    names,
    rows: table.numRows,
    locate,
    read(name) {
      const vector = table.getChildAt(names.indexOf(name));
      if (vector === null) throw refuseInput("input.shape", where, `a column \`${name}\``, "none");
      return readColumn(vector, name, table.numRows, where);
    },
  };
}

function readTable(bytes: Uint8Array, where: string): Table {
  try {
    checkArrowLengths(bytes);
    return tableFromIPC(bytes);
  } catch (cause) {
    const message = describeDamage(cause);
    const looks = describeBytes(bytes);
    throw refuseInput(
      "input.format",
      where,
      "an Arrow IPC file or stream",
      looks.startsWith("an Arrow") ? `one that cannot be read: ${message}` : `${looks}: ${message}`,
      "Write it uncompressed, as an Arrow IPC file: in Python `pyarrow.feather.write_feather(table, path, compression='uncompressed')`.",
    );
  }
}

/** Reads all chunks of a column one after the other. */
function readColumn(vector: Vector, name: string, rows: number, where: string) {
  const place = `${where}, column \`${name}\``;
  const width = DataType.isFixedSizeList(vector.type) ? vector.type.listSize : 1;
  const chunks = vector.data.map((data) => readChunk(data, width, place));
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (width < 1 || length !== rows * width) {
    throw refuseInput(
      "input.format",
      place,
      `${rows} rows of ${width} numbers`,
      `${length} numbers`,
    );
  }
  const data = new Float64Array(length);
  let start = 0;
  for (const chunk of chunks) {
    data.set(chunk, start);
    start += chunk.length;
  }
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const row = Math.floor(bad / width);
    const element = width === 1 ? "" : `, element ${bad % width}`;
    throw refuseInput(
      "input.value",
      `${place}, row ${row}${element}`,
      "a finite number",
      `${data[bad]}`,
    );
  }
  return { width, data };
}

function readChunk(data: Data, width: number, place: string): Float64Array {
  refuseNulls(data, place);
  if (!DataType.isFixedSizeList(data.type)) return readElements(data, place);
  const child = data.children[0];
  if (child === undefined) {
    throw refuseInput("input.format", place, `${data.length} rows of ${width} numbers`, "fewer");
  }
  refuseNulls(child, place);
  return readElements(child, place).subarray(0, data.length * width);
}

/** An integer beyond what float64 holds exactly becomes NaN, which the caller refuses. */
function readElements(data: Data, place: string): Float64Array {
  const values: unknown = data.values;
  const isNumeric = DataType.isInt(data.type) ||
    (DataType.isFloat(data.type) && !(values instanceof Uint16Array));
  if (!isNumeric) {
    throw refuseInput(
      "input.format",
      place,
      "integers, floats or fixed-size lists of them",
      // A damaged file has types that the library has no word for.
      `the type ${String(data.type).replace(/<undefined\b[^>]*>/, "")}`,
      "Take only columns of numbers, or cast the column to float64.",
    );
  }
  const numbers = widenNumbers(values);
  if (numbers === undefined) {
    throw refuseInput("input.format", place, `${data.length} numbers`, "none");
  }
  return numbers.subarray(0, data.length);
}

function widenNumbers(values: unknown): Float64Array | undefined {
  if (values instanceof Float64Array) return values;
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    return Float64Array.from(values, (value) => {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : NaN;
    });
  }
  const isNarrow = values instanceof Float32Array || values instanceof Int32Array ||
    values instanceof Uint32Array || values instanceof Int16Array ||
    values instanceof Uint16Array || values instanceof Int8Array || values instanceof Uint8Array;
  return isNarrow ? Float64Array.from(values) : undefined;
}

function refuseNulls(data: Data, place: string): void {
  if (data.nullCount === 0) return;
  throw refuseInput("input.value", place, "a number in every row", `${data.nullCount} nulls`);
}
