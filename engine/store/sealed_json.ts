/**
 * JSON files that notice their own damage: `{"body":…,"sha256":"…"}`.
 *
 * A record is found by its key, not by its content, so it carries the hash of its content with it. Every
 * changed, missing or added byte is noticed: what is not hashed is compared literally.
 */

import type { JsonValue } from "../../schemas/json.ts";
import { hashBytes } from "./hash.ts";

const PREFIX = '{"body":';
const SUFFIX = /^,"sha256":"([0-9a-f]{64})"\}\n$/;
/** Fatal and with the byte order mark kept, so that different bytes never give the same text. */
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const SUFFIX_LENGTH = ',"sha256":""}\n'.length + 64;

/** Writes a value as sealed JSON. Lone surrogates in logs survive: `JSON.stringify` escapes them. */
export function sealJson(value: unknown): string {
  const body = JSON.stringify(value);
  return `${PREFIX}${body},"sha256":"${hashBytes(body)}"}\n`;
}

/** What sealed JSON held, or what is wrong with it. */
export type Unsealed =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly found: string };

/** Reads sealed JSON, noticing any change since it was written. */
export function unsealJson(bytes: Uint8Array): Unsealed {
  let text: string;
  try {
    text = DECODER.decode(bytes);
  } catch {
    return { ok: false, found: "bytes that are not UTF-8" };
  }
  const split = text.length - SUFFIX_LENGTH;
  const seal = SUFFIX.exec(text.slice(Math.max(split, 0)));
  if (!text.startsWith(PREFIX) || split < PREFIX.length || seal === null) {
    return { ok: false, found: "a file that is cut off or not sealed" };
  }
  const body = text.slice(PREFIX.length, split);
  const found = hashBytes(body);
  if (found !== seal[1]) return { ok: false, found: `content with hash ${found}` };
  try {
    const value: JsonValue = JSON.parse(body);
    return { ok: true, value };
  } catch {
    return { ok: false, found: "content that is not JSON" };
  }
}

/** Reads JSON of before there were seals; undefined when it is none. */
export function parseUnsealed(bytes: Uint8Array): JsonValue | undefined {
  try {
    return JSON.parse(DECODER.decode(bytes));
  } catch {
    return undefined;
  }
}
