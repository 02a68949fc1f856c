/** A trace as people read it: a tree of records, each shown once. */

import { formatLabels } from "../plan/preimage.ts";
import type { JsonValue } from "../../schemas/json.ts";
import { describeMeasurement } from "../run/machine.ts";
import type { Stamp } from "../run/stamp.ts";
import type { CellRecord } from "../store/record.ts";
import { formatCount } from "../pipeline/describe.ts";
import { renderField, renderParams } from "./fields.ts";
import { isJsonObject } from "../../schemas/json_object.ts";
import type { Paint } from "./terminal.ts";
import type { Trace, TracedInput } from "./trace.ts";

/** Inputs of one port that are shown before the rest is counted. */
const MOST_INPUTS = 4;

interface Rendering {
  readonly trace: Trace;
  readonly paint: Paint;
  /** Keys that were shown already. */
  readonly shown: Set<string>;
  /** By kind the parameters that were shown in full, and the key they belong to. */
  readonly params: Map<string, { readonly key: string; readonly params: JsonValue }>;
  readonly most: number;
}

/** Renders a trace; with `all`, every input of every port. */
export function renderTrace(
  trace: Trace,
  stamp: Stamp | undefined,
  paint: Paint,
  { all }: { readonly all: boolean },
): readonly string[] {
  const head = stamp === undefined
    ? []
    : [`${paint("bold", stamp.cell)} of pipeline ${stamp.pipeline}`];
  const [first = ""] = trace.keys();
  const most = all ? Infinity : MOST_INPUTS;
  const rendering = { trace, paint, shown: new Set<string>(), params: new Map(), most };
  return [...head, ...renderRecord(rendering, first, { indent: "", label: "" })];
}

function renderRecord(
  rendering: Rendering,
  key: string,
  { indent, label }: { readonly indent: string; readonly label: string },
): readonly string[] {
  const { trace, paint, shown } = rendering;
  const traced = trace.get(key);
  if (traced === undefined) return [];
  const { preimage, outcome } = traced.record;
  const artifact = outcome.kind === "done" ? `artifact ${outcome.artifact.slice(0, 12)}` : "failed";
  // Below the first line an artifact is what its key gives; two hashes a line would tire the eye.
  const result = indent === "" ? `  ${artifact}` : "";
  const name = `${paint("bold", preimage.kind)}  key ${key.slice(0, 12)}`;
  const head = `${indent}${label}${name}${result}`;
  if (shown.has(key)) return [`${head}  ${paint("dim", "shown above")}`];
  shown.add(key);
  const field = (name: string, value: string) => renderField(name, value, `${indent}  `);
  return [
    head,
    ...field("with", describeParams(rendering, traced.record, indent.length)),
    ...Object.entries(preimage.files ?? {}).flatMap(([path, hash]) =>
      field("file", `${path} = ${hash.slice(0, 12)}`)
    ),
    ...Object.entries(preimage.queries ?? {}).flatMap(([name, sql]) =>
      field("query", `${name}: ${sql.trim()}`)
    ),
    ...field("measured", describeMeasurement(traced.record)),
    ...field("same", describeOthers(traced.others)),
    ...renderInputs(rendering, traced.inputs, `${indent}  `),
    ...traced.missing.map((input) =>
      `${indent}  ${paint("blue", nameInput(input))}  ${paint("yellow", "missing: it failed")}`
    ),
  ];
}

/** Says which other records made the same bytes. */
function describeOthers([first, ...more]: readonly string[]): string {
  if (first === undefined) return "";
  const rest = more.length === 0 ? "" : ` and ${formatCount(more.length)} more`;
  return `artifact by key ${first.slice(0, 12)}${rest}`;
}

const VALUE_COLUMNS = 66;
const LEAST_COLUMNS = 30;

/** The parameters; of a kind that was shown before, what differs from then. */
function describeParams(
  { params: shown }: Rendering,
  { key, preimage: { kind, params } }: CellRecord,
  indent: number,
): string {
  const before = shown.get(kind);
  if (before === undefined) shown.set(kind, { key, params });
  const columns = Math.max(VALUE_COLUMNS - indent, LEAST_COLUMNS);
  if (!isJsonObject(params) || !isJsonObject(before?.params)) return renderParams(params, columns);
  const others = before.params;
  const changed = Object.entries(params).filter(([name, value]) =>
    JSON.stringify(others[name]) !== JSON.stringify(value)
  );
  const isAlike = Object.keys(others).every((name) => name in params) &&
    changed.length < Object.keys(params).length;
  if (!isAlike) return renderParams(params, columns);
  const same = `as ${before.key.slice(0, 12)}`;
  if (changed.length === 0) return same;
  return `${renderParams(Object.fromEntries(changed), columns)}\nelse ${same}`;
}

function renderInputs(
  rendering: Rendering,
  inputs: readonly TracedInput[],
  indent: string,
): readonly string[] {
  const { paint, most } = rendering;
  return [...Map.groupBy(inputs, ({ port }) => port)].flatMap(([port, items]) => {
    const lines = items.slice(0, most).flatMap((input) => {
      const label = `${paint("blue", nameInput(input))}  `;
      if (input.key !== undefined) return renderRecord(rendering, input.key, { indent, label });
      return [`${indent}${label}artifact ${input.artifact.slice(0, 12)}, whose record is gone`];
    });
    const rest = items.length - most;
    if (rest <= 0) return lines;
    const words = `and ${formatCount(rest)} more at ${port}; --all shows them`;
    return [...lines, `${indent}${paint("dim", words)}`];
  });
}

/** `port: stage[axis=value]`, as far as it is known. */
function nameInput(
  { port, stage = "", labels }: Pick<TracedInput, "port" | "stage" | "labels">,
): string {
  const axes = formatLabels(labels);
  const name = `${stage}${axes === "" ? "" : `[${axes}]`}`;
  return name === "" ? port : `${port}: ${name}`;
}
