/**
 * The files of one store: written whole or not at all, set aside when damaged.
 *
 * What is promised: a file appears under its name only when all of its bytes are in it and on the disk
 * (write to `tmp`, fdatasync, rename). A process that is killed leaves at most a file in `tmp`, which
 * nobody reads. Folders are not synced: after a power cut the names of the last seconds may be gone, until
 * the file system's journal has written them, and the cells they belong to run again.
 */

import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { KooplineError } from "../../schemas/error.ts";
import { explainWriteFailure, readErrorCode } from "./disk_error.ts";
import { createFile, moveFile, removeFile, touchFile } from "./file.ts";
import { FOLDERS } from "./layout.ts";

/** What is wrong with a file of the store. */
export interface FileDamage {
  readonly expected: string;
  readonly found: string;
}

/** The files of one store. Paths come from `layout.ts`. */
export interface Disk {
  readonly root: string;
  /** Begins the names of all its temporary files, and of no other's. */
  readonly writer: string;
  /**
   * Makes sure that the store is still there once something was written to it.
   *
   * @throws {KooplineError} `store.unwritable` when its drive was taken away or its folder removed.
   */
  assertThere(): void;
  /** Writes a file whole, over what may be there. */
  write(path: string, content: Uint8Array): Promise<void>;
  /** Writes a small file whole within this turn, unsynced. */
  writeNow(path: string, content: Uint8Array): void;
  /** Moves a damaged file to `corrupt`, with a note beside it, and reports it. False when it stays. */
  setAside(path: string, damage: FileDamage): boolean;
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
  let begun = false;
  const nameUnique = () => `${writer}${count++}`;
  const disk: Disk = {
    root,
    writer,
    nameTemporary: () => join(root, FOLDERS.temporary, nameUnique()),
    assertThere() {
      if (begun && !existsSync(join(root, FOLDERS.temporary))) throw describeGone(root);
    },
    readClock() {
      disk.assertThere();
      const time = readFileClock(disk.nameTemporary());
      begun = true;
      return time;
    },
    async write(path, content) {
      await writeWhole(disk, path, content);
      begun = true;
    },
    writeNow(path, content) {
      writeWholeNow(disk, path, content);
      begun = true;
    },
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
      clockOffset ??= measureClockOffset(disk.readClock);
      return touchFile(path, Date.now() + clockOffset);
    },
  };
  return disk;
}

async function writeWhole(
  disk: Disk,
  path: string,
  content: Uint8Array,
  attempts = 2,
): Promise<void> {
  disk.assertThere();
  const temporary = disk.nameTemporary();
  try {
    const file = createFile(temporary, content);
    try {
      // Off this thread: cells that finish together sync together.
      await file.syncData();
    } finally {
      file.close();
    }
    replaceFile(disk, temporary, path);
  } catch (error) {
    removeFile(temporary);
    // Stopped for long, this process was taken for dead, and what it was writing for a leftover.
    const isSwept = error instanceof Deno.errors.NotFound && attempts > 1;
    if (isSwept) return await writeWhole(disk, path, content, attempts - 1);
    throw explainWriteFailure(path, error);
  }
}

function writeWholeNow(disk: Disk, path: string, content: Uint8Array): void {
  disk.assertThere();
  const temporary = disk.nameTemporary();
  try {
    createFile(temporary, content).close();
    replaceFile(disk, temporary, path);
  } catch (error) {
    removeFile(temporary);
    throw explainWriteFailure(path, error);
  }
}

/** Renames a file over what is there; a folder, which cannot be written over, is set aside. */
function replaceFile(disk: Disk, temporary: string, path: string): void {
  try {
    moveFile(temporary, path);
  } catch (error) {
    if (readErrorCode(error) !== "EISDIR") throw error;
    if (!disk.setAside(path, { expected: "a file", found: "a folder" })) throw error;
    moveFile(temporary, path);
  }
}

/** Made anew, the folder would be on another disk when the store's drive was taken away. */
function describeGone(root: string): KooplineError {
  return new KooplineError({
    code: "store.unwritable",
    where: root,
    expected: "the store, which was there before",
    found: "that it is gone",
    hint: "Was its drive taken away, or was it removed? With the store back, the same command " +
      "goes on from what finished.",
  });
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

function moveAside(path: string, to: string, damage: FileDamage): boolean {
  try {
    moveFile(path, to);
  } catch {
    // A store that cannot be written, or a full disk; the caller treats the file as missing all the same.
    return false;
  }
  try {
    const note = `${path}\nExpected ${damage.expected}, but found ${damage.found}.\n`;
    createFile(`${to}.txt`, new TextEncoder().encode(note)).close();
  } catch {
    // A full disk: whoever is at the terminal has read it.
  }
  return true;
}
