/** Blobs: immutable bytes under the hash of their bytes, verified whenever they are read. */

import type { Disk } from "./disk.ts";
import { measureFile, readPresentFile, readSizedFile } from "./file.ts";
import { hashBytes } from "./hash.ts";
import { locateObject } from "./layout.ts";
import type { BlobEntry } from "./record.ts";

/** The bytes of a blob, or why there are none. A damaged blob has been set aside. */
export type BlobRead = Uint8Array | "missing" | "damaged";

/** The blobs of a store. */
export interface Blobs {
  /**
   * Stores bytes. A blob that is there with the right size is not written again.
   *
   * @param entry hash and size of the bytes, when they are known already.
   */
  write(bytes: Uint8Array, entry?: BlobEntry): Promise<BlobEntry>;
  /** Stores few bytes within this turn, unsynced. */
  writeNow(bytes: Uint8Array): BlobEntry;
  /** Tells by its size whether a blob is there; one of another size is set aside. */
  has(entry: BlobEntry): boolean;
  /**
   * Reads and verifies a blob.
   *
   * @param bytes its size, when known: a blob of another size is damaged, and is not read at all.
   */
  read(sha256: string, bytes?: number): BlobRead;
}

/** Names bytes by their hash and size. */
export function nameBlob(bytes: Uint8Array): BlobEntry {
  return { sha256: hashBytes(bytes), bytes: bytes.length };
}

/** Opens the blobs of a store. */
export function openBlobs(disk: Disk): Blobs {
  // Damaged blobs that could not be moved away: as good as missing, and written again in place.
  const damaged = new Set<string>();
  const setAside = (sha256: string, found: string) => {
    const damage = { expected: `bytes with hash ${sha256}`, found };
    if (!disk.setAside(locateObject(disk.root, sha256), damage)) damaged.add(sha256);
  };
  const has = ({ sha256, bytes }: BlobEntry): boolean => {
    if (damaged.has(sha256)) return false;
    const found = measureFile(locateObject(disk.root, sha256));
    if (found === undefined || found === bytes) return found === bytes;
    setAside(sha256, describeSize(found, bytes));
    return false;
  };
  // Marked as used, a blob survives a collection that planned to delete it a moment ago.
  const isStored = (entry: BlobEntry) =>
    has(entry) && disk.touch(locateObject(disk.root, entry.sha256));
  return {
    has,
    async write(bytes, entry = nameBlob(bytes)) {
      if (!isStored(entry)) {
        await disk.write(locateObject(disk.root, entry.sha256), bytes);
        damaged.delete(entry.sha256);
      }
      return entry;
    },
    writeNow(bytes) {
      const entry = nameBlob(bytes);
      if (!isStored(entry)) {
        disk.writeNow(locateObject(disk.root, entry.sha256), bytes);
        damaged.delete(entry.sha256);
      }
      return entry;
    },
    read(sha256, bytes) {
      if (damaged.has(sha256)) return "damaged";
      const path = locateObject(disk.root, sha256);
      const size = bytes === undefined ? undefined : measureFile(path) ?? "missing";
      if (size === "missing") return "missing";
      if (size !== undefined && bytes !== undefined && size !== bytes) {
        setAside(sha256, describeSize(size, bytes));
        return "damaged";
      }
      const content = bytes === undefined ? readPresentFile(path) : readSizedFile(path, bytes);
      if (content === undefined) return "missing";
      const found = hashBytes(content);
      if (found === sha256) return content;
      setAside(sha256, `bytes with hash ${found}`);
      return "damaged";
    },
  };
}

function describeSize(found: number, expected: number): string {
  return Number.isNaN(found) ? "a folder" : `${found} bytes instead of ${expected}`;
}
