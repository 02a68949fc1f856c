/** Tables on their way out of a worker, chunk by chunk: each leaves as soon as it is full. */

import type { OpenTableType, TableType } from "../../schemas/artifact_type.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { TableWriter } from "../../stages/define.ts";
import { type CheckedTable, checkRows } from "../store/artifact_check.ts";
import { encodeChunk } from "../store/artifact_codec.ts";
import { cutTable, openChunks, type TablePart } from "../store/table_chunks.ts";
import { findDifference, makeEmptyColumns } from "../store/table_rows.ts";
import type { EncodedChunk } from "./job.ts";

/** Sends a chunk of a table; the promise is the credit for the next. */
export type SendChunk = (table: string, chunk: EncodedChunk) => Promise<void>;

/** What is left of a table when its chunks have gone ahead. */
export interface SentTable {
  /** Rows of the whole table. */
  readonly rows: number;
  /** The rows that filled no chunk; undefined when there are none. */
  readonly rest: EncodedChunk | undefined;
}

/** A writer that its worker can close. */
export interface TableStream {
  /** What the stage is handed. */
  readonly writer: TableWriter;
  /** Waits for chunks on their way and gives the rest. */
  finish(): Promise<SentTable>;
}

/** Sends a table that a stage returned whole; one that fits a chunk goes with the end of its job. */
export async function sendTable(
  name: string,
  table: TablePart,
  send: SendChunk,
): Promise<SentTable> {
  const { rows } = table;
  for (const chunk of cutTable(table)) {
    if (chunk.rows === rows) return { rows, rest: encodeChunk(chunk) };
    await send(name, encodeChunk(chunk));
  }
  return { rows, rest: undefined };
}

/** Opens a table that a stage writes in pieces. */
export function openTableStream(
  table: string,
  type: TableType | OpenTableType,
  { cell, send }: { readonly cell: string; readonly send: SendChunk },
): TableStream {
  const cutter = openChunks();
  const form = openForm(table, type, cell);
  let credit: Promise<void> = Promise.resolve();
  let closed = false;
  let failure: { readonly error: unknown } | undefined;
  const take = (part: TablePart) => {
    for (const chunk of cutter.append(part)) {
      const next = send(table, encodeChunk(chunk));
      credit = credit.then(() => next);
    }
  };
  return {
    writer: {
      table,
      get rows() {
        return cutter.rows;
      },
      async append(rows) {
        try {
          if (closed) throw refuseRows(cell, `no row of \`${table}\` once \`run\` has returned`);
          const checked = form.check(rows, cutter.rows);
          if (checked.rows > 0) take(checked);
        } catch (error) {
          failure ??= { error };
          throw error;
        }
        await credit;
      },
    },
    async finish() {
      closed = true;
      // A stage that does not wait, or goes on, would leave a table without the rows that were refused.
      if (failure !== undefined) throw failure.error;
      if (cutter.rows === 0) take({ columns: form.columns(), rows: 0 });
      const rest = cutter.finish();
      await credit;
      return { rows: cutter.rows, rest: rest && encodeChunk(rest) };
    },
  };
}

/** The form of a table that is written in pieces: what its type says, and what its first rows were. */
function openForm(table: string, type: TableType | OpenTableType, cell: string) {
  let first: CheckedTable | undefined;
  return {
    /** Columns of the first rows; without rows, of none. */
    columns: () => first?.columns ?? makeEmptyColumns(type),
    /** Checks rows that follow on `before` others. @throws {KooplineError} `stage.output`. */
    check(rows: unknown, before: number): CheckedTable {
      const place = { name: table, type, first: before };
      const checked = checkRows(place, rows, { code: "stage.output", where: cell });
      if (first === undefined || first.rows === 0) first = checked;
      else if (checked.rows > 0) {
        const difference = findDifference(first.columns, checked.columns);
        if (difference !== undefined) {
          throw refuseRows(cell, `rows of one form in \`${table}\``, difference);
        }
      }
      return checked;
    },
  };
}

function refuseRows(cell: string, expected: string, found = "an append"): KooplineError {
  return new KooplineError({ code: "stage.output", where: cell, expected, found });
}
