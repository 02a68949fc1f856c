/** Reading JSON of unknown form. */

import type { JsonValue } from "./json.ts";

/** A JSON object. */
export type JsonObject = { readonly [key: string]: JsonValue };

/** Tells whether a value is a JSON object. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Gives a value as an object; an empty one when it is none. */
export function readObject(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** Gives a value as a list; an empty one when it is none. */
export function readList(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}
