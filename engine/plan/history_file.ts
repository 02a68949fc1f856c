/**
 * Histories as files: `history/<pipeline>.json` in the store. `collect` keeps what they name.
 *
 * They carry their seal: with one digit changed, a collection would delete what a pipeline needs.
 */

import type { JsonValue, Scalar } from "../../schemas/json.ts";
import { isJsonObject, readObject } from "../../schemas/json_object.ts";
import { readFile } from "../store/file.ts";
import { FORMATS, isNewer, readFormat } from "../store/format.ts";
import { isHash } from "../store/hash.ts";
import { isKindName } from "../store/layout.ts";
import { parseUnsealed, sealJson, unsealJson } from "../store/sealed_json.ts";
import { forgetHistory, type History, type PastCell, type PastStage } from "./history.ts";

/** The history that a file held, or what is wrong with it. */
export type HistoryRead =
  | { readonly ok: true; readonly history: History }
  | { readonly ok: false; readonly found: string; readonly newer: boolean };

/**
 * Reads a history file; one that is not there knows nothing.
 *
 * @throws {KooplineError} `store.unreadable` when the system refuses.
 */
export function readHistory(path: string): HistoryRead {
  const bytes = readFile(path);
  if (bytes === undefined) return { ok: true, history: forgetHistory("") };
  const unsealed = unsealJson(bytes);
  // Histories had no seal at first; none of those looks like a sealed one.
  const json = unsealed.ok ? unsealed.value : parseUnsealed(bytes);
  if (isNewer(json, FORMATS.history)) {
    return {
      ok: false,
      found: `format ${readFormat(json)}, written by a newer koopline`,
      newer: true,
    };
  }
  const history = readFormat(json) === undefined ? parseFirst(json) : parseSecond(json);
  if (history !== undefined) return { ok: true, history };
  return { ok: false, found: unsealed.ok ? "something else" : unsealed.found, newer: false };
}

/** Writes a history as the text of its file. */
export function formatHistory({ cells, stages }: History): string {
  const entries = [...cells].map(([name, past]) =>
    [name, past === undefined ? null : [past.kind, past.key]] as const
  );
  return sealJson({
    format: FORMATS.history.current,
    stages: Object.fromEntries([...stages].map(([name, stage]) => [name, { ...stage }])),
    cells: Object.fromEntries(entries),
  });
}

/** Format 1 had no number and no stages: keys by cell name alone. */
function parseFirst(json: JsonValue | undefined): History | undefined {
  const cells = parseCells(json);
  return cells === undefined ? undefined : { cells, stages: new Map() };
}

function parseSecond(json: JsonValue | undefined): History | undefined {
  const fields = readObject(json);
  const cells = parseCells(fields["cells"]);
  const stages = readMembers(fields["stages"], readStage);
  if (cells === undefined || stages === undefined) return undefined;
  return { cells, stages };
}

function parseCells(json: JsonValue | undefined): History["cells"] | undefined {
  if (!isJsonObject(json)) return undefined;
  const cells = new Map<string, PastCell | undefined>();
  for (const [name, entry] of Object.entries(json)) {
    const [kind, key, ...others] = Array.isArray(entry) ? entry : [];
    const isPast = typeof kind === "string" && isKindName(kind) &&
      typeof key === "string" && isHash(key) && others.length === 0;
    if (!isPast && entry !== null) return undefined;
    cells.set(name, isPast ? { kind, key } : undefined);
  }
  return cells;
}

function readStage(json: JsonValue): PastStage | undefined {
  const fields = readObject(json);
  const axes = readMembers(fields["axes"], readScalars);
  const needs = readMembers(fields["needs"], readNames);
  if (axes === undefined || needs === undefined) return undefined;
  return { axes: Object.fromEntries(axes), needs: Object.fromEntries(needs) };
}

function readNames(json: JsonValue | undefined): readonly string[] | undefined {
  const names = readScalars(json)?.filter((name) => typeof name === "string");
  return names?.length === readScalars(json)?.length ? names : undefined;
}

function readScalars(json: JsonValue | undefined): readonly Scalar[] | undefined {
  if (!Array.isArray(json)) return undefined;
  const scalars = json.filter((item) => typeof item !== "object");
  return scalars.length === json.length ? scalars : undefined;
}

function readMembers<T>(
  json: JsonValue | undefined,
  read: (member: JsonValue) => T | undefined,
): ReadonlyMap<string, T> | undefined {
  if (!isJsonObject(json)) return undefined;
  const members = new Map<string, T>();
  for (const [name, member] of Object.entries(json)) {
    const value = read(member);
    if (value === undefined) return undefined;
    members.set(name, value);
  }
  return members;
}
