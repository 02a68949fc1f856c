/** What dead runs and cut-off writes leave behind. */

import { basename, join } from "node:path";
import { identifyHost, isLockFree, parseNote } from "./alive.ts";
import { breakClaim, parseOwner } from "./claim_file.ts";
import type { Disk } from "./disk.ts";
import { readText, removeAll } from "./file.ts";
import { isHash } from "./hash.ts";
import { COLLECTING, FOLDERS, locateAlive } from "./layout.ts";
import { listFolder, statFile } from "./listing.ts";

/** A file that nothing needs. */
export interface Leftover {
  readonly what:
    | "temporary file"
    | "partial download"
    | "dead claim"
    | "dead run"
    | "damaged file"
    | "deleted file";
  readonly path: string;
  readonly bytes: number;
}

/** A run that ended without taking its sign of life away: killed, or stopped by an error of the disk. */
export interface DeadRun {
  readonly id: string;
  /** Path of its sign. */
  readonly path: string;
  /** The pipeline whose results it made, where it made any. */
  readonly pipeline: string | undefined;
  /** What the names of its temporary files begin with, where it said so. */
  readonly writer: string | undefined;
  /** When it began and when it last showed that it lived, in ms on the store's clock. */
  readonly started: number;
  readonly seen: number;
}

/** The runs that have shown signs of life. */
export interface RunSigns {
  /** Ids of those that live. */
  readonly live: ReadonlySet<string>;
  /** When the oldest of those that live began, in ms on the store's clock; Infinity when none lives. */
  readonly oldestStart: number;
  readonly dead: readonly DeadRun[];
}

/** What is unchanged for this long is nobody's any more, where nothing better tells; in ms. */
const FORGOTTEN = 10 * 60_000;

const SUFFIX = ".alive";

/** How names of temporary files begin: one that begins otherwise would mark others' as a dead run's. */
const WRITER = /^\d+-[0-9a-f]{8}-$/;

/** Looks at the signs of life of all runs. */
export function inspectRuns(disk: Disk): RunSigns {
  const folder = join(disk.root, FOLDERS.runs);
  const names = listFolder(folder).filter((name) => name.endsWith(SUFFIX));
  const live = new Set<string>();
  const dead: DeadRun[] = [];
  let oldestStart = Infinity;
  if (names.length > 0) {
    const [now, host] = [disk.readClock(), identifyHost()];
    for (const name of names) {
      const path = join(folder, name);
      const sign = readSign(path, host, now);
      const id = name.slice(0, -SUFFIX.length);
      if (!sign.lives) {
        dead.push({ id, path, ...sign });
        continue;
      }
      live.add(id);
      oldestStart = Math.min(oldestStart, sign.started);
    }
  }
  return { live, oldestStart, dead };
}

/** Looks at the sign of life of one run. */
function inspectRun(disk: Disk, run: string): { readonly lives: boolean } {
  const path = locateAlive(disk.root, run);
  return statFile(path) === undefined
    ? { lives: false }
    : readSign(path, identifyHost(), disk.readClock());
}

/**
 * Lists everything that dead runs and cut-off writes have left behind.
 *
 * @param forgotten those of the dead runs whose signs nothing needs any more.
 */
export function findLeftovers(
  disk: Disk,
  signs: RunSigns,
  forgotten: readonly DeadRun[],
): readonly Leftover[] {
  return [
    ...findPassing(disk, signs),
    ...measureAll("dead run", forgotten.map(({ path }) => path)),
    ...measureAll("damaged file", listPaths(disk, FOLDERS.corrupt)),
    ...measureAll("deleted file", listTrash(disk)),
  ];
}

/** Removes a leftover; a claim only when it is still a dead run's. */
export function removeLeftover(disk: Disk, { what, path }: Leftover): void {
  if (what !== "dead claim") return removeAll(path);
  const text = readText(path);
  if (text !== undefined) breakClaim(disk, path, text);
}

/**
 * Removes what dead runs were writing and claiming. Their signs stay: they protect what these runs had finished
 * from collections. Files that were set aside stay too, for whoever wants to look at them.
 */
export function sweepLeftovers(disk: Disk): void {
  const isEmpty = [FOLDERS.claims, FOLDERS.temporary].every((folder) =>
    listPaths(disk, folder).length === 0
  );
  if (isEmpty) return;
  for (const leftover of findPassing(disk, inspectRuns(disk))) {
    if (leftover.what !== "partial download") removeLeftover(disk, leftover);
  }
}

/** Lists what runs have only while they live. */
function findPassing(
  disk: Disk,
  { live, oldestStart, dead }: RunSigns,
): readonly Leftover[] {
  // Reading the clock writes a file: not done where there is nothing to look at.
  let clock: number | undefined;
  const age = (path: string) => {
    clock ??= disk.readClock();
    return clock - (statFile(path)?.changed ?? clock);
  };
  const claims = listPaths(disk, FOLDERS.claims).filter((path) => {
    if (!isHash(path.slice(-64))) return false;
    const owner = parseOwner(readText(path) ?? "");
    if (owner === undefined) return age(path) > FORGOTTEN;
    // One that began after the signs were looked at has shown its sign before it claimed anything.
    return !live.has(owner.run) && !inspectRun(disk, owner.run).lives;
  });
  const deadWriters = dead.flatMap(({ writer }) => writer ?? []);
  const temporary = listPaths(disk, FOLDERS.temporary).filter((path) =>
    deadWriters.some((writer) => basename(path).startsWith(writer)) ||
    age(path) > FORGOTTEN + Math.max((clock ?? 0) - oldestStart, 0)
  );
  // Whole downloads stay: they are what makes a run independent of the network.
  const partial = listPaths(disk, FOLDERS.downloads).filter((path) =>
    !isHash(basename(path)) && age(path) > FORGOTTEN
  );
  return [
    ...measureAll("temporary file", temporary),
    ...measureAll("partial download", partial),
    ...measureAll("dead claim", claims),
  ];
}

function readSign(path: string, host: string, now: number) {
  const note = parseNote(readText(path) ?? "");
  const seen = statFile(path)?.changed ?? 0;
  const facts = {
    pipeline: note?.pipeline,
    writer: WRITER.test(note?.writer ?? "") ? note?.writer : undefined,
    // An unreadable sign may be that of a run of any age.
    started: note?.started ?? 0,
    seen,
  };
  if (note?.locked === true && note.host === host) {
    const isFree = isLockFree(path);
    if (isFree !== undefined) return { ...facts, lives: !isFree };
  }
  // The counter is written every second, and the store's own clock stamps it.
  return { ...facts, lives: now - seen <= FORGOTTEN };
}

function listTrash(disk: Disk): readonly string[] {
  return listPaths(disk, FOLDERS.trash).filter((path) => basename(path) !== COLLECTING);
}

function listPaths(disk: Disk, folder: string): readonly string[] {
  return listFolder(join(disk.root, folder)).map((name) => join(disk.root, folder, name));
}

function measureAll(what: Leftover["what"], paths: readonly string[]): readonly Leftover[] {
  return paths.map((path) => ({ what, path, bytes: statFile(path)?.bytes ?? 0 }));
}
