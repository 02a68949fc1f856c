/**
 * Garbage: what no root reaches any more, shown before it is deleted.
 *
 * Roots are keys and artifacts. A kept record keeps its artifact and its module graph; an artifact keeps
 * its blobs and the records that made it. Runs may be under way: whatever they write or use carries a
 * time of change after their start. A file is therefore renamed into `trash`, looked at once more, and
 * deleted only when nobody has used it since it was planned; a run that comes later does not find it, and
 * runs the cell again.
 */

import { basename, join } from "node:path";
import { KooplineError } from "../../schemas/error.ts";
import { listBlobs, readManifest } from "./artifacts.ts";
import { explainWriteFailure } from "./disk_error.ts";
import { moveFile, removeAll, removeFile } from "./file.ts";
import { FOLDERS, locateObject } from "./layout.ts";
import { findLeftovers, inspectRuns, type Leftover } from "./leftovers.ts";
import { type FileFacts, listObjects, statFile } from "./listing.ts";
import type { CellRecord } from "./record.ts";
import { listRecordNames } from "./records.ts";
import type { Store } from "./store.ts";

/** What must stay. */
export interface CollectionRoots {
  /** Keys of records: those of current pipelines. */
  readonly keys?: Iterable<string>;
  /** Addresses of artifacts: those that locks name. */
  readonly artifacts?: Iterable<string>;
}

/** A record that nothing reaches. */
export interface GarbageRecord extends FileFacts {
  readonly path: string;
  readonly kind: string;
  readonly key: string;
  /** What it cost to make, and will cost to make again, in ms. */
  readonly milliseconds: number;
  readonly artifact: string | undefined;
  readonly code: string;
}

/** A blob that nothing reaches. */
export interface GarbageObject extends FileFacts {
  readonly path: string;
  readonly sha256: string;
}

/** What a collection would delete. `changed` of a record is when a run last used it. */
export interface CollectionPlan {
  readonly records: readonly GarbageRecord[];
  readonly objects: readonly GarbageObject[];
  readonly leftovers: readonly Leftover[];
  /** Bytes that become free. */
  readonly bytes: number;
  /** Cost of making all of it again, in ms. */
  readonly milliseconds: number;
  readonly kept: { readonly records: number; readonly objects: number; readonly bytes: number };
}

/** What a collection has deleted. */
export interface Collected {
  readonly records: number;
  readonly objects: number;
  readonly leftovers: number;
  readonly bytes: number;
  /** Files that a run has used since they were planned, and that stay. */
  readonly spared: number;
}

/** A run may have written module graphs a little before its sign of life; in ms. */
const SLACK = 60_000;

/** Plans a collection. Nothing is deleted; damaged records are set aside as in any reading. */
export function planCollection(store: Store, roots: CollectionRoots): CollectionPlan {
  const runs = inspectRuns(store.disk);
  const since = runs.oldestStart - SLACK;
  const { records, garbage } = sortRecords(store, roots, since);
  const reached = reachObjects(store, records, new Set(roots.artifacts));
  const objects: GarbageObject[] = [];
  const kept = { records: records.length, objects: 0, bytes: 0 };
  for (const sha256 of listObjects(store.root)) {
    const path = locateObject(store.root, sha256);
    const facts = statFile(path);
    if (facts === undefined) continue;
    if (reached.has(sha256) || facts.changed >= since) {
      kept.objects += 1;
      kept.bytes += facts.bytes;
    } else objects.push({ sha256, path, ...facts });
  }
  const leftovers = findLeftovers(store.disk, runs);
  return {
    records: garbage,
    objects,
    leftovers,
    bytes: sum([...garbage, ...objects, ...leftovers].map(({ bytes }) => bytes)),
    milliseconds: sum(garbage.map(({ milliseconds }) => milliseconds)),
    kept,
  };
}

/**
 * Deletes what was planned, except what a run has used since.
 *
 * @throws {KooplineError} `store.unwritable`; what was deleted until then was garbage.
 */
export function collect(store: Store, plan: CollectionPlan): Collected {
  const spared = plan.records.filter((record) => !deleteFile(store, record));
  const reached = reachObjects(store, spared, new Set());
  const objects = plan.objects.filter(({ sha256 }) => !reached.has(sha256));
  const deleted = objects.filter((object) => deleteFile(store, object));
  for (const { path } of plan.leftovers) removeAll(path);
  const isSpared = new Set(spared);
  const freed = [...plan.records.filter((record) => !isSpared.has(record)), ...deleted];
  return {
    records: plan.records.length - spared.length,
    objects: deleted.length,
    leftovers: plan.leftovers.length,
    bytes: sum([...freed, ...plan.leftovers].map(({ bytes }) => bytes)),
    spared: spared.length + plan.objects.length - deleted.length,
  };
}

type Reaching = Pick<GarbageRecord, "artifact" | "code">;

function sortRecords(store: Store, roots: CollectionRoots, since: number) {
  const [keys, artifacts] = [new Set(roots.keys), new Set(roots.artifacts)];
  const records: Reaching[] = [];
  const garbage: GarbageRecord[] = [];
  for (const { kind, key, path } of listRecordNames(store.root)) {
    const facts = statFile(path);
    const record = facts === undefined ? undefined : store.readRecord(kind, key);
    if (facts === undefined || record === undefined) continue;
    const reaching = { artifact: readAddress(record), code: record.preimage.code };
    const isKept = keys.has(key) || facts.changed >= since ||
      (reaching.artifact !== undefined && artifacts.has(reaching.artifact));
    if (isKept) records.push(reaching);
    else garbage.push({ kind, key, path, ...facts, ...reaching, ...record.cost });
  }
  return { records, garbage };
}

function readAddress({ outcome }: CellRecord): string | undefined {
  return outcome.kind === "done" ? outcome.artifact : undefined;
}

/** Follows records to their artifacts and module graphs, and artifacts to their blobs. */
function reachObjects(
  store: Store,
  records: readonly Reaching[],
  artifacts: ReadonlySet<string>,
): ReadonlySet<string> {
  const reached = new Set(records.map(({ code }) => code));
  const addresses = new Set(artifacts);
  for (const { artifact } of records) if (artifact !== undefined) addresses.add(artifact);
  for (const address of addresses) {
    reached.add(address);
    for (const { sha256 } of listParts(store, address)) reached.add(sha256);
  }
  return reached;
}

function listParts(store: Store, address: string) {
  try {
    return listBlobs(readManifest(store.blobs, address));
  } catch (error) {
    const isGone = error instanceof KooplineError &&
      (error.code === "store.missing" || error.code === "store.corrupt");
    if (isGone) return [];
    throw error;
  }
}

/** Deletes a file, unless it has changed since it was planned. False when it stays. */
function deleteFile(store: Store, { path, changed }: { path: string; changed: number }): boolean {
  const trash = join(store.root, FOLDERS.trash, basename(store.disk.nameTemporary()));
  try {
    moveFile(path, trash);
    const facts = statFile(trash);
    if (facts !== undefined && facts.changed !== changed) {
      // Whoever found it gone may have written it again by now: the newer one stays.
      if (statFile(path) === undefined) moveFile(trash, path);
      removeFile(trash);
      return false;
    }
    removeFile(trash);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return true;
    throw explainWriteFailure(path, error);
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
