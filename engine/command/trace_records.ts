/** Records by what they made; where several made the same bytes, the one that a pipeline uses now comes first. */

import { join } from "node:path";
import { readHistory } from "../plan/history_file.ts";
import { listFolder } from "../store/listing.ts";
import type { CellRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";

/** The records of a store. */
export interface RecordIndex {
  readonly byKey: ReadonlyMap<string, CellRecord>;
  /** At least one for each artifact: the one to follow, then the others. */
  readonly byArtifact: ReadonlyMap<string, readonly CellRecord[]>;
}

/**
 * Indexes the records of a store.
 *
 * @param pipeline whose last run decides first, where it is known.
 */
export function indexRecords(store: Store, pipeline: string | undefined): RecordIndex {
  const byKey = new Map<string, CellRecord>();
  const byArtifact = new Map<string, CellRecord[]>();
  for (const record of store.listRecords()) {
    byKey.set(record.key, record);
    if (record.outcome.kind !== "done") continue;
    const same = byArtifact.get(record.outcome.artifact);
    if (same === undefined) byArtifact.set(record.outcome.artifact, [record]);
    else same.push(record);
  }
  const several = [...byArtifact.values()].filter(({ length }) => length > 1);
  if (several.length === 0) return { byKey, byArtifact };
  const ranks = rankKeys(store, pipeline);
  const rank = ({ key }: CellRecord) => ranks.get(key) ?? 0;
  // Stable: records of one rank stay in the order of their keys.
  for (const records of several) records.sort((a, b) => rank(b) - rank(a));
  return { byKey, byArtifact };
}

/** Keys of last runs: 2 for those of the pipeline in question, 1 for those of others. */
function rankKeys(store: Store, pipeline: string | undefined): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  const folder = join(store.root, "history");
  for (const name of listFolder(folder)) {
    const own = name === `${pipeline}.json` ? 2 : 1;
    const read = readHistory(join(folder, name));
    // It only helps to choose; the records are what is traced.
    const past = read.ok ? [...read.history.cells.values()] : [];
    for (const { key } of past.filter((one) => one !== undefined)) {
      ranks.set(key, Math.max(own, ranks.get(key) ?? 0));
    }
  }
  return ranks;
}
