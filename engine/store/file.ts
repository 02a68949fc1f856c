/** Single files: created, moved, read and touched. */

import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { LARGEST_FILE } from "./plain_file.ts";
import { explainReadFailure, isNotFound, isUnreadable } from "./disk_error.ts";

/** From this size on, bytes are read into shared memory, so that workers share them without a copy. */
export const SHARED_BYTES = 64 * 1024;

/**
 * Reads a small file.
 *
 * @returns undefined when it is not there; no bytes at all when it is a folder or the disk cannot read
 * it, which no hash agrees with.
 * @throws {KooplineError} `store.unreadable` when the system refuses.
 */
export function readFile(path: string): Uint8Array | undefined {
  return attemptRead(
    path,
    // Fifteen times faster than the exception of a missing file, and most lookups of a new run miss.
    () => existsSync(path) ? readRegular(path) : undefined,
  );
}

/** Reads a small file that is most likely there, without looking for it first. Otherwise as {@link readFile}. */
export function readPresentFile(path: string): Uint8Array | undefined {
  return attemptRead(path, () => readRegular(path));
}

/** Reads a file of a known size, into a SharedArrayBuffer from 64 KiB on. Otherwise as {@link readFile}. */
export function readSizedFile(path: string, bytes: number): Uint8Array | undefined {
  return bytes < SHARED_BYTES
    ? readPresentFile(path)
    : attemptRead(path, () => readShared(path, bytes));
}

/** Reads a small text; undefined when it is not there. Otherwise as {@link readFile}. */
export function readText(path: string): string | undefined {
  const bytes = readFile(path);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

/** Gives the size of a file in bytes; undefined when it is not there, NaN when it is no file. */
export function measureFile(path: string): number | undefined {
  try {
    const info = Deno.statSync(path);
    return info.isFile ? info.size : NaN;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    if (isUnreadable(error)) return NaN;
    throw explainReadFailure(path, error);
  }
}

/**
 * Creates a file that must not be there yet, and its folder, and writes its content.
 *
 * @throws {Deno.errors.AlreadyExists} when it is there; after any other error it is not.
 */
export function createFile(path: string, content: Uint8Array): Deno.FsFile {
  const file = inFolder(path, () => Deno.openSync(path, { write: true, createNew: true }));
  try {
    for (let n = 0; n < content.length;) n += file.writeSync(content.subarray(n));
    return file;
  } catch (error) {
    file.close();
    removeFile(path);
    throw error;
  }
}

/** Renames a file over what may be there, making the folder it goes to. */
export function moveFile(from: string, to: string): void {
  inFolder(to, () => Deno.renameSync(from, to));
}

/**
 * Gives a file a second name that must not be there yet, making the folder it goes to.
 *
 * @throws {Deno.errors.AlreadyExists} when it is there; another error where files have one name only.
 */
export function linkFile(from: string, to: string): void {
  inFolder(to, () => Deno.linkSync(from, to));
}

/** Removes a file, if it is there and the system lets us. */
export function removeFile(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // Whatever stays is a leftover that nothing reads and the next collection finds.
  }
}

/**
 * Clears the place of a file that is opened for writing there. In somebody else's store a link may lead to any file
 * of this machine, and a pipe waits; the link goes, what it leads to stays.
 */
export function clearPlace(path: string): void {
  try {
    const { isFile, isDirectory } = Deno.lstatSync(path);
    if (!isFile && !isDirectory) Deno.removeSync(path);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** Removes a file or a folder with all that is in it, as {@link removeFile}. */
export function removeAll(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch {
    // As above.
  }
}

/** Sets a file's times, in ms since 1970. False when it is not there. */
export function touchFile(path: string, time: number): boolean {
  try {
    Deno.utimeSync(path, time / 1000, time / 1000);
    return true;
  } catch (error) {
    // Somebody else's file: its times cannot be set, and a collection of ours could not delete it.
    return !isNotFound(error);
  }
}

/** Runs an action, once more with the folder made when that was what it missed. */
function inFolder<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    Deno.mkdirSync(dirname(path), { recursive: true });
    return action();
  }
}

/** Reading a pipe or a device, to which a link in somebody's store may lead, waits or never ends. */
function readRegular(path: string): Uint8Array {
  const { isFile, size } = Deno.statSync(path);
  return isFile && size <= LARGEST_FILE ? Deno.readFileSync(path) : new Uint8Array();
}

function attemptRead(
  path: string,
  read: () => Uint8Array | undefined,
): Uint8Array | undefined {
  try {
    return read();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    if (isUnreadable(error)) return new Uint8Array();
    throw explainReadFailure(path, error);
  }
}

function readShared(path: string, bytes: number): Uint8Array {
  if (!Deno.statSync(path).isFile) return new Uint8Array();
  using file = Deno.openSync(path);
  const content = new Uint8Array(new SharedArrayBuffer(bytes));
  let filled = 0;
  while (filled < bytes) {
    const count = file.readSync(content.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return content.subarray(0, filled);
}
