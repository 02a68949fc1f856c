/** Where things are in the store. Every path is built here, from checked names only. */

import { join } from "node:path";
import { KooplineError } from "../../schemas/error.ts";
import { isHash } from "./hash.ts";

/** The folders of a store. `cache`, `history` and `out` beside them belong to other parts of the engine. */
export const FOLDERS = {
  /** Blobs by the hash of their bytes. */
  objects: "objects",
  /** One record a key. */
  records: "records",
  /** What each run did, and the signs of life of those under way. */
  runs: "runs",
  /** Keys that runs are working on. */
  claims: "claims",
  /** Files being written; renamed into their place when they are whole. */
  temporary: "tmp",
  /** Blobs and records that did not match their address. */
  corrupt: "corrupt",
  /** Files that stages fetched, by the hash of their bytes, and parts of those that are arriving. */
  downloads: "downloads",
  /** What a collection is about to delete. */
  trash: "trash",
} as const;

/** The file in `trash` that a collection holds the lock of. */
export const COLLECTING = ".collecting";

const KIND_NAME = /^[a-z][a-z0-9_]{0,63}$/;
const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;

/** Tells whether a text can name a stage kind: snake_case, at most 64 letters. */
export function isKindName(text: string): boolean {
  return KIND_NAME.test(text);
}

/** Tells whether a text can name a run: letters, digits, `_`, `-` and `.`, at most 128. */
export function isRunId(text: string): boolean {
  return RUN_ID.test(text);
}

/** Gives the path of a blob. */
export function locateObject(root: string, sha256: string): string {
  const name = requireName(isHash(sha256), sha256, "64 hexadecimal digits");
  return join(root, FOLDERS.objects, name.slice(0, 2), name);
}

/** Gives the path of a record. */
export function locateRecord(root: string, kind: string, key: string): string {
  const folder = requireName(isKindName(kind), kind, "a stage kind's name in snake_case");
  const name = requireName(isHash(key), key, "a key of 64 hexadecimal digits");
  return join(root, FOLDERS.records, folder, name.slice(0, 2), `${name}.json`);
}

/** Gives the path of a fetched file. */
export function locateDownload(root: string, sha256: string): string {
  const name = requireName(isHash(sha256), sha256, "64 hexadecimal digits");
  return join(root, FOLDERS.downloads, name);
}

/** Gives the path of a run's file. */
export function locateRun(root: string, id: string): string {
  return join(root, FOLDERS.runs, `${requireRunId(id)}.json`);
}

/** Gives the path of a run's sign of life. */
export function locateAlive(root: string, id: string): string {
  return join(root, FOLDERS.runs, `${requireRunId(id)}.alive`);
}

/** Gives the path of a claim. */
export function locateClaim(root: string, key: string): string {
  return join(
    root,
    FOLDERS.claims,
    requireName(isHash(key), key, "a key of 64 hexadecimal digits"),
  );
}

function requireRunId(id: string): string {
  return requireName(isRunId(id), id, "a run's id of letters, digits, `_`, `-` and `.`");
}

function requireName(valid: boolean, name: string, expected: string): string {
  if (valid) return name;
  const found = JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
  throw new KooplineError({ code: "input.value", expected, found });
}
