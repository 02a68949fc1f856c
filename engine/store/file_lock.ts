/** Locks of the operating system: whoever holds one loses it by ending, however it ends. */

import { clearPlace } from "./file.ts";

/** A lock that is held until it is let go; "busy" when another holds it; "unknown" where locks do not work. */
export type LockAttempt = Deno.FsFile | "busy" | "unknown";

/**
 * Tries to lock a file exclusively (flock), without waiting.
 *
 * @param options whether to create the file when it is not there.
 * @returns the open file that holds the lock; close it to let go.
 * @throws {Deno.errors.NotFound} when the file is not there.
 */
export function tryLock(path: string, options: { readonly create: boolean }): LockAttempt {
  if (options.create) clearPlace(path);
  const file = Deno.openSync(path, { read: true, write: true, create: options.create });
  const taken = holdLock(file);
  if (taken === true) return file;
  file.close();
  return taken === false ? "busy" : "unknown";
}

/** Tries to lock an open file; undefined where the file system has no locks. */
export function holdLock(file: Deno.FsFile): boolean | undefined {
  try {
    return file.tryLockSync(true);
  } catch {
    return undefined;
  }
}
