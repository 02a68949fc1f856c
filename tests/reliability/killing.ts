/** Killing runs at chosen moments, and what must hold after each. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { readList, readObject } from "../../schemas/json_object.ts";
import { findLeftovers, inspectRuns } from "../../engine/store/leftovers.ts";
import { listFolder } from "../../engine/store/listing.ts";
import { openStore } from "../../engine/store/store.ts";
import { verifyStore } from "../../engine/store/verify_store.ts";
import {
  type Ended,
  listCells,
  type Project,
  readStore,
  runToEnd,
  startKoopline,
} from "./project.ts";
import { TRIALS } from "./random.ts";

const KILL_POINT = new URL("./kill_point.ts", import.meta.url);

/** When a run is killed. */
export type Moment =
  /** By itself, at its n-th write to the store. */
  | { readonly kind: "write"; readonly at: number }
  /** From outside, some ms after it said that something happened to so many cells that were not there. */
  | { readonly kind: "event"; readonly after: number; readonly delay: number }
  /** From outside, some ms after its start. */
  | { readonly kind: "time"; readonly delay: number };

/** What an undisturbed run gave. */
export interface Undisturbed {
  readonly pipeline: string;
  /** Its store. */
  readonly store: string;
  readonly addresses: ReadonlyMap<string, string>;
  /** Keys by cell name. */
  readonly keys: ReadonlyMap<string, string>;
}

/** Runs a pipeline in a store of its own, undisturbed. */
export async function runUndisturbed(project: Project, pipeline: string): Promise<Undisturbed> {
  const store = join(project.cwd, `undisturbed ${pipeline}`);
  const ran = await runToEnd(["run", pipeline, "--store", store, "--json"], project);
  assert.equal(ran.code, 0, ran.stderr);
  const [run] = [...openStore(store).listRuns()];
  const keys = readList(readObject(run)["cells"]).map(readObject).map(({ cell, key }) =>
    [String(cell), String(key)] as const
  );
  return { pipeline, store, addresses: readStore(store), keys: new Map(keys) };
}

/** Starts a run in a store and kills it at a moment; it may come to its end before. */
export async function killRun(
  project: Project,
  pipeline: string,
  moment: Moment,
  settings: readonly string[] = [],
): Promise<Ended> {
  const flags = moment.kind === "write" ? ["--preload", `${KILL_POINT}?at=${moment.at}`] : [];
  // Two workers where moments fall between writes; where they do not, one starts in half of the time.
  const jobs = moment.kind === "event" ? "2" : "1";
  // A supervisor would begin the run again.
  const words = ["run", pipeline, "--unsupervised", "--store", project.store, "--json"];
  const args = [...words, "--jobs", jobs, ...settings];
  // Every other one with its whole group, as a terminal that closes does.
  const group = moment.kind !== "write" && moment.delay % 2 === 0;
  const run = startKoopline(args, { ...project, flags }, { group });
  if (moment.kind === "event") {
    for (let left = moment.after; left > 0;) {
      const line = await run.listen();
      if (line === undefined) break;
      if (!line.includes('"reused"')) left -= 1;
    }
  }
  if (moment.kind !== "write") {
    await new Promise((resolve) => setTimeout(resolve, moment.delay));
    run.kill("SIGKILL");
  }
  return await run.finish();
}

/** Tells whether a run was killed, and not brought to its end or to a failure of its own. */
export function wasKilled(ran: Ended): boolean {
  if (ran.signal === "SIGKILL") return true;
  assert.equal(ran.code, 0, ran.stderr);
  return false;
}

/** Checks that what a store holds is whole and right. */
export function assertWhole(root: string, { addresses }: Undisturbed): void {
  const damages: string[] = [];
  const { problems } = verifyStore(openStore(root, { onDamage: (text) => damages.push(text) }));
  assert.deepEqual({ problems, damages }, { problems: [], damages: [] });
  for (const [key, address] of readStore(root)) assert.equal(address, addresses.get(key));
}

