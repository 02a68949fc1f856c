/**
 * Which key each cell of a pipeline had last: what `plan` compares with, and what `collect` keeps.
 *
 * The file carries its seal: with one digit changed, a collection would delete what the pipeline needs.
 */

import type { JsonValue } from "../../schemas/json.ts";
import { readFile } from "../store/file.ts";
import { isHash } from "../store/hash.ts";
import { isKindName } from "../store/layout.ts";
import { sealJson, unsealJson } from "../store/sealed_json.ts";

/** The last key of a cell and the kind that made it. */
export interface PastCell {
  readonly kind: string;
  readonly key: string;
}

/** The last keys of a pipeline's cells by cell name. */
export type History = ReadonlyMap<string, PastCell>;

/** The history that a file held, or what is wrong with it. */
export type HistoryRead =
  | { readonly ok: true; readonly history: History }
  | { readonly ok: false; readonly found: string };

/**
 * Reads a history file; one that is not there is empty.
 *
 * @throws {KooplineError} `store.unreadable` when the system refuses.
 */
export function readHistory(path: string): HistoryRead {
  const bytes = readFile(path);
  if (bytes === undefined) return { ok: true, history: new Map() };
  const unsealed = unsealJson(bytes);
  // Histories had no seal at first; none of those looks like a sealed one.
  const json = unsealed.ok ? unsealed.value : parsePlain(bytes);
  const history = parseHistory(json);
  if (history !== undefined) return { ok: true, history };
  return { ok: false, found: unsealed.ok ? "something else" : unsealed.found };
}

/** Writes a history as the text of its file. */
export function formatHistory(history: History): string {
  return sealJson(
    Object.fromEntries([...history].map(([cell, { kind, key }]) => [cell, [kind, key]])),
  );
}

function parsePlain(bytes: Uint8Array): JsonValue | undefined {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function parseHistory(json: JsonValue | undefined): History | undefined {
  const history = new Map<string, PastCell>();
  if (typeof json !== "object" || json === null || Array.isArray(json)) return undefined;
  for (const [cell, entry] of Object.entries(json)) {
    const [kind, key, ...others] = Array.isArray(entry) ? entry : [];
    if (typeof kind !== "string" || typeof key !== "string") return undefined;
    if (!isKindName(kind) || !isHash(key) || others.length > 0) return undefined;
    history.set(cell, { kind, key });
  }
  return history;
}
