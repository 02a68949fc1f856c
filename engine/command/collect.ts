/** `collect`: what the store holds that nothing needs any more; deleted only with --yes. */

import { join } from "node:path";
import { KooplineError } from "../../schemas/error.ts";
import { readHistory } from "../plan/history_file.ts";
import { locateLock, readLockFile } from "../run/lock.ts";
import {
  type CollectionPlan,
  isEmptyPlan,
  measurePlan,
  narrowCollection,
  planCollection,
} from "../store/collect.ts";
import { type Collected, deleteGarbage } from "../store/delete_garbage.ts";
import { listFolder } from "../store/listing.ts";
import { openStore, type Store } from "../store/store.ts";
import { type CellName, chooseLatest, groupGarbage, nameKeys } from "./garbage_groups.ts";
import { type GroupedPlan, renderCollected, renderGarbage } from "./garbage_text.ts";
import { assertStore, showPath } from "./paths.ts";
import { choosePaint, writeErr, writeJson, writeOut } from "./terminal.ts";

/** The options of `collect`. */
export interface CollectOptions {
  readonly store: string;
  readonly yes?: boolean;
  readonly json?: boolean;
  /** Only what was not used for so long, in ms. */
  readonly olderThan?: number;
  /** Earlier results to keep of each cell. */
  readonly keep?: number;
}

/**
 * Shows or deletes garbage. Kept is what the last run of each pipeline used, and what lock files name.
 *
 * @param files lock files, or pipelines, whose lock files are beside them.
 * @returns the exit code.
 */
export function collectCommand(files: readonly string[], options: CollectOptions): number {
  assertStore(options.store, { exists: true });
  const artifacts = files.flatMap((file) => [...readLockFile(chooseLock(file)).values()]);
  const store = openStore(options.store, { onDamage: (message) => writeErr(`${message}\n`) });
  const whole = planCollection(store, { keys: listRememberedKeys(store), artifacts });
  const names = nameKeys(store, whole.records);
  const plan = narrowPlan(store, whole, names, options);
  const grouped = { plan, ...groupGarbage(store, plan, names) };
  // Shown before anything is deleted, which may take a while or fail.
  if (!options.json) {
    writeOut(`${renderGarbage(grouped, showPath(options.store), choosePaint("stdout"))}\n`);
  }
  const collected = options.yes ? deleteGarbage(store, plan) : undefined;
  if (options.json) {
    writeJson({ plan: summarisePlan(grouped), collected: collected ?? null });
  } else if (!isEmptyPlan(plan)) writeOut(`${describeEnd(collected)}\n`);
  return 0;
}

function describeEnd(collected: Collected | undefined): string {
  return collected === undefined
    ? "Nothing was deleted; --yes deletes."
    : renderCollected(collected);
}

/** The lock file that a path names: itself, or the one beside a pipeline. */
function chooseLock(path: string): string {
  return /\.ya?ml$/i.test(path) ? locateLock(path) : path;
}

function narrowPlan(
  store: Store,
  plan: CollectionPlan,
  names: ReadonlyMap<string, CellName>,
  { olderThan = 0, keep = 0 }: CollectOptions,
): CollectionPlan {
  if (olderThan === 0 && keep === 0) return plan;
  const since = olderThan === 0 ? Infinity : Date.now() - olderThan;
  const latest = chooseLatest(plan.records, names, keep);
  return narrowCollection(store, plan, {
    record: (record) => latest.has(record) || record.changed >= since,
    object: ({ changed }) => changed >= since,
  });
}

/** Keys that some pipeline's last run had, from the histories as they are when this is iterated. */
function* listRememberedKeys(store: Store): Iterable<string> {
  const folder = join(store.root, "history");
  for (const name of listFolder(folder)) {
    if (name.endsWith(".json")) yield* listKeys(join(folder, name));
  }
}

/** A history that cannot be read would make garbage of everything that its pipeline needs. */
function listKeys(path: string): readonly string[] {
  const read = readHistory(path);
  if (read.ok) return [...read.history.cells.values()].flatMap((past) => past?.key ?? []);
  throw new KooplineError({
    code: read.newer ? "store.format" : "store.corrupt",
    where: showPath(path),
    expected: "the keys of a pipeline's last run",
    found: read.found,
    hint: read.newer
      ? "Collect with that version, or a later one: it knows what it needs."
      : "Run that pipeline again, which writes it anew; or delete the file to give up what only it keeps.",
  });
}

function summarisePlan({ plan, groups, others }: GroupedPlan) {
  const { records, objects, leftovers, kept, runs } = plan;
  return {
    records: records.length,
    objects: objects.length,
    leftovers: leftovers.length,
    bytes: measurePlan(plan),
    milliseconds: groups.reduce((sum, group) => sum + group.milliseconds, 0),
    groups: groups.map(({ pipeline, stage, records, bytes, milliseconds, oldest, latest }) => ({
      pipeline: pipeline ?? null,
      stage,
      records,
      bytes,
      milliseconds,
      least_lately_used: new Date(oldest).toISOString(),
      last_used: new Date(latest).toISOString(),
    })),
    objects_of_no_record: others.length,
    kept,
    live_runs: runs.live,
    cut_off: runs.cutOff.map(({ id, pipeline, path }) => ({ run: id, pipeline, path })),
  };
}
