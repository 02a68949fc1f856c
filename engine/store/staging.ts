/** Rows that wait for their chunk to fill, in memory that is used again for the next one. */

import type { AnyColumnValues, Vectors } from "../../schemas/column.ts";
import type { TableColumns } from "./arrow_encode.ts";
import { isNumbers, isTexts, isVectors, type Numbers } from "./column_values.ts";

/** Rows of one table. */
export interface Staging {
  readonly rows: number;
  /** Copies rows `from` to `to` (left out) of columns of the form that the first had. */
  add(columns: TableColumns, from: number, to: number): void;
  /** Views the rows; the views change with the next rows. */
  view(): TableColumns;
  clear(): void;
}

/** The rows of one column. */
interface StagedColumn {
  add(values: AnyColumnValues, from: number, to: number): void;
  view(): AnyColumnValues;
  clear(): void;
}

/**
 * Opens the memory of one table.
 *
 * @param form columns of the table, of any number of rows.
 * @param most rows that it will hold at once.
 */
export function openStaging(form: TableColumns, most: number): Staging {
  const columns = new Map(
    Object.entries(form).map(([name, values]) => [name, stageColumn(values, most)]),
  );
  let rows = 0;
  return {
    get rows() {
      return rows;
    },
    add(added, from, to) {
      for (const [name, column] of columns) {
        const values = added[name];
        if (values !== undefined) column.add(values, from, to);
      }
      rows += to - from;
    },
    view: () => Object.fromEntries([...columns].map(([name, column]) => [name, column.view()])),
    clear() {
      for (const column of columns.values()) column.clear();
      rows = 0;
    },
  };
}

function stageColumn(form: AnyColumnValues, most: number): StagedColumn {
  if (isVectors(form)) return stageVectors(form, most);
  if (form instanceof Uint8Array) {
    return stageElements((buffer, length) => new Uint8Array(buffer, 0, length), { bytes: 1, most });
  }
  return isNumbers(form)
    ? stageElements(chooseArray(form), { bytes: form.BYTES_PER_ELEMENT, most })
    : stageTexts();
}

function stageTexts(): StagedColumn {
  let texts: string[] = [];
  return {
    add(values, from, to) {
      if (isTexts(values)) { for (let row = from; row < to; row++) texts.push(values[row] ?? ""); }
    },
    view: () => texts,
    clear() {
      texts = [];
    },
  };
}

function stageVectors({ width, data }: Vectors<Numbers>, most: number): StagedColumn {
  const size = { bytes: data.BYTES_PER_ELEMENT, most: most * width };
  const elements = stageElements(chooseArray(data), size);
  return {
    add(values, from, to) {
      if (isVectors(values)) elements.add(values.data, from * width, to * width);
    },
    view: () => ({ width, data: elements.view() }),
    clear: elements.clear,
  };
}

/** Elements of one dtype. The system gives memory when it is written to, so all of it can be asked for at once. */
function stageElements<T extends Numbers | Uint8Array>(
  wrap: (buffer: ArrayBuffer, length: number) => T,
  { bytes, most }: { readonly bytes: number; readonly most: number },
) {
  const buffer = new ArrayBuffer(most * bytes);
  const elements = wrap(buffer, most);
  let filled = 0;
  return {
    add(values: AnyColumnValues, from: number, to: number) {
      if (isVectors(values) || isTexts(values)) return;
      elements.set(values.subarray(from, to), filled);
      filled += to - from;
    },
    view: () => wrap(buffer, filled),
    clear() {
      filled = 0;
    },
  };
}

function chooseArray(form: Numbers): (buffer: ArrayBuffer, length: number) => Numbers {
  if (form instanceof Float64Array) return (buffer, length) => new Float64Array(buffer, 0, length);
  if (form instanceof Float32Array) return (buffer, length) => new Float32Array(buffer, 0, length);
  return (buffer, length) => new Int32Array(buffer, 0, length);
}
