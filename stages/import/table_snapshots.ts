/** Snapshots from a table: one row a snapshot, in any order. */

import { findColumn, type NumberTable, requireColumns } from "./number_table.ts";
import type { TrajectoriesParams } from "./params.ts";
import { refuseInput } from "./refusal.ts";
import type { Snapshots } from "./trajectories.ts";

const LARGEST_INT32 = 0x7fff_ffff;

/** A column of whole numbers, and its name for messages. */
interface Numbering {
  /** Undefined when the table has no such column, and its rows are numbered in order. */
  readonly name: string | undefined;
  readonly numbers: Int32Array;
}

/**
 * Takes a table's snapshots. Without a column of trajectories all rows are one; without a column of
 * steps rows are numbered in order. Trajectories are renumbered from 0.
 *
 * @throws KooplineError `input.shape` for columns that are not there and for no observables;
 * `input.value` for numbers that are not finite or not whole, and for steps that repeat or leave a gap.
 */
export function readTableSnapshots(
  table: NumberTable,
  { columns = {}, observables: names }: Pick<TrajectoriesParams, "columns" | "observables">,
): Snapshots {
  const trajectoryName = findColumn(table, columns.trajectory, "trajectory");
  const stepName = findColumn(table, columns.step, "step");
  const chosen = names ??
    table.names.filter((name) => name !== trajectoryName && name !== stepName);
  requireColumns(table, chosen);
  if (chosen.length === 0) {
    throw refuseInput(
      "input.shape",
      table.where,
      "a column of observables besides trajectory and step",
      `only ${table.names.join(", ")}`,
    );
  }
  const trajectory = readTrajectories(table, trajectoryName);
  const step = readSteps(table, stepName, trajectory);
  const rows = Array.from({ length: table.rows }, (_, row) => row).sort((a, b) =>
    trajectory[a]! - trajectory[b]! || step.numbers[a]! - step.numbers[b]! || a - b
  );
  checkSteps(table, rows, trajectory, step);
  const read = chosen.map((name) => ({ name, ...table.read(name) }));
  return {
    trajectory: Int32Array.from(rows, (row) => trajectory[row]!),
    step: Int32Array.from(rows, (row) => step.numbers[row]!),
    values: gatherValues(rows, read),
    observables: read.flatMap(({ name, width }) =>
      width === 1 ? [name] : Array.from({ length: width }, (_, k) => `${name}[${k}]`)
    ),
  };
}

function readWhole(table: NumberTable, name: string): Int32Array {
  const { width, data } = table.read(name);
  const bad = data.findIndex((value) =>
    !Number.isInteger(value) || value < 0 || value > LARGEST_INT32
  );
  if (width === 1 && bad < 0) return Int32Array.from(data);
  throw refuseInput(
    "input.value",
    width === 1 ? table.locate(name, bad) : table.where,
    `a whole number from 0 to ${LARGEST_INT32} in column \`${name}\``,
    width === 1 ? `${data[bad]}` : `vectors of width ${width}`,
  );
}

/** Numbers trajectories from 0, in the order of the file's own numbers. */
function readTrajectories(table: NumberTable, name: string | undefined): Int32Array {
  if (name === undefined) return new Int32Array(table.rows);
  const given = readWhole(table, name);
  const places = new Map([...new Set(given)].sort((a, b) => a - b).map((id, k) => [id, k]));
  return given.map((id) => places.get(id) ?? 0);
}

function readSteps(
  table: NumberTable,
  name: string | undefined,
  trajectory: Int32Array,
): Numbering {
  if (name !== undefined) return { name, numbers: readWhole(table, name) };
  const counts = new Map<number, number>();
  const numbers = trajectory.map((id) => {
    const count = counts.get(id) ?? 0;
    counts.set(id, count + 1);
    return count;
  });
  return { name, numbers };
}

/** Refuses steps that repeat, and gaps: the operator takes neighbouring rows for one step apart. */
function checkSteps(
  table: NumberTable,
  rows: readonly number[],
  trajectory: Int32Array,
  { name, numbers }: Numbering,
): void {
  let stride: number | undefined;
  for (let k = 1; k < rows.length; k++) {
    const [before, row] = [rows[k - 1]!, rows[k]!];
    if (trajectory[before] !== trajectory[row]) continue;
    const difference = numbers[row]! - numbers[before]!;
    stride ??= difference;
    if (difference === stride && difference > 0) continue;
    const found = difference === 0
      ? `a second row for step ${numbers[row]}`
      : `step ${numbers[row]}`;
    throw refuseInput(
      "input.value",
      name === undefined ? table.where : table.locate(name, row),
      `step ${numbers[before]! + Math.max(1, stride)} after step ${
        numbers[before]
      } in a trajectory`,
      found,
      "Steps rise evenly, by the same number everywhere; rows of one trajectory share its number.",
    );
  }
}

function gatherValues(
  rows: readonly number[],
  columns: readonly { readonly width: number; readonly data: Float64Array }[],
): Float64Array {
  const total = columns.reduce((sum, { width }) => sum + width, 0);
  const values = new Float64Array(rows.length * total);
  let next = 0;
  for (const row of rows) {
    for (const { width, data } of columns) {
      for (let k = 0; k < width; k++) values[next++] = data[row * width + k]!;
    }
  }
  return values;
}
