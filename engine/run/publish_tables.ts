/** Tables of artifacts as CSV for the published view: those that people can read. */

import { formatCsv } from "../catalog/format.ts";
import type { ExpandedStage } from "../pipeline/expanded.ts";
import type { Manifest, TableEntry } from "../store/record.ts";
import { decodeChunks } from "../store/table_decode.ts";
import type { EncodedArtifact } from "../worker/job.ts";

/** A stage of more cells publishes no tables: nobody opens hundreds of files, and `query` shows them as one. */
const MOST_CELLS = 100;
/** Bytes of a table, over all cells of its stage, above which it is left to `query` and `export`. */
const MOST_BYTES = 8 * 1024 * 1024;

/** A cell whose tables may be published. */
export interface TableCell {
  readonly stage: ExpandedStage;
  readonly manifest: Manifest;
}

/** Names the tables to publish, as `stage.table`. */
export function chooseTables(cells: readonly TableCell[]): ReadonlySet<string> {
  const chosen = new Set<string>();
  for (const [{ name }, group] of Map.groupBy(cells, ({ stage }) => stage)) {
    if (group.length > MOST_CELLS) continue;
    const bytes = new Map<string, number>();
    for (const { manifest } of group) {
      for (const [table, entry] of Object.entries(manifest.tables)) {
        bytes.set(table, (bytes.get(table) ?? 0) + measureEntry(entry));
      }
    }
    for (const [table, total] of bytes) {
      if (total <= MOST_BYTES) chosen.add(`${name}.${table}`);
    }
  }
  return chosen;
}

function measureEntry(entry: TableEntry): number {
  const blobs = "chunks" in entry ? entry.chunks : [entry];
  return blobs.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Renders tables of an artifact as CSV. */
export function renderTables(
  artifact: EncodedArtifact,
  wants: (table: string) => boolean,
): readonly { readonly table: string; readonly csv: Uint8Array }[] {
  return Object.entries(artifact.tables)
    .filter(([table]) => wants(table))
    .map(([table, encoded]) => ({
      table,
      csv: new TextEncoder().encode(formatCsv(decodeChunks(encoded))),
    }));
}
