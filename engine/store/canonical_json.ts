/**
 * Canonical JSON: one text for one value, so that a hash of the text names the value.
 *
 * RFC 8785 (JSON Canonicalization Scheme): no white space, members sorted by the UTF-16 code units of
 * their names (§3.2.3), numbers as ECMAScript writes them (§3.2.2.3), strings with the shortest
 * escapes (§3.2.2.2). What JSON cannot hold is refused rather than dropped.
 */

import { KooplineError } from "../../schemas/error.ts";

/** Deeper values are refused: they are cycles, or hostile. */
const MAXIMUM_DEPTH = 256;

/** Printable ASCII without quotation mark and backslash: what needs no escape, most texts by far. */
const NEEDS_NO_ESCAPE = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/**
 * Encodes a value as canonical JSON.
 *
 * @param value a `JsonValue`; unknown, because interfaces do not fit that type and outside data have none.
 * −0 is written as 0.
 * @returns the text; equal values give equal texts whatever the order of their members.
 * @throws {KooplineError} `input.value` on NaN, Infinity, undefined, a lone surrogate, a hole in a list,
 * an object that is not plain, or more than 256 levels (a cycle); `where` is its JSON pointer.
 */
export function encodeCanonicalJson(value: unknown): string {
  return encodeValue(value, []);
}

function encodeValue(value: unknown, path: (string | number)[]): string {
  switch (typeof value) {
    case "string":
      return encodeString(value, path);
    case "number":
      if (!Number.isFinite(value)) throw refuseValue("a finite number", String(value), path);
      return String(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      if (path.length >= MAXIMUM_DEPTH) {
        throw refuseValue(`at most ${MAXIMUM_DEPTH} levels`, "more", path);
      }
      return Array.isArray(value) ? encodeList(value, path) : encodeObject(value, path);
    default:
      throw refuseValue("a JSON value", `a value of type ${typeof value}`, path);
  }
}

function encodeString(text: string, path: readonly (string | number)[]): string {
  if (NEEDS_NO_ESCAPE.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) {
    throw refuseValue("well-formed Unicode", "a text with a lone surrogate", path);
  }
  return JSON.stringify(text);
}

function encodeList(list: readonly unknown[], path: (string | number)[]): string {
  let text = "[";
  for (let i = 0; i < list.length; i++) {
    path.push(i);
    text += (i === 0 ? "" : ",") + encodeValue(list[i], path);
    path.pop();
  }
  return text + "]";
}

function encodeObject(value: object, path: (string | number)[]): string {
  if (!isPlain(value)) {
    throw refuseValue("plain data", `an object of class ${nameClass(value)}`, path);
  }
  let text = "{";
  for (const name of sortNames(Object.keys(value))) {
    path.push(name);
    const member = encodeString(name, path) + ":" + encodeValue(value[name], path);
    text += text.length === 1 ? member : "," + member;
    path.pop();
  }
  return text + "}";
}

function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Sorts by UTF-16 code units, as RFC 8785 asks and as `<` on strings does; most lists are sorted already. */
function sortNames(names: string[]): string[] {
  for (let i = 1; i < names.length; i++) {
    if (names[i - 1]! > names[i]!) return names.sort();
  }
  return names;
}

function nameClass(value: object): string {
  return value.constructor?.name ?? "unknown";
}

function refuseValue(
  expected: string,
  found: string,
  path: readonly (string | number)[],
): KooplineError {
  const pointer = path.map((step) =>
    `/${String(step).toWellFormed().replaceAll("~", "~0").replaceAll("/", "~1")}`
  ).join("");
  return new KooplineError({ code: "input.value", where: pointer || "/", expected, found });
}
