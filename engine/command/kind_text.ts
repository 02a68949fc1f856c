/** A stage kind as people read it: ports, parameters, what it makes. */

import { z } from "zod";
import type { Column } from "../../schemas/column.ts";
import type { JsonValue } from "../../schemas/json.ts";
import type { Port, StageKind } from "../../stages/define.ts";
import { renderParameters } from "./parameter_text.ts";
import type { Paint } from "./terminal.ts";
import { hangWords } from "./wrap.ts";

/** Renders a kind for a terminal of so many columns. */
export function renderKind(kind: StageKind, paint: Paint, columns: number): readonly string[] {
  const schema: JsonValue = JSON.parse(
    JSON.stringify(z.toJSONSchema(kind.params, { io: "input", unrepresentable: "any" })),
  );
  const parameters = renderParameters(schema, { indent: "  ", paint, columns });
  const ports = renderPorts(kind);
  return [
    paint("bold", kind.kind),
    ...hangWords("  ", kind.summary, { columns, paint: (text) => text }),
    ...(ports.length === 0 ? [] : ["", paint("bold", "needs"), ...ports]),
    ...(parameters.length === 0 ? [] : ["", paint("bold", "with"), ...parameters]),
    "",
    ...renderMakes(kind.makes, paint, columns),
    ...renderEffects(kind, paint),
  ];
}

function renderPorts(kind: StageKind): readonly string[] {
  const ports = Object.entries(kind.needs).map(([name, port]) =>
    [name, describePort(port)] as const
  );
  const rows = kind.open ? [...ports, ["any other name", "any stages, for SQL"] as const] : ports;
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, words]) => `  ${name.padEnd(width)}  ${words}`);
}

function describePort(port: Port): string {
  switch (port.arity) {
    case "any":
      return "any artifacts, for SQL";
    case "one":
      return `one ${port.type.name}${port.optional ? ", or none" : ""}`;
    case "many":
      return `${port.optional ? "any number" : "one or more"} of ${port.type.name}`;
  }
}

function renderMakes(
  makes: StageKind["makes"],
  paint: Paint,
  columns: number,
): readonly string[] {
  const head = paint("bold", "makes");
  if (typeof makes === "function") return [head, "  what its parameters say"];
  const plain = { columns, paint: (text: string) => text };
  const tables = Object.entries(makes.tables).flatMap(([name, table]) => [
    ...hangWords(`  table ${name}  `, table.meaning, plain),
    ...(table.columns === "open" ? [] : renderColumns(table.columns, paint, columns)),
  ]);
  const files = Object.entries(makes.files).flatMap(([name, { meaning, mediaType }]) =>
    hangWords(`  file ${name}  `, `${meaning} (${mediaType})`, plain)
  );
  return [head, ...hangWords(`  ${makes.name}  `, makes.summary, plain), ...tables, ...files];
}

function renderColumns(
  columns: Readonly<Record<string, Column>>,
  paint: Paint,
  width: number,
): readonly string[] {
  const rows = Object.entries(columns).map(([name, { dtype, vector, unit, meaning }]) => ({
    name,
    dtype: `${dtype}${vector ? "[]" : ""}`,
    meaning: `${meaning}${unit === undefined ? "" : ` (${unit})`}`,
  }));
  const [names, types] = [
    Math.max(0, ...rows.map(({ name }) => name.length)),
    Math.max(0, ...rows.map(({ dtype }) => dtype.length)),
  ];
  return rows.flatMap(({ name, dtype, meaning }) =>
    hangWords(`    ${name.padEnd(names)}  ${dtype.padEnd(types)}  `, meaning, {
      columns: width,
      paint: (text) => paint("dim", text),
    })
  );
}

function renderEffects({ effects = [] }: StageKind, paint: Paint): readonly string[] {
  return effects.length === 0 ? [] : ["", paint("bold", "effects"), `  ${effects.join(", ")}`];
}
