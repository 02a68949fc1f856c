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
  const refuse = (expected: string, found: string) =>
    new KooplineError({ code: "stage.output", where: cell, expected, found });
  let credit: Promise<void> = Promise.resolve();
  let form: CheckedTable | undefined;
  let closed = false;
  let failure: { readonly error: unknown } | undefined;
  const take = (part: TablePart) => {
    for (const chunk of cutter.append(part)) {
      const next = send(table, encodeChunk(chunk));
      credit = credit.then(() => next);
    }
  };
  const append = (rows: unknown) => {
    if (closed) throw refuse(`no row of \`${table}\` once \`run\` has returned`, "an append");
    const place = { name: table, type, first: cutter.rows };
    const checked = checkRows(place, rows, { code: "stage.output", where: cell });
    const difference = form && form.rows > 0 && checked.rows > 0
      ? findDifference(form.columns, checked.columns)
      : undefined;
    if (difference !== undefined) throw refuse(`rows of one form in \`${table}\``, difference);
    if (form === undefined || form.rows === 0) form = checked;
    if (checked.rows > 0) take(checked);
  };
  return {
    writer: {
      table,
      get rows() {
        return cutter.rows;
      },
      async append(rows) {
        try {
          append(rows);
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
      if (cutter.rows === 0) take({ columns: form?.columns ?? makeEmptyColumns(type), rows: 0 });
      const rest = cutter.finish();
      await credit;
      return { rows: cutter.rows, rest: rest && encodeChunk(rest) };
    },
  };
}
