/** Stored tables to columns, whole whatever chunks they lie in. */

import { Damage } from "../../schemas/damage.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { EncodedChunk, EncodedTable } from "../worker/job.ts";
import { type DecodedTable, decodeTable } from "./arrow_decode.ts";
import { joinRows } from "./table_rows.ts";

/**
 * Decodes a table. Numbers of one chunk are views into its bytes; several are copied into one array a column.
 *
 * @throws {KooplineError} `store.corrupt` on chunks that are damaged or do not belong together.
 */
export function decodeChunks({ rows, chunks }: EncodedTable): DecodedTable {
  const parts = chunks.map(decodeChunk);
  const found = parts.reduce((sum, part) => sum + part.rows, 0);
  if (found !== rows) throw refuseRows(rows, found);
  try {
    return { columns: joinRows(parts.map(({ columns }) => columns)), rows };
  } catch (cause) {
    if (!(cause instanceof Damage)) throw cause;
    throw new KooplineError({
      code: "store.corrupt",
      expected: "chunks of one table",
      found: cause.message,
    }, { cause });
  }
}

function decodeChunk({ rows, bytes }: EncodedChunk): DecodedTable {
  const decoded = decodeTable(bytes);
  if (decoded.rows === rows) return decoded;
  throw refuseRows(rows, decoded.rows);
}

function refuseRows(expected: number, found: number): KooplineError {
  return new KooplineError({
    code: "store.corrupt",
    expected: `a table of ${expected} rows`,
    found: `${found} rows`,
  });
}
