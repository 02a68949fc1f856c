/**
 * Artifacts that several cells of a run take, read and verified once.
 *
 * A data set of 55 MB that 750 cells take would otherwise be read and hashed for each of them. Large blobs lie in
 * shared memory, which every worker maps; the bytes in memory cannot change, since stages get copies.
 */

import type { ExpandedPipeline } from "../pipeline/expanded.ts";
import type { EncodedArtifact, ReadContent } from "../worker/job.ts";

/** Bytes that are kept: the least recently used go first. */
const MOST_CACHED = 256 * 1024 * 1024;

/** Artifacts in memory by address. */
export interface InputCache {
  /**
   * Gives an artifact, loading it when it is not kept; what is not kept moves to the worker that wants it.
   *
   * @param producer index of the cell that made it: what one cell alone takes is not kept.
   */
  read(
    producer: number,
    address: string,
    load: () => Promise<EncodedArtifact>,
  ): Promise<ReadContent>;
}

/** Opens an empty cache. */
export function openInputCache(pipeline: ExpandedPipeline, most = MOST_CACHED): InputCache {
  const kept = new Map<string, { readonly artifact: EncodedArtifact; readonly bytes: number }>();
  let counts: Int32Array | undefined;
  let total = 0;
  const drop = (address: string) => {
    total -= kept.get(address)?.bytes ?? 0;
    kept.delete(address);
  };
  const keep = (address: string, artifact: EncodedArtifact) => {
    const bytes = measureArtifact(artifact);
    if (bytes > most) return false;
    drop(address);
    kept.set(address, { artifact, bytes });
    total += bytes;
    for (const oldest of kept.keys()) {
      if (total <= most) break;
      drop(oldest);
    }
    return true;
  };
  return {
    async read(producer, address, load) {
      const known = kept.get(address);
      if (known === undefined) {
        counts ??= countConsumers(pipeline);
        const encoded = await load();
        const isKept = (counts[producer] ?? 0) > 1 && keep(address, encoded);
        return { encoded, moves: !isKept };
      }
      // The order of a map is the order of insertion.
      kept.delete(address);
      kept.set(address, known);
      return { encoded: known.artifact, moves: false };
    },
  };
}

/** Counts the cells whose stage sees the content of each cell's artifact. */
function countConsumers({ cells }: ExpandedPipeline): Int32Array {
  const counts = new Int32Array(cells.length);
  for (const { stage, inputs } of cells) {
    const seen = new Set<number>();
    for (const [port, items] of Object.entries(inputs)) {
      // What other ports take is only read by queries, a table at a time.
      if ((stage.loaded.kind.needs[port]?.arity ?? "any") === "any") continue;
      for (const { cell } of items) seen.add(cell);
    }
    for (const index of seen) counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

function measureArtifact({ tables, files }: EncodedArtifact): number {
  const chunks = Object.values(tables).flatMap(({ chunks }) => chunks);
  return [...chunks.map(({ bytes }) => bytes), ...Object.values(files)]
    .reduce((sum, { byteLength }) => sum + byteLength, 0);
}
