/** `collect`: what the store holds that nothing needs any more; deleted only with --yes. */

import { join, relative } from "node:path";
import { parseHistory } from "../plan/history.ts";
import { readLockFile } from "../run/lock.ts";
import { collect, type CollectionPlan, planCollection } from "../store/collect.ts";
import { openStore, type Store } from "../store/store.ts";
import { choosePaint, formatSeconds, writeErr, writeOut } from "./terminal.ts";

/** The options of `collect`. */
export interface CollectOptions {
  readonly store: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Kinds of records named one by one before the rest is summed up. */
const NAMED_RECORDS = 12;

/**
 * Shows or deletes garbage. Kept is what the last run of each pipeline used, and what lock files name.
 *
 * @returns the exit code.
 */
export function collectCommand(locks: readonly string[], options: CollectOptions): number {
  const store = openStore(options.store, { onDamage: (message) => writeErr(`${message}\n`) });
  const plan = planCollection(store, {
    keys: listRememberedKeys(store),
    artifacts: locks.flatMap((path) => [...readLockFile(path).values()]),
  });
  const collected = options.yes ? collect(store, plan) : undefined;
  if (options.json) writeOut(`${JSON.stringify({ plan: summarise(plan), collected })}\n`);
  else showPlan(plan, options);
  if (collected !== undefined && !options.json) {
    const spared = collected.spared > 0 ? `, ${collected.spared} spared: a run uses them now` : "";
    writeOut(
      `Deleted ${collected.records} records and ${collected.objects} blobs, ` +
        `${formatBytes(collected.bytes)}${spared}.\n`,
    );
  }
  return 0;
}

/** Keys that some pipeline's last run had, from the histories. */
function listRememberedKeys(store: Store): readonly string[] {
  const folder = join(store.root, "history");
  const keys: string[] = [];
  for (const name of listFiles(folder)) {
    const history = parseHistory(JSON.parse(Deno.readTextFileSync(join(folder, name))));
    for (const { key } of history.values()) keys.push(key);
  }
  return keys;
}

function listFiles(folder: string): readonly string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => name.endsWith(".json"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

function summarise(plan: CollectionPlan) {
  return {
    records: plan.records.length,
    objects: plan.objects.length,
    leftovers: plan.leftovers.length,
    bytes: plan.bytes,
    milliseconds: plan.milliseconds,
    kept: plan.kept,
  };
}

function showPlan(plan: CollectionPlan, options: CollectOptions): void {
  const paint = choosePaint("stdout");
  const kept = `kept: ${plan.kept.records} records, ${plan.kept.objects} blobs, ` +
    `${formatBytes(plan.kept.bytes)}`;
  const nothing = plan.records.length + plan.objects.length + plan.leftovers.length === 0;
  if (nothing) return writeOut(`Nothing to collect in ${showPath(options.store)} (${kept}).\n`);
  const oldest = [...plan.records].sort((a, b) => a.changed - b.changed);
  for (const record of oldest.slice(0, NAMED_RECORDS)) {
    const used = new Date(record.changed).toISOString().slice(0, 16).replace("T", " ");
    const cost = formatSeconds(record.milliseconds / 1000);
    writeOut(
      `  ${record.kind.padEnd(14)} ${record.key.slice(0, 12)}  last used ${used}  cost ${cost}\n`,
    );
  }
  const rest = plan.records.length - NAMED_RECORDS;
  if (rest > 0) writeOut(paint("dim", `  … and ${rest} more records\n`));
  writeOut(
    `${plan.records.length} records, ${plan.objects.length} blobs and ${plan.leftovers.length} ` +
      `leftovers: ${paint("bold", formatBytes(plan.bytes))}, ` +
      `${formatSeconds(plan.milliseconds / 1000)} to make again (${kept})\n`,
  );
  if (!options.yes) writeOut("Nothing was deleted; --yes deletes.\n");
}

function showPath(path: string): string {
  const short = relative(Deno.cwd(), path);
  return short === "" || short.startsWith("..") ? path : short;
}

/** Writes a size as people do: `12.3 MB`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return unit === 0 ? `${bytes} B` : `${size.toFixed(1)} ${units[unit]}`;
}
