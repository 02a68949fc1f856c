/**
 * Signs of life of runs, so that nobody waits for a run that has died.
 *
 * A run that lives holds a lock of the operating system on `runs/<id>.alive` and changes a counter in it
 * every second. On the same machine the lock decides: who lost it is dead, at once. From another machine, or
 * where locks do not work, a run is dead when its counter has stood still for the lease, measured on the
 * monotonic clock of whoever watches: clocks that disagree do no harm. A run that holds its lock and has been
 * stopped (Ctrl-Z) for many leases is waited for no longer: it may never go on.
 *
 * Whoever is wrongly taken for dead loses nothing but time: its cells are executed by another run too.
 */

import type { Disk } from "./disk.ts";
import { explainWriteFailure, isNotFound } from "./disk_error.ts";
import { createFile, measureFile, moveFile, readText, removeFile } from "./file.ts";
import { holdLock, tryLock } from "./file_lock.ts";
import { isRunId, locateAlive } from "./layout.ts";

const MACHINE_ID = "/etc/machine-id";

/** Whoever watches looks more often than this, in ms, however short the lease. */
const SHORTEST_GAP = 1_000;

/** Whoever made a claim: a run, and the machine it runs on. */
export interface Owner {
  readonly run: string;
  readonly host: string;
}

/** What a run says of itself. */
export interface AliveNote extends Owner {
  /** Whether it holds a lock. */
  readonly locked: boolean;
  /** When it began, in ms on the store's clock. */
  readonly started: number;
  /** Begins the names of its temporary files; absent where an older version wrote this. */
  readonly writer?: string;
  /** The pipeline whose results it makes; absent for those who only read or compare. */
  readonly pipeline?: string;
}

/** This run's sign of life. */
export interface Alive {
  /** Ends it. One that was `cutOff` stays, unlocked, as that of a run that was killed: collections see it. */
  close(end?: { readonly cutOff: boolean }): void;
}

/** Shows that a run lives, until `close`. @throws {KooplineError} `store.unwritable`. */
export function openAlive(
  disk: Disk,
  me: Owner & Pick<AliveNote, "pipeline">,
  heartbeat: number,
): Alive {
  const path = locateAlive(disk.root, me.run);
  // Says `store.unwritable` before anything else is tried.
  const started = disk.readClock();
  const show = (beat: number) =>
    showSign(disk, path, { ...me, locked: false, started, writer: disk.writer }, beat);
  let sign: ReturnType<typeof show> | undefined = show(0);
  let beat = 0;
  const timer = setInterval(() => {
    beat += 1;
    try {
      // Gone when another took this run, stopped for long, for dead; it lives all the same.
      if (sign === undefined || measureFile(path) === undefined) {
        sign?.file.close();
        sign = undefined;
        sign = show(beat);
      } else writeBeat(sign.file, sign.note, beat);
    } catch {
      // The lock still shows that it lives, or the next beat shows it anew; others may do work twice meanwhile.
    }
  }, heartbeat);
  Deno.unrefTimer(timer);
  return {
    close({ cutOff } = { cutOff: false }) {
      clearInterval(timer);
      sign?.file.close();
      if (!cutOff) removeFile(path);
    },
  };
}

/** Writes a sign of life. It is locked before anybody can see it: an unlocked one is a dead run's. */
function showSign(disk: Disk, path: string, unlocked: AliveNote, beat: number) {
  const temporary = disk.nameTemporary();
  let file: Deno.FsFile | undefined;
  try {
    disk.assertThere();
    file = createFile(temporary, new Uint8Array());
    const note: AliveNote = { ...unlocked, locked: holdLock(file) === true };
    writeBeat(file, note, beat);
    moveFile(temporary, path);
    return { file, note };
  } catch (error) {
    file?.close();
    removeFile(temporary);
    throw explainWriteFailure(path, error);
  }
}

