/** Rows (a, b, value) as a square or rectangular table of values. */

import type { Matrix } from "../../numerics/matrix.ts";
import { KooplineError } from "../../schemas/error.ts";
import { assertShown, type FigureData, readLabels, readNumbers } from "../figure_data.ts";
import type { HiddenRows, LabelColumn } from "../figure_data.ts";
import type { PlotOf } from "../figure_spec.ts";
import { splitRows } from "./groups.ts";
import { formatCount } from "./number.ts";

/** A table of values; NaN where the data have none. */
export interface PairTable {
  /** Labels from top to bottom, and from left to right. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Value of row i and column j. */
  readonly value: (i: number, j: number) => number;
  readonly hidden: HiddenRows;
}

/** More labels than this on a side cannot be told apart. */
const MOST_LABELS = 300;

/**
 * Reads pairs. With `symmetric`, rows and columns share the labels of both columns, and a missing
 * (b, a) is taken from (a, b).
 *
 * @throws {KooplineError} `pipeline.params` for a wrong column; `input.value` for nothing to draw, a
 *   pair given twice, or more than 300 labels.
 */
export function readPairs(plot: PlotOf<"matrix">, data: FigureData): PairTable {
  const a = readLabels(data, plot.a, "plot.a");
  const b = readLabels(data, plot.b, "plot.b");
  const values = readNumbers(data, plot.value, "plot.value");
  const rows = listLabels(plot.symmetric ? joinColumns(a, b) : a);
  const columns = plot.symmetric ? rows : listLabels(b);
  assertFew(rows, "plot.a");
  assertFew(columns, "plot.b");
  const cells = new Map<string, number>();
  const hidden = { missing: 0, notPositive: 0, outside: 0 };
  for (let row = 0; row < data.rows; row++) {
    const key = keyPair(a.labels[row] ?? "", b.labels[row] ?? "");
    assertNew(cells, key, plot);
    const value = values[row] ?? NaN;
    if (!Number.isFinite(value)) hidden.missing += 1;
    else if (plot.scale === "log" && value <= 0) hidden.notPositive += 1;
    cells.set(key, Number.isFinite(value) && (plot.scale !== "log" || value > 0) ? value : NaN);
  }
  assertShown(data.rows - hidden.missing - hidden.notPositive, hidden);
  const find = (row: string, column: string) => cells.get(keyPair(row, column));
  const value = (i: number, j: number) => {
    const [row, column] = [rows[i] ?? "", columns[j] ?? ""];
    return find(row, column) ?? (plot.symmetric ? find(column, row) : undefined) ?? NaN;
  };
  return { rows, columns, value, hidden };
}

/** Gives the table with rows and columns in a new order. */
export function reorderPairs(table: PairTable, order: readonly number[]): PairTable {
  const rows = order.map((index) => table.rows[index] ?? "");
  return {
    ...table,
    rows,
    columns: rows,
    value: (i, j) => table.value(order[i] ?? -1, order[j] ?? -1),
  };
}

/**
 * Gives the distances of all rows for clustering.
 *
 * @throws {KooplineError} `input.value` when a pair is missing, or its two directions differ.
 */
export function listDistances(table: PairTable): Matrix {
  const count = table.rows.length;
  const data = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      data[i * count + j] = data[j * count + i] = findDistance(table, i, j);
    }
  }
  return { rows: count, columns: count, data };
}

function findDistance({ rows, value }: PairTable, i: number, j: number): number {
  const distance = value(i, j);
  const back = value(j, i);
  if (Number.isNaN(distance) || distance !== back) {
    throw new KooplineError({
      code: "input.value",
      where: "plot.cluster",
      expected: "one distance for each pair of labels",
      found: Number.isNaN(distance)
        ? `none for "${rows[i]}" and "${rows[j]}"`
        : `${distance} from "${rows[i]}" to "${rows[j]}" and ${back} back`,
      hint: "Give every pair in the SQL, or leave out `cluster`.",
    });
  }
  return distance;
}

function joinColumns(a: LabelColumn, b: LabelColumn): LabelColumn {
  const numbers = a.numbers === undefined || b.numbers === undefined
    ? undefined
    : [...a.numbers, ...b.numbers];
  return { name: a.name, labels: [...a.labels, ...b.labels], numbers };
}

function listLabels(column: LabelColumn): readonly string[] {
  const all = Array.from(column.labels, (_, index) => index);
  return [...new Set(splitRows(column, all).map(({ label }) => label))];
}

function keyPair(a: string, b: string): string {
  return JSON.stringify([a, b]);
}

function assertNew(cells: ReadonlyMap<string, number>, key: string, { a, b }: PlotOf<"matrix">) {
  if (!cells.has(key)) return;
  throw new KooplineError({
    code: "input.value",
    where: "sql",
    expected: `one row for each pair of ${a} and ${b}`,
    found: `two for ${key}`,
    hint: "Average in the SQL with `group by`.",
  });
}

function assertFew(labels: readonly string[], where: string) {
  if (labels.length <= MOST_LABELS) return;
  throw new KooplineError({
    code: "input.value",
    where,
    expected: `at most ${MOST_LABELS} different labels`,
    found: formatCount(labels.length, "label"),
    hint: "Choose fewer in the SQL.",
  });
}
