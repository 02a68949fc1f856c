/** Paths into a document to `file:line:column`. */

import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type Scalar,
  type YAMLMap,
} from "yaml";
import type { YamlDocument } from "./yaml_document.ts";
import { readOffset } from "./yaml_values.ts";

/** Keys and list indexes that lead to a value. */
export type DocumentPath = readonly PropertyKey[];

/** What to point at. */
export interface LocateOptions {
  /** Whether to point at the key instead of its value. */
  readonly key?: boolean;
  /** A character of the text at the path, from 0. */
  readonly index?: number;
}

/** Finds a value, or the nearest map that should hold it, and writes `file:line:column`. */
export type Locate = (path: DocumentPath, options?: LocateOptions) => string;

/** Builds the locator of a document. */
export function buildLocator(source: YamlDocument, targets: ReadonlyMap<Alias, unknown>): Locate {
  const indexes = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();
  const findPair = (map: YAMLMap, key: string) => {
    const index = indexes.get(map) ?? indexPairs(map);
    indexes.set(map, index);
    return index.get(key);
  };
  return (path, { key = false, index } = {}) => {
    let node: unknown = source.document.contents;
    let keyNode: unknown = node;
    for (const [depth, step] of path.entries()) {
      const holder = isAlias(node) ? targets.get(node) : node;
      const pair = isMap(holder) && typeof step === "string" ? findPair(holder, step) : undefined;
      const item = isSeq(holder) && typeof step === "number" ? holder.items[step] : undefined;
      if (pair === undefined && item === undefined) {
        // The rest is missing: the map that should hold it begins at its key; a single value stands for a list of one.
        return source.place(readOffset(isScalar(holder) && !isEmpty(holder) ? holder : keyNode));
      }
      keyNode = pair === undefined ? item : pair.key;
      node = pair === undefined ? item : pair.value;
      if (key && depth === path.length - 1) return source.place(readOffset(keyNode));
    }
    if (isScalar(node) && index !== undefined) {
      return source.place(findCharacter(node, source.text, index));
    }
    return source.place(readOffset(isEmpty(node) ? keyNode : node));
  };
}

function indexPairs(map: YAMLMap): ReadonlyMap<string, Pair> {
  const index = new Map<string, Pair>();
  for (const pair of map.items) {
    const name = isScalar(pair.key) ? String(pair.key.value) : undefined;
    if (name !== undefined && !index.has(name)) index.set(name, pair);
  }
  return index;
}

/** A value left out has no place of its own. */
function isEmpty(node: unknown): boolean {
  return node === null || (isScalar(node) && node.range?.[0] === node.range?.[1]);
}

/**
 * Returns the offset of a character of a scalar's value, by walking value and source side by side.
 *
 * Folded lines, indentation, doubled quotes and escapes make the two differ; where they cannot be
 * brought together again, the offset of the last common character is returned.
 */
function findCharacter(node: Scalar, text: string, index: number): number {
  const value = String(node.value);
  const [start = 0, end = text.length] = node.range ?? [];
  const isQuoted = node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE";
  const isBlock = node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED";
  let offset = isBlock ? text.indexOf("\n", start) + 1 : isQuoted ? start + 1 : start;
  let last = offset;
  let i = 0;
  while (i < value.length && offset < end) {
    const { character, width } = readCharacter(node.type, text, offset);
    if (character === value[i]) {
      last = offset;
      if (i === index) return offset;
      i++;
      offset += width;
    } else if (isSpace(character)) {
      offset += width;
    } else if (isSpace(value[i])) {
      i++;
    } else {
      break;
    }
  }
  return i === index ? offset : last;
}

/** Escapes in double quotes that are not the character itself. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["0", "\0"],
  ["a", "\x07"],
  ["b", "\b"],
  ["e", "\x1b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["N", "\x85"],
  ["_", "\xa0"],
  ["L", "\u2028"],
  ["P", "\u2029"],
]);

/** Reads a character of a scalar's source, and how many characters stand for it there. */
function readCharacter(type: Scalar["type"], text: string, offset: number) {
  const character = text[offset] ?? "";
  if (type === "QUOTE_SINGLE" && character === "'") return { character, width: 2 };
  if (type !== "QUOTE_DOUBLE" || character !== "\\") return { character, width: 1 };
  const escape = text[offset + 1] ?? "";
  const digits = { x: 2, u: 4, U: 8 }[escape];
  if (digits === undefined) return { character: ESCAPES.get(escape) ?? escape, width: 2 };
  const code = parseInt(text.slice(offset + 2, offset + 2 + digits), 16);
  return { character: String.fromCodePoint(code)[0] ?? "", width: 2 + digits };
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && /\s/.test(character);
}
