/** What a parameter schema gave, as JSON. */

import type { JsonValue } from "../../schemas/json.ts";

/** A JSON value, or the first thing in it that JSON cannot hold. */
export type ConvertedJson =
  | { readonly value: JsonValue; readonly flaw?: undefined }
  | { readonly flaw: { readonly path: readonly PropertyKey[]; readonly found: string } };

/** Converts to JSON: keys whose value is undefined are left out, −0 becomes 0, all else must be JSON. */
export function convertJson(value: unknown, path: readonly PropertyKey[] = []): ConvertedJson {
  if (typeof value === "number") {
    return Number.isFinite(value) ? { value: value + 0 } : { flaw: { path, found: String(value) } };
  }
  if (value === null || typeof value === "string" || typeof value === "boolean") return { value };
  if (Array.isArray(value)) return convertList(value, path);
  if (typeof value === "object" && isPlain(value)) return convertMap(value, path);
  const found = typeof value === "object"
    ? `a ${value.constructor?.name ?? "foreign object"}`
    : `a ${typeof value}`;
  return { flaw: { path, found: value === undefined ? "undefined" : found } };
}

function convertList(values: readonly unknown[], path: readonly PropertyKey[]): ConvertedJson {
  const list: JsonValue[] = [];
  for (const [index, item] of values.entries()) {
    const converted = convertJson(item, [...path, index]);
    if (converted.flaw !== undefined) return converted;
    list.push(converted.value);
  }
  return { value: list };
}

function convertMap(map: object, path: readonly PropertyKey[]): ConvertedJson {
  const result: Record<string, JsonValue> = {};
  for (const [key, item] of Object.entries(map)) {
    if (item === undefined) continue;
    const converted = convertJson(item, [...path, key]);
    if (converted.flaw !== undefined) return converted;
    result[key] = converted.value;
  }
  return { value: result };
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
