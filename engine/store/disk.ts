/**
 * The files of one store: written whole or not at all, set aside when damaged.
 *
 * What is promised: a file appears under its name only when all of its bytes are in it and on the disk
 * (write to `tmp`, fdatasync, rename). A process that is killed leaves at most a file in `tmp`, which
 * nobody reads. Folders are not synced: after a power cut the names of the last seconds may be gone, until
 * the file system's journal has written them, and the cells they belong to run again.
 */

import { basename, join } from "node:path";
import { explainWriteFailure } from "./disk_error.ts";
import { createFile, moveFile, removeFile, touchFile } from "./file.ts";
import { FOLDERS } from "./layout.ts";

/** What is wrong with a file of the store. */
export interface Damage {
  readonly expected: string;
  readonly found: string;
}

/** The files of one store. Paths come from `layout.ts`. */
export interface Disk {
  readonly root: string;
  /** Begins the names of all its temporary files, and of no other's. */
  readonly writer: string;
  /** Writes a file whole, over what may be there. */
  write(path: string, content: Uint8Array): Promise<void>;
  /** Writes a small file whole within this turn, unsynced. */
  writeNow(path: string, content: Uint8Array): void;
  /** Moves a damaged file to `corrupt`, with a note beside it, and reports it. False when it stays. */
  setAside(path: string, damage: Damage): boolean;
  /** Marks a file as used now. False when it is not there. */
  touch(path: string): boolean;
  /** Reads the clock that stamps the store's files, in ms. It need not agree with this machine's. */
  readClock(): number;
  /** Makes a path that nobody else uses, in the store's own file system. */
  nameTemporary(): string;
}

/** Opens the files of a store. Nothing is written before the first write. */
export function openDisk(root: string, onDamage: (message: string) => void): Disk {
  const writer = `${Deno.pid}-${crypto.randomUUID().slice(0, 8)}-`;
  let count = 0;
  let clockOffset: number | undefined;
  const nameUnique = () => `${writer}${count++}`;
  const nameTemporary = () => join(root, FOLDERS.temporary, nameUnique());
  const readClock = () => readFileClock(nameTemporary());
  return {
    root,
    writer,
    nameTemporary,
    readClock,
    write: (path, content) => writeWhole(nameTemporary(), path, content),
    writeNow: (path, content) => writeWholeNow(nameTemporary(), path, content),
    setAside(path, damage) {
      const to = join(root, FOLDERS.corrupt, `${basename(path)}.${nameUnique()}`);
      const moved = moveAside(path, to, damage);
      const place = moved ? `It was moved to ${to}` : "It could not be moved away";
      onDamage(
        `${path}: Expected ${damage.expected}, but found ${damage.found}. ${place}; ` +
          "what it held is missing from now on and is derived again when it is needed.",
      );
      return moved;
    },
    touch(path) {
      clockOffset ??= measureClockOffset(readClock);
      return touchFile(path, Date.now() + clockOffset);
    },
  };
}

async function writeWhole(
  temporary: string,
  path: string,
  content: Uint8Array,
  attempts = 2,
): Promise<void> {
  try {
    const file = createFile(temporary, content);
    try {
      // Off this thread: cells that finish together sync together.
      await file.syncData();
    } finally {
      file.close();
    }
    moveFile(temporary, path);
  } catch (error) {
    removeFile(temporary);
    // Stopped for long, this process was taken for dead, and what it was writing for a leftover.
    const isSwept = error instanceof Deno.errors.NotFound && attempts > 1;
    if (isSwept) return await writeWhole(temporary, path, content, attempts - 1);
    throw explainWriteFailure(path, error);
  }
}

function writeWholeNow(temporary: string, path: string, content: Uint8Array): void {
  try {
    createFile(temporary, content).close();
    moveFile(temporary, path);
  } catch (error) {
    removeFile(temporary);
    throw explainWriteFailure(path, error);
  }
}

function readFileClock(temporary: string): number {
  try {
    createFile(temporary, new Uint8Array()).close();
    return Deno.statSync(temporary).mtime?.getTime() ?? Date.now();
  } catch (error) {
    throw explainWriteFailure(temporary, error);
  } finally {
    removeFile(temporary);
  }
}

/** The store's clock minus this machine's, in ms; 0 for a store that cannot be written. */
function measureClockOffset(readClock: () => number): number {
  try {
    return readClock() - Date.now();
  } catch {
    return 0;
  }
}

function moveAside(path: string, to: string, damage: Damage): boolean {
  try {
    moveFile(path, to);
    const note = `${path}\nExpected ${damage.expected}, but found ${damage.found}.\n`;
    Deno.writeTextFileSync(`${to}.txt`, note);
    return true;
  } catch {
    // A store that cannot be written, or a full disk; the caller treats the file as missing all the same.
    return false;
  }
}
