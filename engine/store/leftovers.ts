/** What dead runs and cut-off writes leave behind. */

import { basename, join } from "node:path";
import { identifyHost, isLockFree, parseNote } from "./alive.ts";
import { parseOwner } from "./claims.ts";
import type { Disk } from "./disk.ts";
import { readText } from "./file.ts";
import { isHash } from "./hash.ts";
import { FOLDERS } from "./layout.ts";
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

/** The runs that have shown signs of life. */
export interface RunSigns {
  /** Ids of those that live. */
  readonly live: ReadonlySet<string>;
  /** When the oldest of those that live began, in ms on the store's clock; Infinity when none lives. */
  readonly oldestStart: number;
  /** Paths of the signs of those that are dead. */
  readonly dead: readonly string[];
}

/** What is unchanged for this long is nobody's any more, where nothing better tells; in ms. */
const FORGOTTEN = 10 * 60_000;

const SUFFIX = ".alive";

/** Looks at the signs of life of all runs. */
export function inspectRuns(disk: Disk): RunSigns {
  const folder = join(disk.root, FOLDERS.runs);
  const names = listFolder(folder).filter((name) => name.endsWith(SUFFIX));
  const live = new Set<string>();
  const dead: string[] = [];
  let oldestStart = Infinity;
  if (names.length > 0) {
    const [now, host] = [disk.readClock(), identifyHost()];
    for (const name of names) {
      const path = join(folder, name);
      const sign = readSign(path, host, now);
      if (!sign.lives) {
        dead.push(path);
        continue;
      }
      live.add(name.slice(0, -SUFFIX.length));
      oldestStart = Math.min(oldestStart, sign.started);
    }
  }
  return { live, oldestStart, dead };
}

/** Lists everything that dead runs and cut-off writes have left behind. */
export function findLeftovers(
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
    return owner === undefined ? age(path) > FORGOTTEN : !live.has(owner.run);
  });
  const temporary = listPaths(disk, FOLDERS.temporary).filter((path) =>
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
    ...measureAll("dead run", dead),
    ...measureAll("damaged file", listPaths(disk, FOLDERS.corrupt)),
    ...measureAll("deleted file", listPaths(disk, FOLDERS.trash)),
  ];
}

function readSign(
  path: string,
  host: string,
  now: number,
): { readonly lives: boolean; readonly started: number } {
  const note = parseNote(readText(path) ?? "");
  const changed = statFile(path)?.changed ?? 0;
  const started = note?.started ?? changed;
  if (note?.locked === true && note.host === host) {
    const isFree = isLockFree(path);
    if (isFree !== undefined) return { lives: !isFree, started };
  }
  // The counter is written every second, and the store's own clock stamps it.
  return { lives: now - changed <= FORGOTTEN, started };
}

function listPaths(disk: Disk, folder: string): readonly string[] {
  return listFolder(join(disk.root, folder)).map((name) => join(disk.root, folder, name));
}

function measureAll(what: Leftover["what"], paths: readonly string[]): readonly Leftover[] {
  return paths.map((path) => ({ what, path, bytes: statFile(path)?.bytes ?? 0 }));
}
