/** A trace as people read it: a tree of records, each shown once. */

import { formatLabels } from "../plan/preimage.ts";
import type { Stamp } from "../run/stamp.ts";
import { formatCount } from "../pipeline/describe.ts";
import { renderField, renderParams } from "./fields.ts";
import type { Paint } from "./terminal.ts";
import type { Trace, TracedInput } from "./trace.ts";

/** Inputs of one port that are shown before the rest is counted. */
const MOST_INPUTS = 4;

interface Rendering {
  readonly trace: Trace;
  readonly paint: Paint;
  /** Keys that were shown already. */
  readonly shown: Set<string>;
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
  const rendering = { trace, paint, shown: new Set<string>(), most: all ? Infinity : MOST_INPUTS };
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
  const result = outcome.kind === "done" ? `artifact ${outcome.artifact.slice(0, 12)}` : "failed";
  const head = `${indent}${label}${paint("bold", preimage.kind)}  key ${
    key.slice(0, 12)
  }  ${result}`;
  if (shown.has(key)) return [`${head}  ${paint("dim", "shown above")}`];
  shown.add(key);
  const field = (name: string, value: string) => renderField(name, value, `${indent}  `);
  return [
    head,
    ...field("with", renderParams(preimage.params)),
    ...Object.entries(preimage.files ?? {}).flatMap(([path, hash]) =>
      field("file", `${path} = ${hash.slice(0, 12)}`)
    ),
    ...Object.entries(preimage.queries ?? {}).flatMap(([name, sql]) =>
      field("query", `${name}: ${sql.trim()}`)
    ),
    ...renderInputs(rendering, traced.inputs, `${indent}  `),
  ];
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
function nameInput({ port, stage = "", labels }: TracedInput): string {
  const axes = formatLabels(labels);
  const name = `${stage}${axes === "" ? "" : `[${axes}]`}`;
  return name === "" ? port : `${port}: ${name}`;
}
