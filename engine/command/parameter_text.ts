/** Parameters as people read them, from the JSON Schema of a kind: a line each, nested ones below. */

import type { JsonValue } from "../../schemas/json.ts";
import { renderParams } from "./fields.ts";
import { isJsonObject, type JsonObject, readList, readObject } from "../../schemas/json_object.ts";
import type { Paint } from "./terminal.ts";
import { hangWords } from "./wrap.ts";

/** How parameters are set. */
export interface Layout {
  readonly indent: string;
  readonly paint: Paint;
  /** Columns of the terminal; a description that does not fit stands on a line of its own. */
  readonly columns: number;
}

/** Renders the properties of an object's schema, or of each alternative of a union of objects. */
export function renderParameters(value: JsonValue, layout: Layout): readonly string[] {
  const schema = readObject(value);
  const { properties, required } = schema;
  if (properties === undefined) return renderAlternatives(schema, layout);
  const entries = Object.entries(readObject(properties));
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  return entries.flatMap(([name, value]) => {
    const property = readObject(value);
    const isRequired = readList(required).includes(name);
    const head = `${layout.indent}${name.padEnd(width)}  ${describeType(property)}` +
      describePreset(property, isRequired);
    const deeper = { ...layout, indent: `${layout.indent}  ` };
    return [...describe(head, property, width, layout), ...renderNested(property, deeper)];
  });
}

function describe(
  head: string,
  { description }: JsonObject,
  width: number,
  { indent, paint, columns }: Layout,
): readonly string[] {
  if (typeof description !== "string") return [head];
  if (head.length + 2 + description.length < columns) {
    return [`${head}  ${paint("dim", description)}`];
  }
  const below = hangWords(`${indent}${" ".repeat(width + 2)}`, description, {
    columns,
    paint: (text) => paint("dim", text),
  });
  return [head, ...below];
}

function describePreset(property: JsonObject, isRequired: boolean): string {
  const preset = property["default"];
  const isBranch = isJsonObject(preset) && property["properties"] !== undefined;
  if (preset !== undefined && preset !== null && !isBranch) return ` = ${renderParams(preset)}`;
  return isRequired ? "" : ", optional";
}

/** The properties of a map, of the items of a list, or of each alternative. */
function renderNested(property: JsonObject, layout: Layout): readonly string[] {
  const items = property["items"];
  if (isJsonObject(items)) return renderNested(items, layout);
  return renderParameters(property, layout);
}

/** The maps among alternatives; a union of plain values has none, and nothing below it. */
function renderAlternatives(schema: JsonObject, layout: Layout): readonly string[] {
  const maps = listAlternatives(schema).filter((one) => one["properties"] !== undefined);
  const [only] = maps;
  // The map of "published, none or a map" needs no line between it and these words.
  if (maps.length === 1 && only !== undefined && findTag(only) === undefined) {
    return renderParameters(only, layout);
  }
  return maps.flatMap((one) => renderAlternative(one, layout));
}

/** The key whose constant tells alternatives apart. */
function findTag(schema: JsonObject) {
  return Object.entries(readObject(schema["properties"]))
    .find(([, value]) => "const" in readObject(value));
}

/** Begins with what tells the alternatives apart: `kind: "fixed"`. */
function renderAlternative(schema: JsonObject, layout: Layout): readonly string[] {
  const properties = readObject(schema["properties"]);
  const tag = findTag(schema);
  if (tag === undefined) return [`${layout.indent}or`, ...renderParameters(schema, layout)];
  const [name, value] = tag;
  const { [name]: _, ...others } = properties;
  const constant = readObject(value);
  const head = `${layout.indent}${layout.paint("bold", `${name}: ${nameConstant(constant)}`)}${
    "default" in constant ? `, unless another ${name} is given` : ""
  }`;
  const deeper = { ...layout, indent: `${layout.indent}  ` };
  const meaning = describe(head, { description: schema["description"] ?? null }, 0, layout);
  return [...meaning, ...renderParameters({ ...schema, properties: others }, deeper)];
}

function listAlternatives(schema: JsonObject): readonly JsonObject[] {
  return readList(schema["oneOf"] ?? schema["anyOf"]).map(readObject);
}

/** A constant as YAML writes it. */
function nameConstant(schema: JsonObject): string {
  const value = schema["const"];
  return typeof value === "string" ? value : JSON.stringify(value);
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  integer: "whole number",
  boolean: "true or false",
  object: "map",
};

const PLURALS: Readonly<Record<string, string>> = {
  text: "texts",
  number: "numbers",
  "whole number": "whole numbers",
  map: "maps",
  "one of": "maps",
};

function describeType(schema: JsonObject): string {
  if ("const" in schema) return nameConstant(schema);
  const choices = readList(schema["enum"]);
  if (choices.length > 0) return choices.map(String).join(" | ");
  const alternatives = listAlternatives(schema);
  if (alternatives.length > 0) return describeAlternatives(alternatives);
  const { type, items } = schema;
  if (type === "array") return describeList(schema);
  const inner = schema["additionalProperties"];
  if (type === "object" && isJsonObject(inner)) return `map to ${describeType(inner)}`;
  if (Array.isArray(type)) {
    return type.map((one) => describeType({ ...schema, type: one })).join(" or ");
  }
  if (typeof type !== "string") return items === undefined ? "any value" : "list";
  return `${TYPES[type] ?? type}${describeBounds(schema)}`;
}

function describeAlternatives(alternatives: readonly JsonObject[]): string {
  const maps = alternatives.filter((one) => one["properties"] !== undefined);
  if (maps.length === alternatives.length) return "one of";
  const words = alternatives.map((one) => maps.includes(one) ? "a map" : describeType(one));
  return [...new Set(words)].join(" or ");
}

function describeList(schema: JsonObject): string {
  const fixed = readList(schema["prefixItems"]);
  if (fixed.length > 0) {
    return `[${fixed.map((item) => describeType(readObject(item))).join(", ")}]`;
  }
  const items = describeType(readObject(schema["items"]));
  return `list of ${PLURALS[items] ?? items}`;
}

/** Bounds in words; the range of integers that a double holds says nothing. */
function describeBounds(schema: JsonObject): string {
  const read = (name: string) => {
    const bound = schema[name];
    return typeof bound === "number" && Math.abs(bound) < Number.MAX_SAFE_INTEGER
      ? bound
      : undefined;
  };
  const [low, high] = [read("minimum"), read("maximum")];
  if (low !== undefined && high !== undefined) return ` ${low} to ${high}`;
  const [above, below] = [read("exclusiveMinimum"), read("exclusiveMaximum")];
  const parts = [
    low === undefined ? "" : `at least ${low}`,
    above === undefined ? "" : `above ${above}`,
    high === undefined ? "" : `at most ${high}`,
    below === undefined ? "" : `below ${below}`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : ` ${parts.join(" and ")}`;
}
