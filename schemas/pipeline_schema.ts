/** The JSON Schema of pipelines, for editors: the document, and each kind's parameters and ports by `uses`. */

import { z } from "zod";
import type { JsonValue } from "./json.ts";
import { isJsonObject, type JsonObject, readObject } from "./json_object.ts";
import { PipelineDocument, StageDocument } from "./pipeline.ts";

/** What the schema shows of a stage kind. */
export interface DescribedKind {
  readonly kind: string;
  readonly summary: string;
  readonly params: z.ZodType;
  readonly needs: Readonly<Record<string, DescribedPort>>;
  readonly open?: boolean;
}

/** What the schema shows of a port. */
export type DescribedPort =
  | {
    readonly arity: "one" | "many";
    readonly type: { readonly name: string; readonly summary: string };
    readonly optional?: boolean;
  }
  | { readonly arity: "any" };

const STAGE_LIST: JsonObject = { type: "array", minItems: 1, items: { type: "string" } };

/**
 * Builds the JSON Schema (draft 7, which editors know best) of pipelines that use the given kinds.
 *
 * A `${…}` is allowed wherever a kind takes a number, a truth value or a text.
 */
export function buildPipelineSchema(kinds: Iterable<DescribedKind>): JsonObject {
  const described = [...kinds];
  const { definitions: _, ...pipeline } = convertSchema(PipelineDocument);
  const properties = readObject(pipeline.properties);
  return {
    ...pipeline,
    title: "koopline pipeline",
    properties: {
      ...properties,
      stages: {
        ...readObject(properties.stages),
        minProperties: 1,
        additionalProperties: { $ref: "#/definitions/stage" },
      },
    },
    definitions: {
      stage: buildStage(described),
      ...Object.fromEntries(described.flatMap((kind) => [
        [`${kind.kind}_with`, buildWith(kind)],
        [`${kind.kind}_needs`, buildNeeds(kind)],
      ])),
    },
  };
}

function buildStage(kinds: readonly DescribedKind[]): JsonObject {
  const { $schema: _, definitions: __, ...stage } = convertSchema(StageDocument);
  const properties = readObject(stage.properties);
  const names = kinds.map(({ kind, summary }): JsonObject => ({
    const: kind,
    description: summary,
  }));
  return {
    ...stage,
    properties: {
      ...properties,
      uses: {
        ...readObject(properties.uses),
        anyOf: [...names, { pattern: "^\\.\\.?/", description: "A stage kind of your own." }],
      },
      with: { type: "object", ...pickDescription(properties.with) },
    },
    allOf: kinds.map((kind) => ({
      if: { properties: { uses: { const: kind.kind } }, required: ["uses"] },
      then: {
        properties: {
          with: { $ref: `#/definitions/${kind.kind}_with` },
          needs: { $ref: `#/definitions/${kind.kind}_needs` },
        },
        required: [
          ...(kind.params.safeParse({}).success ? [] : ["with"]),
          ...(listRequiredPorts(kind).length === 0 ? [] : ["needs"]),
        ],
      },
    })),
  };
}

function buildWith({ kind, params, summary }: DescribedKind): JsonObject {
  const { $schema: _, ...schema } = convertSchema(params);
  return {
    description: summary,
    ...readObject(allowExpressions(schema, `#/definitions/${kind}_with`)),
  };
}

function buildNeeds(kind: DescribedKind): JsonObject {
  const stage = { type: "string" };
  const ports = Object.entries(kind.needs).map(([name, port]): [string, JsonObject] => [name, {
    description: port.arity === "any"
      ? "Any artifacts."
      : `${port.arity} ${port.type.name}: ${port.type.summary}`,
    anyOf: [stage, STAGE_LIST],
  }]);
  return {
    type: "object",
    properties: Object.fromEntries(ports),
    required: listRequiredPorts(kind),
    additionalProperties: kind.open === true ? { anyOf: [stage, STAGE_LIST] } : false,
  };
}

function listRequiredPorts({ needs }: DescribedKind): string[] {
  return Object.entries(needs).filter(([, port]) => port.arity === "any" || port.optional !== true)
    .map(([name]) => name);
}

function convertSchema(schema: z.ZodType): JsonObject {
  const text = JSON.stringify(
    z.toJSONSchema(schema, { io: "input", target: "draft-7", unrepresentable: "any" }),
  );
  const value: JsonValue = JSON.parse(text);
  return readObject(value);
}

function pickDescription(value: JsonValue | undefined): JsonObject {
  const { description } = readObject(value);
  return description === undefined ? {} : { description };
}

/** Keys whose values are schemas, or lists or maps of them. */
const SCHEMA = [
  "additionalProperties",
  "additionalItems",
  "items",
  "not",
  "allOf",
  "anyOf",
  "oneOf",
];
const SCHEMA_MAP = ["properties", "definitions"];

/** Keys that describe a value without restricting it; they stay outside the alternative. */
const NOTES = ["title", "description", "default", "examples", "deprecated"];

/** Lets `${…}` stand for every number, truth value and restricted text; `base` is where the schema will be. */
function allowExpressions(schema: JsonValue, base: string): JsonValue {
  if (Array.isArray(schema)) return schema.map((item) => allowExpressions(item, base));
  if (!isJsonObject(schema)) return schema;
  const entries = Object.entries(schema).flatMap(([key, value]): [string, JsonValue][] => {
    if (key === "$ref" && typeof value === "string") return [[key, value.replace(/^#/, base)]];
    if (SCHEMA_MAP.includes(key)) {
      const inner = Object.entries(readObject(value)).map((
        [name, item],
      ) => [name, allowExpressions(item, base)]);
      return [[key, Object.fromEntries(inner)]];
    }
    // Zod writes the range of integers that a double holds; it tells an editor nothing.
    if (
      (key === "minimum" || key === "maximum") &&
      Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER
    ) return [];
    // A text with ${…} may fit several alternatives.
    const name = key === "oneOf" ? "anyOf" : key;
    return [[name, SCHEMA.includes(key) ? allowExpressions(value, base) : value]];
  });
  if (!isRestrictedScalar(schema)) return Object.fromEntries(entries);
  const notes = entries.filter(([key]) => NOTES.includes(key));
  const rules = entries.filter(([key]) => !NOTES.includes(key));
  return {
    ...Object.fromEntries(notes),
    anyOf: [Object.fromEntries(rules), { type: "string", pattern: "\\$\\{" }],
  };
}

function isRestrictedScalar(schema: JsonObject): boolean {
  if ("const" in schema || "enum" in schema) return true;
  const types = [schema.type ?? []].flat();
  const isScalar = types.length > 0 && types.every((type) => type !== "object" && type !== "array");
  const isFreeText = types.includes("string") &&
    !["pattern", "maxLength", "format"].some((key) => key in schema);
  return isScalar && !isFreeText;
}
