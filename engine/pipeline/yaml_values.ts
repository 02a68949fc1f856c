/** YAML nodes to JSON values: what YAML allows but a pipeline cannot hold is a problem with a position. */

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
import type { Problem } from "../../schemas/error.ts";
import type { JsonValue } from "../../schemas/json.ts";
import { describeValue, formatCount, quoteName, quoteText } from "./describe.ts";
import { DEEPEST, type YamlDocument } from "./yaml_document.ts";

/** Values reached through aliases: enough for shared lists, too few for an alias bomb. */
const MOST_ALIASED = 100_000;

/** The values of a document, and where its aliases lead. */
export interface YamlValues {
  readonly value: JsonValue;
  readonly problems: readonly Problem[];
  /** The node that an alias stands for. */
  readonly targets: ReadonlyMap<Alias, unknown>;
}

interface Conversion {
  readonly source: YamlDocument;
  readonly problems: Problem[];
  readonly anchors: Map<string, unknown>;
  readonly targets: Map<Alias, unknown>;
  /** The nodes that are being converted, to find an alias inside its own anchor. */
  readonly open: Set<unknown>;
  aliased: number;
  aliasDepth: number;
}

/** Converts a document to JSON values. */
export function convertYaml(source: YamlDocument): YamlValues {
  const conversion: Conversion = {
    source,
    problems: [],
    anchors: new Map(),
    targets: new Map(),
    open: new Set(),
    aliased: 0,
    aliasDepth: 0,
  };
  const value = convertNode(source.document.contents, conversion, 0);
  return { value, problems: conversion.problems, targets: conversion.targets };
}

function convertNode(node: unknown, conversion: Conversion, depth: number): JsonValue {
  if (conversion.aliasDepth > 0) conversion.aliased++;
  if (isAlias(node)) return convertAlias(node, conversion, depth);
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) return null;
  if (node.anchor !== undefined) conversion.anchors.set(node.anchor, node);
  if (node.tag !== undefined) {
    report(conversion, node, "a value without a tag", `the tag ${quoteText(node.tag)}`, TAG_HINT);
  }
  if (isScalar(node)) return convertScalar(node, conversion);
  if (depth >= DEEPEST) {
    report(
      conversion,
      node,
      `lists and maps in one another at most ${DEEPEST} deep`,
      "deeper nesting",
    );
    return null;
  }
  conversion.open.add(node);
  const value = isSeq(node)
    ? node.items.map((item) => convertNode(item, conversion, depth + 1))
    : convertMap(node, conversion, depth);
  conversion.open.delete(node);
  return value;
}

const TAG_HINT = "Put quotes around text that begins with !; other tags are not needed.";

function convertScalar(node: Scalar, conversion: Conversion): JsonValue {
  const { value } = node;
  const source = node.source ?? String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) {
      report(conversion, node, "a finite number", quoteName(source));
      return 0;
    }
    if (
      Number.isInteger(value) && !Number.isSafeInteger(value) &&
      !/[.eE]/.test(source.replace(/^0x/, ""))
    ) {
      report(
        conversion,
        node,
        "an integer between −9007199254740991 and 9007199254740991",
        quoteName(source),
        "A larger one would be rounded; put it in quotes if it is text.",
      );
    }
    return value + 0; // JSON has no −0.
  }
  if (typeof value === "string") {
    if (!value.isWellFormed()) {
      report(conversion, node, "Unicode text", "half of a surrogate pair");
    }
    return value;
  }
  return typeof value === "boolean" ? value : null;
}

function convertMap(node: YAMLMap, conversion: Conversion, depth: number): JsonValue {
  const value: Record<string, JsonValue> = {};
  const seen = new Map<string, Pair>();
  for (const pair of node.items) {
    const key = readKey(pair, conversion);
    if (key === undefined) continue;
    const earlier = seen.get(key);
    if (earlier === undefined) {
      seen.set(key, pair);
      value[key] = convertNode(pair.value, conversion, depth + 1);
      continue;
    }
    const first = conversion.source.place(readOffset(earlier.key));
    const line = first.slice(first.lastIndexOf(":", first.lastIndexOf(":") - 1) + 1);
    report(
      conversion,
      pair.key,
      "each key once",
      `${quoteName(key)} again`,
      `It is already at ${line}.`,
    );
  }
  return value;
}

function readKey({ key }: Pair, conversion: Conversion): string | undefined {
  const value = isScalar(key) ? key.value : undefined;
  if (typeof value === "string" && value !== "<<" && value !== "__proto__") return value;
  if (value === "<<") {
    const hint = "Write the keys out, or use an alias for a whole value.";
    report(conversion, key, "keys without merging", "the merge key `<<`", hint);
  } else if (value === "__proto__") {
    report(conversion, key, "a name other than the reserved `__proto__`", "`__proto__`");
  } else {
    const found = isScalar(key)
      ? `the key ${describeValue(value)}`
      : "a list, a map or an alias as key";
    const hint = isScalar(key) ? "Put the key in quotes." : undefined;
    report(conversion, key, "a text as key", found, hint);
  }
  return undefined;
}

function convertAlias(node: Alias, conversion: Conversion, depth: number): JsonValue {
  const { anchors, open, targets } = conversion;
  const target = anchors.get(node.source);
  if (target === undefined) {
    const known = [...anchors.keys()].join(", ");
    const hint = known === ""
      ? "The document has no anchors; put quotes around text that begins with *."
      : `Anchors so far: ${known}.`;
    report(conversion, node, "an alias of an earlier anchor", `*${node.source}`, hint);
    return null;
  }
  if (open.has(target)) {
    report(conversion, node, "an alias of something else", `*${node.source} inside its own anchor`);
    return null;
  }
  targets.set(node, target);
  const before = conversion.aliased;
  conversion.aliasDepth++;
  const value = conversion.aliased > MOST_ALIASED ? null : convertNode(target, conversion, depth);
  conversion.aliasDepth--;
  if (before <= MOST_ALIASED && conversion.aliased > MOST_ALIASED && conversion.aliasDepth === 0) {
    report(
      conversion,
      node,
      `aliases that stand for at most ${formatCount(MOST_ALIASED)} values`,
      "more",
      "Use an axis for a long list.",
    );
  }
  return value;
}

function report(
  conversion: Conversion,
  node: unknown,
  expected: string,
  found: string,
  hint?: string,
): void {
  const where = conversion.source.place(readOffset(node));
  conversion.problems.push({
    code: "pipeline.syntax",
    where,
    expected,
    found,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Returns the offset at which a node begins, 0 when there is none. */
export function readOffset(node: unknown): number {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] ?? 0 : 0;
}
