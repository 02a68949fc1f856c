/** Axes as written to lists of values. */

import type { Scalar } from "../../schemas/json.ts";
import type { AxisDocument } from "../../schemas/pipeline.ts";
import type { Budget } from "./budget.ts";
import { describeValue, formatCount, quoteName } from "./describe.ts";
import { ExpressionFault } from "./expression.ts";
import { checkNames, type NameScope } from "./names.ts";
import type { ParsedPipeline } from "./parse.ts";
import type { DocumentPath } from "./positions.ts";
import { describeFault, type Report } from "./problems.ts";
import { spaceEvenly, spaceRange, type Spacing } from "./spacing.ts";
import {
  evaluateText,
  hasExpression,
  measureMade,
  parseTextTemplate,
  shiftFault,
} from "./template.ts";

/** A pipeline with more cells is refused, and so is an axis with more values. */
export const MOST_CELLS = 1_000_000;

/** Axis values by axis, in the order of the document. */
export type AxisValues = ReadonlyMap<string, readonly Scalar[]>;

interface AxisReader {
  readonly parsed: ParsedPipeline;
  readonly parameters: ReadonlyMap<string, Scalar>;
  readonly names: NameScope;
  readonly report: Report;
  readonly budget: Budget;
}

/** Expands every axis; problems are reported and leave values out. */
export function expandAxes(
  parsed: ParsedPipeline,
  parameters: ReadonlyMap<string, Scalar>,
  report: Report,
  budget: Budget,
): AxisValues {
  const axes = Object.keys(parsed.document.axes);
  const names = { over: [], axes, parameters: [...parameters.keys()] };
  const reader: AxisReader = { parsed, parameters, names, report, budget };
  const expanded = new Map<string, readonly Scalar[]>();
  let total = 0;
  for (const [axis, document] of Object.entries(parsed.document.axes)) {
    if (parameters.has(axis)) {
      report({
        code: "pipeline.schema",
        where: parsed.locate(["axes", axis], { key: true }),
        expected: "a name that no parameter has",
        found: `${quoteName(axis)}, which is a parameter too`,
        hint: "Rename one of the two.",
      });
    }
    const values = Array.isArray(document)
      ? readScalars(document, ["axes", axis], reader)
      : spaceAxis(axis, document, reader);
    checkDistinct(axis, values, reader);
    expanded.set(axis, values);
    total += values.length;
    if (total <= MOST_CELLS) continue;
    // One by one they may be small, and together more than memory holds.
    report({
      code: "pipeline.too_large",
      where: parsed.locate(["axes", axis], { key: true }),
      expected: `axes of at most ${formatCount(MOST_CELLS)} values together`,
      found: `${formatCount(total)} with those of ${quoteName(axis)}`,
    });
    break;
  }
  return expanded;
}

function spaceAxis(
  axis: string,
  document: Exclude<AxisDocument, readonly Scalar[]>,
  reader: AxisReader,
) {
  const [form, written] = "range" in document
    ? ["range", document.range] as const
    : ["linspace", document.linspace] as const;
  const path = ["axes", axis, form];
  const values = readScalars(written, path, reader);
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length < written.length) {
    const index = values.findIndex((value) => typeof value !== "number");
    if (index !== -1) {
      reader.report({
        code: "pipeline.expression",
        where: reader.parsed.locate([...path, index]),
        expected: "a number",
        found: `${describeValue(values[index])} from ${quoteName(String(written[index]))}`,
      });
    }
    return [];
  }
  const [first = 0, last = 0, third] = numbers;
  const spacing = attempt(
    path,
    reader,
    () =>
      form === "range" ? spaceRange(first, last, third ?? 1) : spaceEvenly(first, last, third ?? 1),
  );
  return spacing === undefined ? [] : materialiseAxis(axis, spacing, path, reader);
}

function materialiseAxis(
  axis: string,
  { count, valueAt }: Spacing,
  path: DocumentPath,
  reader: AxisReader,
) {
  if (count <= MOST_CELLS) return Array.from({ length: count }, (_, index) => valueAt(index));
  reader.report({
    code: "pipeline.too_large",
    where: reader.parsed.locate(path),
    expected: `an axis of at most ${formatCount(MOST_CELLS)} values`,
    found: `${formatCount(count)} values of ${quoteName(axis)}`,
  });
  return [];
}

/** Evaluates the expressions of a list; values that fail are left out. */
function readScalars(written: readonly Scalar[], path: DocumentPath, reader: AxisReader): Scalar[] {
  return written.flatMap((value, index) => {
    const read = typeof value === "string" && hasExpression(value)
      ? attempt([...path, index], reader, () => evaluateParameterText(value, path, reader))
      : value;
    return read === undefined ? [] : [read];
  });
}

function evaluateParameterText(
  text: string,
  path: DocumentPath,
  { names, parameters, budget, parsed }: AxisReader,
): Scalar {
  const template = parseTextTemplate(text);
  for (const piece of template.pieces) {
    if (typeof piece === "string") continue;
    const [fault] = checkNames(piece.expression, names);
    if (fault !== undefined) throw shiftFault(fault, piece.start);
  }
  const value = evaluateText(template, (name) => parameters.get(name));
  budget.spend({ characters: measureMade(template, value) }, () => parsed.locate(path));
  return value;
}

function attempt<T>(
  path: DocumentPath,
  { parsed, report }: AxisReader,
  compute: () => T,
): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    report(describeFault(error, parsed.locate(path, { index: error.index })));
    return undefined;
  }
}

/** Labels are read as text, so 1 and "1" would name the same cell. */
function checkDistinct(
  axis: string,
  values: readonly Scalar[],
  { parsed, report }: AxisReader,
): void {
  const seen = new Map<string, Scalar>();
  for (const [index, value] of values.entries()) {
    const earlier = seen.get(String(value));
    if (earlier !== undefined) {
      report({
        code: "pipeline.schema",
        where: parsed.locate(["axes", axis, index]),
        expected: `distinct values of ${quoteName(axis)}`,
        found: earlier === value
          ? `${describeValue(value)} twice`
          : `${describeValue(earlier)} and ${describeValue(value)}, which read the same`,
        hint: "A cell is named by its axis values, so each may be there once.",
      });
      return;
    }
    seen.set(String(value), value);
  }
}
