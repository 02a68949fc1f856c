/** Tables of artifacts as CSV for the published view. */

import { formatCsv } from "../catalog/format.ts";
import { decodeChunks } from "../store/table_decode.ts";
import type { EncodedArtifact } from "../worker/job.ts";

/** Rows above which a table is left to `query --format parquet` rather than published as text. */
const MOST_ROWS = 100_000;

/** Renders the tables of an artifact as CSV. */
export function renderTables(
  artifact: EncodedArtifact,
): readonly { readonly table: string; readonly csv: Uint8Array }[] {
  return Object.entries(artifact.tables)
    .filter(([, { rows }]) => rows <= MOST_ROWS)
    .map(([table, encoded]) => ({
      table,
      csv: new TextEncoder().encode(formatCsv(decodeChunks(encoded))),
    }));
}
