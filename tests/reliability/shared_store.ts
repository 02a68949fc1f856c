/** Several runs at once on one store: where each runs, and what they did together. */

import assert from "node:assert/strict";
import { readList, readObject } from "../../schemas/json_object.ts";
import { openStore } from "../../engine/store/store.ts";
import { verifyStore } from "../../engine/store/verify_store.ts";
import type { JsonValue } from "../../schemas/json.ts";
import { type Project, readStore, type Running, startKoopline } from "./project.ts";

/** What is odd about the place where a run takes place; see surroundings.ts. */
export interface Oddities {
  readonly minutes?: number;
  readonly speed?: number;
  readonly locks?: "no";
}

/**
 * Starts `run PIPELINE --json` with more arguments, in odd surroundings. It has no supervisor, who would not pass
 * these on, nor what stops a process or kills it.
 */
export function startRun(
  project: Project,
  args: readonly string[],
  oddities: Oddities = {},
): Running {
  const url = new URL("./surroundings.ts", import.meta.url);
  for (const [name, value] of Object.entries(oddities)) url.searchParams.set(name, String(value));
  const flags = ["--preload", url.href];
  const words = ["run", ...args, "--unsupervised", "--store", project.store, "--json"];
  return startKoopline(words, { ...project, flags });
}

/** Listens until a run says that something happened to a cell. */
export async function awaitEvent(run: Running, event: string, cell: string): Promise<void> {
  for (let line = await run.listen(); line !== undefined; line = await run.listen()) {
    if (line.startsWith(`{"event":"${event}","cell":"${cell}`)) return;
  }
  const { code, stderr } = await run.finish();
  assert.fail(`a run ended (${code}) before it said "${event}" of ${cell}:\n${stderr}`);
}

/** Waits until a run has ended well. */
export async function finishWell(run: Running): Promise<void> {
  const { code, stderr } = await run.finish();
  assert.equal(code, 0, stderr);
}

/** Counts how often each key was executed, by what runs wrote about themselves. */
export function countExecutions(root: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const run of openStore(root).listRuns()) {
    for (const key of listKeys(run)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function listKeys(run: JsonValue): readonly string[] {
  return readList(readObject(run)["cells"]).map((cell) => String(readObject(cell)["key"]));
}

/** Checks that every record of a store was made by one execution, and that nothing is damaged. */
export function assertEachOnce(root: string, cells: number): void {
  const counts = countExecutions(root);
  assert.deepEqual([...counts].filter(([, count]) => count !== 1), []);
  assert.deepEqual([...counts.keys()].sort(), [...readStore(root).keys()]);
  assert.equal(counts.size, cells);
  assert.deepEqual(verifyStore(openStore(root)).problems, []);
}
