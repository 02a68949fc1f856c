/**
 * Large tables in chunks: as many rows each as their columns' dtypes and widths say, about 4 MiB.
 *
 * Where a chunk ends depends on the table alone, never on how it was written, so that equal tables have
 * equal addresses. A table of one chunk is one blob, as tables were before there were chunks.
 */

import type { TableColumns } from "./arrow_encode.ts";
import { copyValues, joinRows, mapColumns, measureRow, takeRows } from "./table_rows.ts";

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
   * Takes rows of the form that the first had and gives the chunks that they fill. Views of the given arrays are in
   * chunks, so encode these before the arrays change; what fills no chunk is copied.
   */
  append(part: TablePart): Iterable<TablePart>;
  /** Gives the rows that filled no chunk; undefined when chunks hold them all. */
  finish(): TablePart | undefined;
}

/** Opens a cutter of a table. */
export function openChunks(bytes = CHUNK_BYTES): ChunkCutter {
  /** Copies of rows that fill no chunk yet. */
  let kept: TablePart[] = [];
  let keptRows = 0;
  let rows = 0;
  let form: TableColumns | undefined;
  const keep = (part: TablePart) => {
    keptRows += part.rows;
    kept.push({
      columns: mapColumns(part.columns, (values) => copyValues(values)),
      rows: part.rows,
    });
    // Single rows may come by the million: equal parts are joined in pairs, so that there are few.
    for (let i = kept.length - 1; i > 0 && kept[i - 1]!.rows <= kept[i]!.rows; i--) {
      kept.splice(i - 1, 2, joinParts(kept.slice(i - 1)));
    }
  };
  const takeKept = (last: readonly TablePart[]): TablePart => {
    const parts = [...kept, ...last];
    kept = [];
    keptRows = 0;
    return joinParts(parts);
  };
  return {
    get rows() {
      return rows;
    },
    *append(part) {
      form ??= takeRows(part.columns, 0, 0);
      rows += part.rows;
      const size = countChunkRows(form, bytes);
      let from = 0;
      while (keptRows + part.rows - from >= size) {
        const to = from + size - keptRows;
        yield takeKept([{ columns: takeRows(part.columns, from, to), rows: to - from }]);
        from = to;
      }
      if (from < part.rows) {
        keep({ columns: takeRows(part.columns, from, part.rows), rows: part.rows - from });
      }
    },
    finish() {
      if (keptRows > 0) return takeKept([]);
      return rows > 0 ? undefined : { columns: form ?? {}, rows: 0 };
    },
  };
}

function joinParts(parts: readonly TablePart[]): TablePart {
  return {
    columns: joinRows(parts.map(({ columns }) => columns)),
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
  };
}
