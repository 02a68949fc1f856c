/** Which keys a zod schema allows at a path, for hints. */

import { z } from "zod";
import type { DocumentPath } from "./positions.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Conversion takes milliseconds, and a schema may have many mistakes to explain. */
const converted = new WeakMap<z.ZodType, JsonSchema>();

/**
 * Finds the map that a word at a path of the data stands for, where one key tells alternatives apart: `{ kind: node }`
 * for `node`, with an ellipsis where it takes more keys; undefined when no alternative goes by the word.
 */
export function findTagged(
  schema: z.ZodType,
  data: unknown,
  path: DocumentPath,
): string | undefined {
  const { nodes, value, root } = walk(schema, data, path);
  if (typeof value !== "string") return undefined;
  for (const node of nodes.flatMap((one) => flattenNode(one, root, 0))) {
    for (const [key, property] of Object.entries(node.properties ?? {})) {
      if (typeof property !== "object" || property.const !== value) continue;
      const hasMore = (node.required ?? []).some((name) => name !== key);
      return `{ ${key}: ${value}${hasMore ? ", …" : ""} }`;
    }
  }
}

/** Lists the keys that the schema allows for the map at a path of the data, in the schema's order. */
export function listAllowedKeys(schema: z.ZodType, data: unknown, path: DocumentPath): string[] {
  const { nodes, value, root } = walk(schema, data, path);
  const keys = selectNodes(nodes, value, root).flatMap((node) =>
    Object.keys(node.properties ?? {})
  );
  return [...new Set(keys)];
}

/** Goes along a path through schema and data at once. */
function walk(schema: z.ZodType, data: unknown, path: DocumentPath) {
  const root = converted.get(schema) ??
    z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  converted.set(schema, root);
  let nodes: JsonSchema[] = [root];
  let value = data;
  for (const step of path) {
    nodes = selectNodes(nodes, value, root).flatMap((node) => stepInto(node, step));
    value = readStep(value, step);
  }
  return { nodes, value, root };
}

/** Resolves references and alternatives; keeps the alternatives whose constant keys agree with the data. */
function selectNodes(nodes: readonly JsonSchema[], value: unknown, root: JsonSchema): JsonSchema[] {
  const flat = nodes.flatMap((node) => flattenNode(node, root, 0));
  const agreeing = flat.filter((node) =>
    Object.entries(node.properties ?? {}).every(([key, property]) => {
      const constant = typeof property === "object" ? property.const : undefined;
      return constant === undefined || readStep(value, key) === constant;
    })
  );
  return agreeing.length > 0 ? agreeing : flat;
}

function flattenNode(node: JsonSchema, root: JsonSchema, depth: number): JsonSchema[] {
  if (depth > 16) return [];
  const name = /^#\/(?:\$defs|definitions)\/(.*)$/.exec(node.$ref ?? "")?.[1];
  const target = name === undefined ? undefined : root.$defs?.[name];
  const parts = [
    ...(node.anyOf ?? []),
    ...(node.oneOf ?? []),
    ...(node.allOf ?? []),
    ...(node.$ref === "#" ? [root] : []),
    ...(target === undefined ? [] : [target]),
  ].filter(isSchema);
  return [node, ...parts.flatMap((part) => flattenNode(part, root, depth + 1))];
}

function stepInto(node: JsonSchema, step: PropertyKey): JsonSchema[] {
  const found = typeof step === "number"
    ? [node.prefixItems?.[step] ?? node.items]
    : [node.properties?.[String(step)] ?? node.additionalProperties];
  return found.flat().filter(isSchema);
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null;
}

/** Reads an own key or an index of a value; undefined when there is none. */
export function readStep(value: unknown, step: PropertyKey): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
  return Object.getOwnPropertyDescriptor(value, step)?.value;
}
