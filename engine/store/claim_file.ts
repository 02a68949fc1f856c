/** The files of claims: what is in them, and how one of a dead run is removed. */

import { join } from "node:path";
import { isOwner, type Owner } from "./alive.ts";
import type { Disk } from "./disk.ts";
import { explainWriteFailure, isNotFound } from "./disk_error.ts";
import { createFile, moveFile, readText, removeFile } from "./file.ts";
import { tryLock } from "./file_lock.ts";
import { FOLDERS } from "./layout.ts";

/** Writes who makes a claim. */
export function encodeOwner(owner: Owner): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(owner));
}

/**
 * Removes a dead run's claim, unless it is another's by now. A lock lets one run at a time do it, since
 * between looking and removing a third may have broken the claim and made its own.
 */
export function breakClaim(disk: Disk, path: string, text: string): void {
  const guard = tryLock(join(disk.root, FOLDERS.claims, ".breaking"), { create: true });
  if (guard === "busy") return;
  const moved = disk.nameTemporary();
  try {
    if (readText(path) !== text) return;
    moveFile(path, moved);
    // Only without locks: what was moved may be a living run's claim, which gets it back.
    const taken = readText(moved);
    if (taken !== undefined && taken !== text) {
      createFile(path, new TextEncoder().encode(taken)).close();
    }
  } catch (error) {
    if (!isNotFound(error) && !(error instanceof Deno.errors.AlreadyExists)) {
      throw explainWriteFailure(path, error);
    }
  } finally {
    removeFile(moved);
    if (guard !== "unknown") guard.close();
  }
}

/** Reads who made a claim; undefined when the claim is cut off. */
export function parseOwner(text: string): Owner | undefined {
  try {
    const owner: unknown = JSON.parse(text);
    return isOwner(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}
