/**
 * Garbage: what no root reaches any more, shown before it is deleted.
 *
 * Roots are keys and artifacts. A kept record keeps its artifact and its module graph; an artifact keeps
 * its blobs and the records that made it. Runs may be under way: whatever they write or use carries a
 * time of change after their start (`run_protection.ts`). What is planned may still be used before it is
 * deleted; `delete_garbage.ts` looks once more.
 */

import { type FileFacts, listObjects, statFile } from "./listing.ts";
import { locateObject } from "./layout.ts";
import { type DeadRun, findLeftovers, type Leftover } from "./leftovers.ts";
import { type Reaching, reachObjects } from "./reach.ts";
import { listRecordNames } from "./records.ts";
import { watchRuns } from "./run_protection.ts";
import type { Store } from "./store.ts";

/** What must stay. Both are asked for once the store was listed, so that those made meanwhile can be among them. */
export interface CollectionRoots {
  /** Keys of records: those of current pipelines. */
  readonly keys?: Iterable<string>;
  /** Addresses of artifacts: those that locks name. */
  readonly artifacts?: Iterable<string>;
}

/** A record that nothing reaches. */
export interface GarbageRecord extends FileFacts, Reaching {
  readonly path: string;
  readonly kind: string;
  readonly key: string;
  /** What it cost to make, and will cost to make again, in ms. */
  readonly milliseconds: number;
}

/** A blob that nothing reaches. */
export interface GarbageObject extends FileFacts {
  readonly sha256: string;
}

/** What a collection would delete. `changed` of a record is when it was last used. */
export interface CollectionPlan {
  readonly records: readonly GarbageRecord[];
  readonly objects: readonly GarbageObject[];
  readonly leftovers: readonly Leftover[];
  readonly kept: { readonly records: number; readonly objects: number; readonly bytes: number };
  /** Runs under way, and runs that were cut off: both keep what they used and made. */
  readonly runs: { readonly live: number; readonly cutOff: readonly DeadRun[] };
}

/** Plans a collection. Nothing is deleted; damaged records are set aside as in any reading. */
export function planCollection(store: Store, roots: CollectionRoots): CollectionPlan {
  const endWatch = watchRuns(store.disk);
  // A run writes a record after the blobs that it names: listed in this order, no blob is without its record.
  const objects = listAllObjects(store);
  const records = listAllRecords(store);
  const runs = endWatch();
  const [keys, artifacts] = [new Set(roots.keys), new Set(roots.artifacts)];
  const isKept = ({ key, changed, artifact }: GarbageRecord) =>
    keys.has(key) || runs.covers(changed) || (artifact !== undefined && artifacts.has(artifact));
  const garbage: GarbageRecord[] = [];
  const kept: GarbageRecord[] = [];
  for (const record of records) (isKept(record) ? kept : garbage).push(record);
  const reached = reachObjects(store, kept, artifacts);
  const isNeeded = ({ sha256, changed }: GarbageObject) =>
    reached.has(sha256) || runs.covers(changed);
  return {
    records: garbage,
    leftovers: findLeftovers(store.disk, runs.signs, runs.forgotten),
    ...partObjects(objects, isNeeded, kept.length),
    runs: { live: runs.signs.live.size, cutOff: runs.cutOff },
  };
}

/**
 * Takes records out of a plan, with all that they need.
 *
 * @param spares tells which garbage stays.
 */
export function narrowCollection(
  store: Store,
  plan: CollectionPlan,
  spares: {
    readonly record: (record: GarbageRecord) => boolean;
    readonly object: (object: GarbageObject) => boolean;
  },
): CollectionPlan {
  const spared = plan.records.filter(spares.record);
  const reached = reachObjects(store, spared, []);
  const isNeeded = (object: GarbageObject) => reached.has(object.sha256) || spares.object(object);
  const { objects, kept } = partObjects(plan.objects, isNeeded, spared.length);
  return {
    ...plan,
    records: plan.records.filter((record) => !spares.record(record)),
    objects,
    kept: {
      records: plan.kept.records + kept.records,
      objects: plan.kept.objects + kept.objects,
      bytes: plan.kept.bytes + kept.bytes,
    },
  };
}

/** Tells whether there is nothing to delete. */
export function isEmptyPlan({ records, objects, leftovers }: CollectionPlan): boolean {
  return records.length + objects.length + leftovers.length === 0;
}

/** Sums the bytes that a plan would free. */
export function measurePlan({ records, objects, leftovers }: CollectionPlan): number {
  return [records, objects, leftovers].reduce((sum, files) => sum + sumBytes(files), 0);
}

/** Sums the sizes of files. */
export function sumBytes(files: Iterable<{ readonly bytes: number }>): number {
  let sum = 0;
  for (const { bytes } of files) sum += bytes;
  return sum;
}

function partObjects(
  objects: readonly GarbageObject[],
  isNeeded: (object: GarbageObject) => boolean,
  records: number,
): Pick<CollectionPlan, "objects" | "kept"> {
  const needed = objects.filter(isNeeded);
  const isKept = new Set(needed);
  return {
    objects: objects.filter((object) => !isKept.has(object)),
    kept: { records, objects: needed.length, bytes: sumBytes(needed) },
  };
}

function listAllObjects({ root }: Store): readonly GarbageObject[] {
  const objects: GarbageObject[] = [];
  for (const sha256 of listObjects(root)) {
    const facts = statFile(locateObject(root, sha256));
    if (facts !== undefined) objects.push({ sha256, ...facts });
  }
  return objects;
}

/** Lists every record with what a collection asks of it: the whole of each would be too much at once. */
function listAllRecords(store: Store): readonly GarbageRecord[] {
  const records: GarbageRecord[] = [];
  for (const { kind, key, path } of listRecordNames(store.root)) {
    const facts = statFile(path);
    const record = facts === undefined ? undefined : store.readRecord(kind, key);
    if (facts === undefined || record === undefined) continue;
    const { outcome, preimage, cost } = record;
    const artifact = outcome.kind === "done" ? outcome.artifact : undefined;
    const { milliseconds } = cost;
    records.push({ kind, key, path, ...facts, artifact, code: preimage.code, milliseconds });
  }
  return records;
}
