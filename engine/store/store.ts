/**
 * The store: content-addressed artifacts and one record per key, in a folder that people own.
 *
 * Nothing in it is ever changed in place. Whatever is read is verified first; what does not match its
 * address is set aside, reported and treated as missing, so that the engine derives it again.
 */

import { resolve } from "node:path";
import { KooplineError } from "../../schemas/error.ts";
import type { JsonValue } from "../../schemas/json.ts";
import type { EncodedArtifact, EncodedTable, ProducedArtifact } from "../worker/job.ts";
import {
  hasArtifact,
  parseJson,
  readArtifact,
  readManifest,
  readTable,
  type StoredArtifact,
  writeArtifact,
} from "./artifacts.ts";
import { type Blobs, openBlobs } from "./blobs.ts";
import { encodeCanonicalJson } from "./canonical_json.ts";
import { type Disk, openDisk } from "./disk.ts";
import { isHash } from "./hash.ts";
import { locateRecord } from "./layout.ts";
import { assertOwnFolders } from "./own_folders.ts";
import type { CellRecord, CodeManifest, Manifest } from "./record.ts";
import { isCodeManifest } from "./record_check.ts";
import { listRecordNames, readRecord, writeRecord } from "./records.ts";
import { listRuns, writeRun } from "./runs.ts";

/** A store. Reads are synchronous: they are small, and a verified read costs less than a turn. */
export interface Store {
  /** The store's folder, absolute. */
  readonly root: string;
  /** Files and blobs, for claims, collection and verification. */
  readonly disk: Disk;
  readonly blobs: Blobs;
  /**
   * Stores an artifact. Blobs that are there already are not written again.
   *
   * @throws {KooplineError} `store.unwritable`; the store stays valid.
   */
  writeArtifact(artifact: ProducedArtifact): Promise<StoredArtifact>;
  /** Reads a manifest. @throws {KooplineError} `store.missing`, `store.corrupt`, `store.format`. */
  readManifest(address: string): Manifest;
  /**
   * Reads an artifact, every byte verified; blobs of 64 KiB or more are in shared memory.
   *
   * @throws {KooplineError} `store.missing`, `store.corrupt`, `store.format`.
   */
  readArtifact(address: string): EncodedArtifact;
  /**
   * Reads one table of an artifact, as {@link Store.readArtifact}; its other parts are not looked at.
   *
   * @throws {KooplineError} also `store.corrupt` when the artifact has no such table.
   */
  readTable(address: string, table: string): EncodedTable;
  /** Tells whether an artifact is there: its manifest verified, its blobs by their sizes. */
  hasArtifact(address: string): boolean;
  /** Writes the record of a key over an earlier one. @throws {KooplineError} `store.unwritable`. */
  writeRecord(record: CellRecord): Promise<void>;
  /** Reads the record of a key; a damaged one is set aside. @throws {KooplineError} `store.format`. */
  readRecord(kind: string, key: string): CellRecord | undefined;
  /** Reads all records, by kind and key; those of formats that this version does not read are passed over. */
  listRecords(): Iterable<CellRecord>;
  /** Stores a stage's module graph under its hash, which is `Preimage.code`. */
  writeCode(hash: string, manifest: CodeManifest): void;
  /** Reads a module graph; undefined when it is not there any more. */
  readCode(hash: string): CodeManifest | undefined;
  /** Writes what a run did. */
  writeRun(id: string, run: JsonValue): Promise<void>;
  /** Reads what all runs did, by id. */
  listRuns(): Iterable<JsonValue>;
  /** From now on marks records that are read as used, so that no collection deletes them. */
  protectUses(): void;
}

/** What a store is told when it is opened. */
export interface StoreOptions {
  /** Hears about each damaged file, in a sentence for the user. */
  readonly onDamage?: (message: string) => void;
}

/**
 * Opens a store. Nothing is written, not even its folder, before something is stored.
 *
 * @throws {KooplineError} `store.unreadable` when a folder of it is a symbolic link to somewhere else.
 */
export function openStore(root: string, { onDamage = () => {} }: StoreOptions = {}): Store {
  const disk = openDisk(resolve(root), onDamage);
  assertOwnFolders(disk.root);
  const blobs = openBlobs(disk);
  let protecting = false;
  const store: Store = {
    root: disk.root,
    disk,
    blobs,
    writeArtifact: (artifact) => writeArtifact(blobs, artifact),
    readManifest: (address) => readManifest(blobs, address),
    readArtifact: (address) => readArtifact(blobs, address),
    readTable: (address, table) => readTable(blobs, address, table),
    hasArtifact: (address) => hasArtifact(blobs, address),
    writeRecord: (record) => writeRecord(disk, record),
    readRecord(kind, key) {
      const record = readRecord(disk, kind, key);
      if (record === undefined || !protecting) return record;
      return disk.touch(locateRecord(disk.root, kind, key)) ? record : undefined;
    },
    *listRecords() {
      let others = 0;
      for (const { kind, key } of listRecordNames(disk.root)) {
        const record = passOver(() => readRecord(disk, kind, key), () => others++);
        if (record !== undefined) yield record;
      }
      if (others > 0) onDamage(describePassed(others));
    },
    writeCode: (hash, manifest) => writeCode(blobs, hash, manifest),
    readCode: (hash) => readCode(blobs, hash),
    writeRun: (id, run) => writeRun(disk, id, run),
    listRuns: () => listRuns(disk),
    protectUses() {
      protecting = true;
    },
  };
  return store;
}

/** Reads something; what another version of koopline wrote is counted instead of refused. */
function passOver<T>(read: () => T, count: () => void): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof KooplineError) || error.code !== "store.format") throw error;
    count();
  }
}

function describePassed(count: number): string {
  const what = count === 1 ? "1 record" : `${count} records`;
  return `${what} of another version of koopline ${count === 1 ? "is" : "are"} passed over.`;
}

function writeCode(blobs: Blobs, hash: string, manifest: CodeManifest): void {
  const { sha256 } = blobs.writeNow(new TextEncoder().encode(encodeCanonicalJson(manifest)));
  if (sha256 === hash) return;
  throw new KooplineError({
    code: "input.value",
    expected: `a module graph with hash ${hash}`,
    found: `hash ${sha256}`,
  });
}

function readCode(blobs: Blobs, hash: string): CodeManifest | undefined {
  const bytes = isHash(hash) ? blobs.read(hash) : "missing";
  if (typeof bytes === "string") return undefined;
  const manifest = parseJson(bytes);
  return isCodeManifest(manifest) ? manifest : undefined;
}