/** Checks that a run began no cell that had a record before. */
export function assertNothingAgain(
  ran: Ended,
  before: ReadonlyMap<string, string>,
  { keys }: Undisturbed,
): void {
  const again = listCells(ran.stderr, "started").filter((cell) => before.has(keys.get(cell) ?? ""));
  assert.deepEqual(again, []);
}

/** Checks that a run came to its end, with everything that an undisturbed one has and nothing left behind. */
export function assertFinished(root: string, ran: Ended, undisturbed: Undisturbed): void {
  assert.equal(ran.code, 0, ran.stderr);
  assertWhole(root, undisturbed);
  assert.deepEqual(readStore(root), undisturbed.addresses);
  const { disk } = openStore(root);
  const left = findLeftovers(disk, inspectRuns(disk), []);
  assert.deepEqual(left, []);
  assert.deepEqual(listFolder(join(root, "claims")).filter((name) => name !== ".breaking"), []);
  // Whoever died before it had shown a sign of life may leave one of its first two files, for ten minutes.
  const unfinished = listFolder(join(root, "tmp")).filter((name) => !/-[01]$/.test(name));
  assert.deepEqual(unfinished, []);
}

/** Every so many kills a run on a copy of the store comes to its end. */
const FINISH_EVERY = 10;

/**
 * Kills one run after the other on a store until one comes to its end, then begins with a new store, until so
 * many were killed. Gives where they died.
 */
export async function killMany(
  project: Project,
  undisturbed: Undisturbed,
  kills: number,
  chooseMoment: () => Moment,
  prepare: (store: string) => Promise<void> = (store) => Deno.mkdir(store),
): Promise<ReadonlyMap<string, number>> {
  const deaths = new Map<string, number>();
  let place = { ...project, store: `${project.store} 0` };
  await prepare(place.store);
  for (let killed = 0, stores = 1; killed < kills;) {
    const before = readStore(place.store);
    const moment = chooseMoment();
    const ran = await killRun(place, undisturbed.pipeline, moment);
    assertNothingAgain(ran, before, undisturbed);
    if (!wasKilled(ran)) {
      assertFinished(place.store, ran, undisturbed);
      await Deno.remove(place.store, { recursive: true });
      place = { ...place, store: `${project.store} ${stores++}` };
      await prepare(place.store);
      continue;
    }
    const death = /point \d+ (.+)/.exec(ran.stderr)?.[1] ?? moment.kind;
    deaths.set(death, (deaths.get(death) ?? 0) + 1);
    assertWhole(place.store, undisturbed);
    if (++killed % FINISH_EVERY === 0) await finishCopy(place, undisturbed);
  }
  await finishCopy(place, undisturbed);
  return deaths;
}

/** Lets a run on a copy of a store come to its end. */
async function finishCopy(project: Project, undisturbed: Undisturbed): Promise<void> {
  const store = join(project.cwd, "copy");
  await copyFolder(project.store, store);
  const args = ["run", undisturbed.pipeline, "--store", store, "--json"];
  const before = readStore(store);
  const ran = await runToEnd(args, project);
  assertNothingAgain(ran, before, undisturbed);
  assertFinished(store, ran, undisturbed);
  await Deno.remove(store, { recursive: true });
}

/** Copies a folder with the times of its files. */
export async function copyFolder(from: string, to: string): Promise<void> {
  const { code } = await new Deno.Command("cp", { args: ["-a", from, to] }).output();
  assert.equal(code, 0);
}

/** Checks that runs died at some places, among others; when there were enough of them. */
export function assertAmong(deaths: ReadonlyMap<string, number>, places: readonly string[]): void {
  console.log(Object.fromEntries([...deaths].sort()));
  const missed = places.filter((place) => !deaths.has(place));
  assert.deepEqual(TRIALS < 1 ? [] : missed, []);
}
