/**
 * Large tables in chunks: as many rows each as their columns' dtypes and widths say, about 4 MiB.
 *
 * Where a chunk ends depends on the table alone, never on how it was written, so that equal tables have
 * equal addresses. A table of one chunk is one blob, as tables were before there were chunks.
 */

import type { TableColumns } from "./arrow_encode.ts";
import { openStaging, type Staging } from "./staging.ts";
import { measureRow, takeRows } from "./table_rows.ts";

/** Bytes of a chunk's values, as near as whole rows come to it. A change of this changes addresses. */
export const CHUNK_BYTES = 4 * 1024 * 1024;

/** Rows of a table. */
export interface TablePart {
  readonly columns: TableColumns;
  readonly rows: number;
}

/** Counts the rows of each chunk but the last of a table with these columns. */
export function countChunkRows(columns: TableColumns, bytes = CHUNK_BYTES): number {
  return Math.max(1, Math.floor(bytes / Math.max(1, measureRow(columns))));
}

/** Cuts a whole table; an empty one is one chunk. */
export function* cutTable({ columns, rows }: TablePart, bytes = CHUNK_BYTES): Iterable<TablePart> {
  const size = countChunkRows(columns, bytes);
  if (rows <= size) return yield { columns, rows };
  for (let from = 0; from < rows; from += size) {
    const to = Math.min(from + size, rows);
    yield { columns: takeRows(columns, from, to), rows: to - from };
  }
}

/** Takes rows as they come and gives the chunks that {@link cutTable} gives of the whole. */
export interface ChunkCutter {
  readonly rows: number;
  /**
   * Takes rows of the form that the first had and gives the chunks that they fill. A chunk is a view of memory that is
   * used again: encode it before the next one is taken.
   */
  append(part: TablePart): Iterable<TablePart>;
  /** Gives the rows that filled no chunk; undefined when chunks hold them all. */
  finish(): TablePart | undefined;
}

/** Opens a cutter of a table. */
export function openChunks(bytes = CHUNK_BYTES): ChunkCutter {
  let staged: Staging | undefined;
  let rows = 0;
  return {
    get rows() {
      return rows;
    },
    *append(part) {
      const size = countChunkRows(part.columns, bytes);
      staged ??= openStaging(part.columns, size);
      rows += part.rows;
      let from = 0;
      while (staged.rows + part.rows - from >= size) {
        const to = from + size - staged.rows;
        if (staged.rows === 0) yield { columns: takeRows(part.columns, from, to), rows: size };
        else {
          staged.add(part.columns, from, to);
          yield { columns: staged.view(), rows: size };
          staged.clear();
        }
        from = to;
      }
      if (from < part.rows) staged.add(part.columns, from, part.rows);
    },
    finish() {
      const left = staged?.rows ?? 0;
      if (left === 0 && rows > 0) return undefined;
      return { columns: staged?.view() ?? {}, rows: left };
    },
  };
}
