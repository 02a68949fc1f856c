/** Artifacts at ports, whose tables and files are copied and decoded when a stage first looks at them. */

import type { ArtifactType, ArtifactValue } from "../../schemas/artifact_type.ts";
import { checkHead, decodeTableOf } from "../store/artifact_codec.ts";
import type { EncodedArtifact, EncodedTable } from "./job.ts";

/** Gives bytes of an artifact that are the stage's own. */
export type TakeBytes = (part: string, bytes: Uint8Array) => Uint8Array;

/**
 * Opens an artifact.
 *
 * @throws {KooplineError} `store.format` on another type or version, `store.corrupt` on other tables, files or meta;
 * `store.corrupt` on a damaged table when it is looked at.
 */
export function openItem(
  type: ArtifactType,
  encoded: EncodedArtifact,
  take: TakeBytes,
): ArtifactValue {
  const meta = checkHead(type, encoded);
  return {
    tables: makeLazy(Object.keys(type.tables), (name) => {
      const { columns } = decodeTableOf(type, name, ownTable(name, encoded.tables[name], take));
      return columns;
    }),
    files: makeLazy(
      Object.keys(type.files),
      (name) => take(`file ${name}`, encoded.files[name] ?? new Uint8Array()),
    ),
    meta,
  };
}

function ownTable(name: string, table: EncodedTable | undefined, take: TakeBytes): EncodedTable {
  const { rows, chunks } = table ?? { rows: 0, chunks: [] };
  // Several chunks are copied when they are joined.
  if (chunks.length > 1) return { rows, chunks };
  return {
    rows,
    chunks: chunks.map((chunk) => ({ ...chunk, bytes: take(`table ${name}`, chunk.bytes) })),
  };
}

/** Makes a record whose members are computed when they are first read, and are plain from then on. */
export function makeLazy<T>(
  names: readonly string[],
  compute: (name: string) => T,
): Readonly<Record<string, T>> {
  const record: Record<string, T> = {};
  for (const name of names) {
    Object.defineProperty(record, name, {
      enumerable: true,
      configurable: true,
      get() {
        const value = compute(name);
        const plain = { value, enumerable: true, configurable: true, writable: true };
        Object.defineProperty(record, name, plain);
        return value;
      },
    });
  }
  return record;
}
