/**
 * Deleting garbage beside runs that may need it after all.
 *
 * A file is renamed into `trash`, looked at once more, and deleted only when nobody has used it since it was
 * planned; a run that comes later does not find it, and runs the cell again. Records go before any blob, so that
 * a collection that is killed leaves no record without its artifact.
 */

import { basename, join } from "node:path";
import { KooplineError } from "../../schemas/error.ts";
import { type CollectionPlan, isEmptyPlan, sumBytes } from "./collect.ts";
import { explainWriteFailure } from "./disk_error.ts";
import { moveFile, removeFile } from "./file.ts";
import { tryLock } from "./file_lock.ts";
import { COLLECTING, FOLDERS, locateObject } from "./layout.ts";
import { removeLeftover } from "./leftovers.ts";
import { type FileFacts, statFile } from "./listing.ts";
import { reachObjects } from "./reach.ts";
import type { Store } from "./store.ts";

/** What a collection has deleted. */
export interface Collected {
  readonly records: number;
  readonly objects: number;
  readonly leftovers: number;
  readonly bytes: number;
  /** Files that a run has used since they were planned, and that stay. */
  readonly spared: number;
}

/** A file in `trash` may be another collection's, which is still looking at it, for so long; in ms. */
const LOOKING = 10 * 60_000;

const NOTHING: Collected = { records: 0, objects: 0, leftovers: 0, bytes: 0, spared: 0 };

/**
 * Deletes what was planned, except what a run has used since.
 *
 * @throws {KooplineError} `store.busy` while another collection deletes; `store.unwritable`: what was deleted
 * until then was garbage.
 */
export function deleteGarbage(store: Store, plan: CollectionPlan): Collected {
  if (isEmptyPlan(plan)) return NOTHING;
  const guard = lockCollection(store);
  try {
    return deleteFiles(store, plan, guard !== "unknown");
  } finally {
    if (guard !== "unknown") guard.close();
  }
}

function deleteFiles(store: Store, plan: CollectionPlan, isAlone: boolean): Collected {
  const records = partFiles(store, plan.records, ({ path }) => path);
  const reached = reachObjects(store, records.spared, []);
  const isReached = plan.objects.filter(({ sha256 }) => reached.has(sha256));
  const objects = partFiles(
    store,
    plan.objects.filter(({ sha256 }) => !reached.has(sha256)),
    ({ sha256 }) => locateObject(store.root, sha256),
  );
  const leftovers = plan.leftovers.filter(({ what, path }) =>
    isAlone || what !== "deleted file" || isForgotten(path)
  );
  for (const leftover of leftovers) removeLeftover(store.disk, leftover);
  return {
    records: records.deleted.length,
    objects: objects.deleted.length,
    leftovers: leftovers.length,
    bytes: sumBytes(records.deleted) + sumBytes(objects.deleted) + sumBytes(leftovers),
    spared: records.spared.length + objects.spared.length + isReached.length,
  };
}

/**
 * Lets one collection at a time delete: another would take what this one has in `trash` and may put back for
 * leftovers. The system lets the lock go when its holder dies. "unknown" where locks do not work.
 */
function lockCollection({ root }: Store) {
  const path = join(root, FOLDERS.trash, COLLECTING);
  let guard;
  try {
    Deno.mkdirSync(join(root, FOLDERS.trash), { recursive: true });
    guard = tryLock(path, { create: true });
  } catch (error) {
    throw explainWriteFailure(path, error);
  }
  if (guard !== "busy") return guard;
  throw new KooplineError({
    code: "store.busy",
    where: root,
    expected: "to be the only collection that deletes",
    found: "another one at work",
    hint: "What it leaves, the next `collect` finds: try again when it has ended.",
  });
}

/** Deletes files; `spared` are those that stay, and neither are those that were gone already. */
function partFiles<F extends FileFacts>(
  store: Store,
  files: readonly F[],
  locate: (file: F) => string,
) {
  const deleted: F[] = [];
  const spared: F[] = [];
  for (const file of files) {
    const end = deleteFile(store, locate(file), file.changed);
    if (end === "deleted") deleted.push(file);
    if (end === "spared") spared.push(file);
  }
  return { deleted, spared };
}

/** Deletes a file that had not changed since it was planned; `gone` when it is not there any more. */
function deleteFile(store: Store, path: string, changed: number): "deleted" | "spared" | "gone" {
  const trash = join(store.root, FOLDERS.trash, basename(store.disk.nameTemporary()));
  try {
    moveFile(path, trash);
    const facts = statFile(trash);
    if (facts !== undefined && facts.changed !== changed) {
      // Whoever found it gone may have written it again by now: the newer one stays.
      if (statFile(path) === undefined) moveFile(trash, path);
      removeFile(trash);
      return "spared";
    }
    removeFile(trash);
    return "deleted";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "gone";
    throw explainWriteFailure(path, error);
  }
}

/** Renaming changes a file's ctime, and nothing else does that here. */
function isForgotten(path: string): boolean {
  try {
    return Date.now() - (Deno.statSync(path).ctime?.getTime() ?? 0) > LOOKING;
  } catch {
    return true;
  }
}
