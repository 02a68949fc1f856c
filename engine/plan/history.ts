/** Which key each cell of a pipeline had last: what `plan` compares with. */

import type { JsonValue } from "../../schemas/json.ts";

/** The last key of a cell and the kind that made it. */
export interface PastCell {
  readonly kind: string;
  readonly key: string;
}

/** The last keys of a pipeline's cells by cell name. */
export type History = ReadonlyMap<string, PastCell>;

/** Reads a history from JSON; anything unreadable is an empty history, since it only explains. */
export function parseHistory(json: JsonValue | undefined): History {
  const history = new Map<string, PastCell>();
  if (typeof json !== "object" || json === null || Array.isArray(json)) return history;
  for (const [cell, entry] of Object.entries(json)) {
    if (!Array.isArray(entry)) continue;
    const [kind, key] = entry;
    if (typeof kind === "string" && typeof key === "string") history.set(cell, { kind, key });
  }
  return history;
}

/** Writes a history as JSON. */
export function historyToJson(history: History): JsonValue {
  return Object.fromEntries([...history].map(([cell, { kind, key }]) => [cell, [kind, key]]));
}
