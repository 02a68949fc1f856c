/** Chunks that arrive from a worker ahead of the end of their job. */

import type { EncodedChunk, ProducedArtifact, StoredChunk } from "./job.ts";
import type { SentArtifact } from "./output.ts";

/**
 * Stores a chunk, or only hashes it; its bytes are gone when the promise ends. Without one, chunks are kept in memory.
 */
export type KeepChunk = (chunk: EncodedChunk) => Promise<StoredChunk>;

/** The chunks of one job. */
export interface Arrivals {
  /** Takes a chunk; the promise ends when it is kept. */
  take(table: string, chunk: EncodedChunk): Promise<void>;
  /** Waits for chunks that are being kept, whether that works or not. */
  settle(): Promise<void>;
  /** Puts an artifact together from its chunks and its rest. @throws what keeping a chunk threw. */
  complete(artifact: SentArtifact): Promise<ProducedArtifact>;
}

/** Gives memory back at once: the collector would let tens of chunks gather first. */
function releaseBytes({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** Opens the arrivals of a job. */
export function openArrivals(keep: KeepChunk | undefined): Arrivals {
  const kept = new Map<string, Promise<EncodedChunk | StoredChunk>[]>();
  return {
    async take(table, chunk) {
      const stored = keep === undefined ? Promise.resolve(chunk) : keep(chunk);
      const chunks = kept.get(table) ?? [];
      kept.set(table, chunks);
      chunks.push(stored);
      if ("stored" in await stored) releaseBytes(chunk.bytes);
    },
    async settle() {
      await Promise.allSettled([...kept.values()].flat());
    },
    async complete({ tables, ...artifact }) {
      const whole: [string, ProducedArtifact["tables"][string]][] = [];
      for (const [name, { rows, rest }] of Object.entries(tables)) {
        const chunks = await Promise.all(kept.get(name) ?? []);
        whole.push([name, { rows, chunks: rest === undefined ? chunks : [...chunks, rest] }]);
      }
      return { ...artifact, tables: Object.fromEntries(whole) };
    },
  };
}
