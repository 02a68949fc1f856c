/** `stages [KIND]`: the stage kinds, their parameters, ports and tables. */

import { z } from "zod";
import type { ArtifactType } from "../../schemas/artifact_type.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { JsonValue } from "../../schemas/json.ts";
import type { StageKind } from "../../stages/define.ts";
import { BUILT_IN_KINDS } from "../../stages/mod.ts";
import { findStageKinds } from "../pipeline/kind_shape.ts";
import { suggestName } from "../pipeline/suggest.ts";
import { choosePaint, type Paint, writeOut } from "./terminal.ts";

/** Shows one kind whole, or all of them in a line each. Returns the exit code. */
export async function stagesCommand(kind: string | undefined, options: { json?: boolean }) {
  const paint = choosePaint("stdout");
  if (kind !== undefined) {
    const loaded = await loadBuiltIn(kind);
    writeOut(
      options.json ? `${JSON.stringify(describeKind(loaded))}\n` : renderKind(loaded, paint),
    );
    return 0;
  }
  const kinds = await loadBuiltInKinds();
  if (options.json) {
    for (const one of kinds) writeOut(`${JSON.stringify(describeKind(one))}\n`);
    return 0;
  }
  const width = Math.max(...kinds.map((one) => one.kind.length));
  for (const one of kinds) {
    writeOut(`${paint("bold", one.kind.padEnd(width))}  ${one.summary}\n`);
  }
  writeOut(paint("dim", "\n`stages KIND` shows parameters, ports and tables.\n"));
  return 0;
}

/** Loads every stage kind that comes with koopline. */
export async function loadBuiltInKinds(): Promise<readonly StageKind[]> {
  return await Promise.all([...BUILT_IN_KINDS.keys()].map(loadBuiltIn));
}

async function loadBuiltIn(name: string): Promise<StageKind> {
  const [found] = findStageKinds(await BUILT_IN_KINDS.get(name)?.load()).kinds;
  if (found === undefined) throw unknownKind(name, [...BUILT_IN_KINDS.keys()]);
  return found.kind;
}

function unknownKind(kind: string, known: readonly string[]): KooplineError {
  const near = suggestName(kind, known);
  return new KooplineError({
    code: "command.usage",
    expected: `one of the stage kinds ${known.join(", ")}`,
    found: `"${kind}"`,
    hint: near === undefined ? "`stages` lists them with a summary." : `Did you mean "${near}"?`,
  });
}

function describeKind(kind: StageKind) {
  return {
    kind: kind.kind,
    summary: kind.summary,
    params: z.toJSONSchema(kind.params, { io: "input", unrepresentable: "any" }),
    needs: Object.fromEntries(
      Object.entries(kind.needs).map(([name, port]) => [
        name,
        port.arity === "any" ? { arity: "any" } : { arity: port.arity, type: port.type.name },
      ]),
    ),
    open: kind.open ?? false,
    makes: typeof kind.makes === "function" ? "chosen by its parameters" : kind.makes.name,
    effects: kind.effects ?? [],
  };
}

function renderKind(kind: StageKind, paint: Paint): string {
  const lines = [`${paint("bold", kind.kind)}  ${kind.summary}`, "", paint("bold", "needs")];
  for (const [name, port] of Object.entries(kind.needs)) {
    const type = port.arity === "any" ? "any artifacts" : `${port.arity} ${port.type.name}`;
    lines.push(`  ${name}: ${type}`);
  }
  if (kind.open) lines.push("  any other name: any artifacts, seen by SQL under the stage's name");
  lines.push("", paint("bold", "with"));
  const schema: JsonValue = JSON.parse(
    JSON.stringify(z.toJSONSchema(kind.params, { io: "input", unrepresentable: "any" })),
  );
  lines.push(...renderSchema(schema, "  "));
  if (typeof kind.makes === "function") {
    lines.push("", `${paint("bold", "makes")} what its parameters say`);
  } else lines.push("", ...renderType(kind.makes, paint));
  return `${lines.join("\n")}\n`;
}

type JsonObject = { readonly [key: string]: JsonValue };

function asObject(value: JsonValue | undefined): JsonObject | undefined {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? value as JsonObject : undefined;
}

function renderSchema(schema: JsonValue, indent: string): readonly string[] {
  const object = asObject(schema);
  const choices = object?.["oneOf"] ?? object?.["anyOf"];
  if (Array.isArray(choices)) {
    return choices.flatMap((choice, index) => [
      ...(index === 0 ? [] : [`${indent}or`]),
      ...renderSchema(choice, indent),
    ]);
  }
  const properties = asObject(object?.["properties"]) ?? {};
  const required = Array.isArray(object?.["required"]) ? object["required"] : [];
  return Object.entries(properties).flatMap(([name, value]) => {
    const property = asObject(value) ?? {};
    const note = typeof property["description"] === "string" ? `  ${property["description"]}` : "";
    const preset = property["default"];
    const given = preset === undefined
      ? required.includes(name) ? "" : " (optional)"
      : ` = ${JSON.stringify(preset)}`;
    const head = `${indent}${name}: ${nameType(property)}${given}${note}`;
    const nested = nameType(property) === "object" || Array.isArray(property["oneOf"]);
    return nested ? [head, ...renderSchema(property, `${indent}  `)] : [head];
  });
}

function nameType(property: JsonObject): string {
  if (property["const"] !== undefined) return JSON.stringify(property["const"]);
  if (Array.isArray(property["enum"])) {
    return property["enum"].map((value) => JSON.stringify(value)).join(" | ");
  }
  const choices = property["oneOf"] ?? property["anyOf"];
  if (Array.isArray(choices)) {
    return [...new Set(choices.map((choice) => nameType(asObject(choice) ?? {})))].join(" | ");
  }
  const type = property["type"];
  if (type === "array") return `list of ${nameType(asObject(property["items"]) ?? {})}`;
  return typeof type === "string" ? type : "any";
}

function renderType(type: ArtifactType, paint: Paint): readonly string[] {
  const lines = [`${paint("bold", "makes")} ${type.name}: ${type.summary}`];
  for (const [name, table] of Object.entries(type.tables)) {
    lines.push(`  table ${name}: ${table.meaning}`);
    if (table.columns === "open") continue;
    for (const [column, spec] of Object.entries(table.columns)) {
      const unit = spec.unit === undefined ? "" : ` [${spec.unit}]`;
      const dtype = spec.vector ? `${spec.dtype}[]` : spec.dtype;
      lines.push(`    ${column} ${dtype}${unit}  ${spec.meaning}`);
    }
  }
  for (const [name, file] of Object.entries(type.files)) {
    lines.push(`  file ${name} (${file.mediaType}): ${file.meaning}`);
  }
  return lines;
}
