/** What has arrived of a file: kept when a download breaks off, so that the next one goes on from there. */

import { dirname, join } from "node:path";
import { explainWriteFailure } from "../store/disk_error.ts";
import type { Disk } from "../store/disk.ts";
import { clearPlace, moveFile, readText, removeFile } from "../store/file.ts";
import { holdLock } from "../store/file_lock.ts";
import { FOLDERS } from "../store/layout.ts";

/** A file that is arriving. Sizes in bytes. Errors of the disk are `store.unwritable`. */
export interface PartFile {
  /** What has arrived. */
  readonly size: number;
  /** ETag or date of what it is a part of. */
  readonly validator: string | undefined;
  append(chunk: Uint8Array): void;
  /** Begins anew. */
  clear(): void;
  /** Remembers what it is a part of. */
  mark(validator: string | undefined): void;
  read(): Uint8Array<ArrayBuffer>;
  /** Closes it, if it is open; the next download goes on from here. */
  close(): void;
  /** Closes and removes it. */
  remove(): void;
  /** Closes it and moves it to `corrupt`; gives the path, or undefined when it had to be removed. */
  setAside(): string | undefined;
}

/**
 * Opens what has arrived of a file.
 *
 * @param name the file's name in `downloads`: a hash.
 */
export function openPartFile(disk: Disk, name: string): PartFile {
  const { file, path, isShared } = openLocked(
    disk,
    join(disk.root, FOLDERS.downloads, `${name}.part`),
  );
  const note = `${path}.validator`;
  let size = attempt(path, () => file.seekSync(0, Deno.SeekMode.End));
  let validator = size > 0 ? readText(note) : undefined;
  let open = true;
  const end = (keep: boolean) => {
    if (!open) return;
    open = false;
    file.close();
    if (keep) return;
    removeFile(path);
    removeFile(note);
  };
  return {
    get size() {
      return size;
    },
    get validator() {
      return validator;
    },
    append(chunk) {
      attempt(path, () => writeAll(file, chunk));
      size += chunk.length;
    },
    clear() {
      attempt(path, () => truncate(file));
      size = 0;
      validator = undefined;
    },
    mark(given) {
      validator = given;
      if (given === undefined) removeFile(note);
      else {
        attempt(note, () => {
          clearPlace(note);
          Deno.writeTextFileSync(note, given);
        });
      }
    },
    read: () => attempt(path, () => Deno.readFileSync(path)),
    close: () => end(isShared && size > 0),
    remove: () => end(false),
    setAside() {
      const moved = moveToCorrupt(disk, path, name);
      end(false);
      return moved;
    },
  };
}

function writeAll(file: Deno.FsFile, chunk: Uint8Array): void {
  for (let n = 0; n < chunk.length;) n += file.writeSync(chunk.subarray(n));
}

function truncate(file: Deno.FsFile): void {
  file.truncateSync(0);
  file.seekSync(0, Deno.SeekMode.Start);
}

function moveToCorrupt(disk: Disk, path: string, name: string): string | undefined {
  const to = join(disk.root, FOLDERS.corrupt, `${name}.${crypto.randomUUID().slice(0, 8)}`);
  try {
    moveFile(path, to);
    return to;
  } catch {
    return undefined;
  }
}

/** Opens the file for this download alone; where another is at it, one of its own. */
function openLocked(disk: Disk, path: string) {
  const file = openFile(path);
  if (holdLock(file) !== false) return { file, path, isShared: true };
  file.close();
  const own = disk.nameTemporary();
  return { file: openFile(own), path: own, isShared: false };
}

function openFile(path: string): Deno.FsFile {
  return attempt(path, () => {
    Deno.mkdirSync(dirname(path), { recursive: true });
    clearPlace(path);
    return Deno.openSync(path, { read: true, write: true, create: true });
  });
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw explainWriteFailure(path, error);
  }
}
