/** What a view holds: the sealed file beside it that says so, and whether it is still true. */

import { join } from "node:path";
import type { JsonValue } from "../../schemas/json.ts";
import { readObject } from "../../schemas/json_object.ts";
import { readFile } from "../store/file.ts";
import { hashBytes } from "../store/hash.ts";
import { assertNoLink } from "../store/own_folders.ts";
import { parseUnsealed, sealJson, unsealJson } from "../store/sealed_json.ts";
import { isPublishedPath } from "./file_names.ts";

/** What was published. */
export interface ViewState {
  /** Says what it was made from. */
  readonly signature: string;
  /** SHA-256 of each file by its path in the view. */
  readonly files: ReadonlyMap<string, string>;
}

/** A file of a view that is not as it was published. */
export interface ViewDamage {
  readonly path: string;
  readonly expected: string;
  /** Undefined when it is not there. */
  readonly found: string | undefined;
}

/** A view's state, or what is wrong with its file. */
export type ViewRead =
  | { readonly ok: true; readonly state: ViewState | undefined }
  | { readonly ok: false; readonly found: string };

const FILE = ".published.json";

/** Views of before there were hashes were of no signature of now. */
const UNKNOWN = "";

/**
 * Checks that whatever is written, removed and set aside in a view stays in its store.
 *
 * @throws {KooplineError} `store.unreadable` when a folder of it is a symbolic link.
 */
export function assertOwnView(folder: string): void {
  for (const part of ["", "figures", "tables"]) assertNoLink(join(folder, part));
}

/** Gives the path of a view's state. */
export function locateViewState(folder: string): string {
  return join(folder, FILE);
}

/** Reads what a view holds; no state when nothing was published there. */
export function readViewState(folder: string): ViewRead {
  const bytes = readFile(locateViewState(folder));
  if (bytes === undefined) return { ok: true, state: undefined };
  const unsealed = unsealJson(bytes);
  const state = unsealed.ok ? parseState(unsealed.value) : parsePlain(bytes);
  if (state !== undefined) return { ok: true, state };
  return { ok: false, found: unsealed.ok ? "something else" : unsealed.found };
}

/** Writes a view's state as the bytes of its file. */
export function formatViewState({ signature, files }: ViewState): Uint8Array {
  const sorted = [...files].sort(([a], [b]) => a < b ? -1 : 1);
  return new TextEncoder().encode(sealJson({ signature, files: Object.fromEntries(sorted) }));
}

/** Finds the files of a view that are not as they were published, or not there. */
export function* findViewDamage(folder: string, { files }: ViewState): Iterable<ViewDamage> {
  for (const [name, sha256] of files) {
    if (sha256 === UNKNOWN) continue;
    const path = join(folder, name);
    const bytes = readFile(path);
    const found = bytes === undefined ? undefined : hashBytes(bytes);
    if (found === sha256) continue;
    yield {
      path,
      expected: `the published bytes, with hash ${sha256}`,
      found: found === undefined ? undefined : `bytes with hash ${found}`,
    };
  }
}

function parseState(json: JsonValue | undefined): ViewState | undefined {
  const { signature, files } = readObject(json);
  if (typeof signature !== "string" || typeof files !== "object" || files === null) {
    return undefined;
  }
  const listed = Array.isArray(files)
    ? files.map((name) => [name, UNKNOWN] as const)
    : Object.entries(files);
  const known = new Map<string, string>();
  for (const [name, sha256] of listed) {
    if (typeof name !== "string" || typeof sha256 !== "string" || !isPublishedPath(name)) {
      // Files of earlier views are removed, and what is named otherwise may be anywhere.
      return undefined;
    }
    known.set(name, sha256);
  }
  return { signature: Array.isArray(files) ? UNKNOWN : signature, files: known };
}

/** The state had no seal at first, and its files no hashes. */
function parsePlain(bytes: Uint8Array): ViewState | undefined {
  const state = parseState(parseUnsealed(bytes));
  return state?.signature === UNKNOWN ? state : undefined;
}
