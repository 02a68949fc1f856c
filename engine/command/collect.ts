/** `collect`: what the store holds that nothing needs any more; deleted only with --yes. */

import { join } from "node:path";
import { KooplineError } from "../../schemas/error.ts";
import type { JsonValue } from "../../schemas/json.ts";
import { parseHistory } from "../plan/history.ts";
import { readLockFile } from "../run/lock.ts";
import { collect, type Collected, type CollectionPlan, planCollection } from "../store/collect.ts";
import { openStore, type Store } from "../store/store.ts";
import { countNoun, formatBytes, formatSeconds } from "./amounts.ts";
import { assertStore, showPath } from "./paths.ts";
import { choosePaint, writeErr, writeJson, writeOut } from "./terminal.ts";

/** The options of `collect`. */
export interface CollectOptions {
  readonly store: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Records named one by one before the rest is summed up. */
const NAMED_RECORDS = 12;

/**
 * Shows or deletes garbage. Kept is what the last run of each pipeline used, and what lock files name.
 *
 * @returns the exit code.
 */
export function collectCommand(locks: readonly string[], options: CollectOptions): number {
  assertStore(options.store, { exists: true });
  const store = openStore(options.store, { onDamage: (message) => writeErr(`${message}\n`) });
  const plan = planCollection(store, {
    keys: listRememberedKeys(store),
    artifacts: locks.flatMap((path) => [...readLockFile(path).values()]),
  });
  const collected = options.yes ? collect(store, plan) : undefined;
  if (options.json) {
    writeJson({ plan: summarisePlan(plan), collected: collected ?? null });
    return 0;
  }
  showPlan(plan, options);
  if (collected !== undefined && !isEmpty(plan)) showCollected(collected);
  return 0;
}

/** Keys that some pipeline's last run had, from the histories. */
function listRememberedKeys(store: Store): readonly string[] {
  const folder = join(store.root, "history");
  return listFiles(folder).flatMap((name) => {
    const history = parseHistory(readHistory(join(folder, name)));
    return [...history.values()].map(({ key }) => key);
  });
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

/** A history that cannot be read would make garbage of everything that its pipeline needs. */
function readHistory(path: string): JsonValue {
  const text = Deno.readTextFileSync(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new KooplineError({
      code: "store.corrupt",
      where: showPath(path),
      expected: "the keys of a pipeline's last run",
      found: "a damaged file",
      hint:
        "Run that pipeline again, which writes it anew; or delete the file to give up what only it keeps.",
    }, { cause: error });
  }
}

function summarisePlan(plan: CollectionPlan) {
  return {
    records: plan.records.length,
    objects: plan.objects.length,
    leftovers: plan.leftovers.length,
    bytes: plan.bytes,
    milliseconds: plan.milliseconds,
    kept: plan.kept,
  };
}

function isEmpty(plan: CollectionPlan): boolean {
  return plan.records.length + plan.objects.length + plan.leftovers.length === 0;
}

function showPlan(plan: CollectionPlan, options: CollectOptions): void {
  const paint = choosePaint("stdout");
  const kept = `Kept: ${countNoun(plan.kept.records, "record")} and ` +
    `${countNoun(plan.kept.objects, "blob")}, ${formatBytes(plan.kept.bytes)}.`;
  if (isEmpty(plan)) {
    return writeOut(`Nothing to collect in ${showPath(options.store)}. ${kept}\n`);
  }
  const oldest = [...plan.records].sort((a, b) => a.changed - b.changed);
  for (const record of oldest.slice(0, NAMED_RECORDS)) {
    const used = new Date(record.changed).toISOString().slice(0, 16).replace("T", " ");
    const cost = formatSeconds(record.milliseconds / 1000);
    writeOut(
      `  ${record.kind.padEnd(14)} ${record.key.slice(0, 12)}  last used ${used}  took ${cost}\n`,
    );
  }
  const rest = plan.records.length - NAMED_RECORDS;
  if (rest > 0) writeOut(paint("dim", `  and ${countNoun(rest, "more record")}\n`));
  const parts = [
    countNoun(plan.records.length, "record"),
    countNoun(plan.objects.length, "blob"),
    ...(plan.leftovers.length > 0 ? [countNoun(plan.leftovers.length, "unfinished file")] : []),
  ].join(", ");
  writeOut(
    `Garbage: ${parts}, ${paint("bold", formatBytes(plan.bytes))}, ` +
      `${formatSeconds(plan.milliseconds / 1000)} to make again. ${kept}\n`,
  );
  if (!options.yes) writeOut("Nothing was deleted; --yes deletes.\n");
}

function showCollected({ records, objects, bytes, spared }: Collected): void {
  const rest = spared > 0 ? `; ${countNoun(spared, "file")} stayed, since a run uses them now` : "";
  writeOut(
    `Deleted ${countNoun(records, "record")} and ${countNoun(objects, "blob")}, ` +
      `${formatBytes(bytes)}${rest}.\n`,
  );
}
