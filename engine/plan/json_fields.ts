/** Looking into JSON whose form is not known. */

import type { JsonValue } from "../../schemas/json.ts";

/** The members of a JSON object by name. */
export type JsonFields = Readonly<Record<string, JsonValue>>;

/** Gives the members of a JSON object; undefined for everything else. */
export function readFields(json: JsonValue | undefined): JsonFields | undefined {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return undefined;
  return Object.fromEntries(Object.entries(json));
}