/** Judges whether runs live. */
export interface Judge {
  isDead(owner: Owner): boolean;
  /** Tells whether something has stood still for the lease, since this judge first saw it so. */
  hasStoodStill(name: string, text: string | undefined): boolean;
}

/** A run that holds its lock and does nothing is dead after so many leases. */
const STOPPED_LEASES = 10;

/** What a judge saw of something. Times in ms, of its own monotonic clock. */
interface Sight {
  readonly text: string | undefined;
  readonly since: number;
  readonly looked: number;
}

/** Opens a judge who remembers when it saw which counter. */
export function openJudge(root: string, host: string, lease: number): Judge {
  const seen = new Map<string, Sight>();
  // Who was stopped itself has not seen that others stood still: a laptop stops all of its processes at once.
  const longestGap = Math.max(lease / 2, SHORTEST_GAP);
  const measureStandstill = (name: string, text: string | undefined): number => {
    const now = performance.now();
    const last = seen.get(name);
    const isSame = last !== undefined && last.text === text && now - last.looked <= longestGap;
    const since = isSame ? last.since : now;
    seen.set(name, { text, since, looked: now });
    return now - since;
  };
  const judge: Judge = {
    isDead(owner) {
      const path = locateAlive(root, owner.run);
      const text = readText(path);
      const isNear = owner.host === host;
      if (isNear && text === undefined) return true;
      if (isNear && text !== undefined && parseNote(text)?.locked === true) {
        const isFree = isLockFree(path);
        if (isFree === true) return true;
        if (isFree === false) return measureStandstill(owner.run, text) >= STOPPED_LEASES * lease;
      }
      return judge.hasStoodStill(owner.run, text);
    },
    hasStoodStill: (name, text) => measureStandstill(name, text) >= lease,
  };
  return judge;
}

/** Reads what a run says of itself; undefined when the text is cut off or strange. */
export function parseNote(text: string): AliveNote | undefined {
  try {
    const note: unknown = JSON.parse(text);
    return isNote(note) ? note : undefined;
  } catch {
    return undefined;
  }
}

/** Tells whether a lock can be taken; undefined where locks do not work. */
export function isLockFree(path: string): boolean | undefined {
  try {
    const attempt = tryLock(path, { create: false });
    if (typeof attempt !== "string") attempt.close();
    return attempt === "unknown" ? undefined : attempt !== "busy";
  } catch (error) {
    return isNotFound(error) ? true : undefined;
  }
}

/**
 * Names this machine; "" where that is not to be found out. Two machines of one name do no harm as long as
 * the file system's locks reach from one to the other.
 */
export function identifyHost(): string {
  const mayRead = isGranted({ name: "read", path: MACHINE_ID });
  const id = mayRead ? readText(MACHINE_ID)?.trim() ?? "" : "";
  if (id !== "") return id;
  return isGranted({ name: "sys", kind: "hostname" }) ? Deno.hostname() : "";
}

function isGranted(permission: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(permission).state === "granted";
}

function writeBeat(file: Deno.FsFile, note: AliveNote, beat: number): void {
  // Always of one length, so that a shorter text never leaves the end of a longer one behind.
  const text = JSON.stringify({ ...note, beat: String(beat).padStart(12, "0") }) + "\n";
  file.seekSync(0, Deno.SeekMode.Start);
  file.writeSync(new TextEncoder().encode(text));
}

/** Tells whether JSON names a run and its machine. */
export function isOwner(value: unknown): value is Owner {
  return typeof value === "object" && value !== null &&
    "run" in value && typeof value.run === "string" && isRunId(value.run) &&
    "host" in value && typeof value.host === "string";
}

function isNote(value: unknown): value is AliveNote {
  return isOwner(value) && "locked" in value && typeof value.locked === "boolean" &&
    "started" in value && typeof value.started === "number" &&
    (!("writer" in value) || typeof value.writer === "string") &&
    (!("pipeline" in value) || typeof value.pipeline === "string");
}
