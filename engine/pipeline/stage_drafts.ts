/** Stages whose names, axes, conditions and templates are checked; no cell is looked at yet. */

import type { StageDocument } from "../../schemas/pipeline.ts";
import { listNames, quoteName } from "./describe.ts";
import type { LoadedKind } from "./expanded.ts";
import { type Expression, ExpressionFault, parseExpression } from "./expression.ts";
import { checkNames, type NameScope } from "./names.ts";
import type { ParsedPipeline } from "./parse.ts";
import type { DocumentPath } from "./positions.ts";
import { describeFault, type Report } from "./problems.ts";
import { readNeeds } from "./stage_needs.ts";
import { hintName } from "./suggest.ts";
import {
  listHoles,
  parseTextTemplate,
  parseValueTemplate,
  type ValueTemplate,
} from "./template.ts";

/** A checked stage. */
export interface StageDraft {
  readonly name: string;
  readonly loaded: LoadedKind;
  /** The axes it ranges over, in the pipeline's order. */
  readonly over: readonly string[];
  /** Producing stages by port, as written. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
  readonly allowMissing: boolean;
  /** Seconds that a cell may take. */
  readonly timeLimit?: number;
  readonly condition?: Condition;
  readonly template: ValueTemplate;
}

/** A stage's `where`. */
export interface Condition {
  readonly expression: Expression;
  /** Index in the text of `where` at which the expression begins. */
  readonly start: number;
}

interface DraftContext {
  readonly parsed: ParsedPipeline;
  readonly parameters: readonly string[];
  readonly report: Report;
}

/** Drafts every stage; problems are reported, and a stage of an unknown kind is left out. */
export function draftStages(
  parsed: ParsedPipeline,
  kinds: ReadonlyMap<string, LoadedKind>,
  parameters: readonly string[],
  report: Report,
): ReadonlyMap<string, StageDraft> {
  const context = { parsed, parameters, report };
  const drafts = new Map<string, StageDraft>();
  for (const [name, document] of Object.entries(parsed.document.stages)) {
    const loaded = kinds.get(document.uses);
    if (loaded === undefined) {
      report({
        code: "pipeline.unknown_kind",
        where: parsed.locate(["stages", name, "uses"]),
        expected: "a stage kind",
        found: quoteName(document.uses),
        hint: hintName(document.uses, kinds.keys()) ?? "The command `stages` lists the kinds.",
      });
    } else drafts.set(name, draftStage(name, document, loaded, context));
  }
  return drafts;
}

function draftStage(
  name: string,
  document: StageDocument,
  loaded: LoadedKind,
  context: DraftContext,
): StageDraft {
  const { parsed, report } = context;
  const over = readOver(name, document, context);
  const scope = {
    stage: name,
    over,
    axes: Object.keys(parsed.document.axes),
    parameters: context.parameters,
  };
  const at = (path: DocumentPath, index: number) =>
    parsed.locate(["stages", name, ...path], { index });
  const condition = readCondition(
    document.where,
    (fault) => report(describeFault(fault, at(["where"], fault.index))),
    scope,
  );
  const template = parseValueTemplate(document.with, (fault, path) => {
    report(describeFault(fault, at(["with", ...path], fault.index)));
  });
  for (const { hole, path } of listHoles(template)) {
    for (const fault of checkNames(hole.expression, scope)) {
      report(describeFault(fault, at(["with", ...path], fault.index + hole.start)));
    }
  }
  const needs = readNeeds(name, parsed, report);
  const { allow_missing: allowMissing, time_limit: timeLimit } = document;
  return {
    name,
    loaded,
    over,
    needs,
    allowMissing,
    template,
    ...(timeLimit === undefined ? {} : { timeLimit }),
    ...(condition === undefined ? {} : { condition }),
  };
}

function readOver(
  stage: string,
  { over }: StageDocument,
  { parsed, parameters, report }: DraftContext,
) {
  const axes = Object.keys(parsed.document.axes);
  for (const [index, axis] of over.entries()) {
    const where = parsed.locate(["stages", stage, "over", index]);
    if (!axes.includes(axis)) {
      const known = axes.length === 0
        ? "The pipeline declares no axes; add them under `axes:`."
        : `Axes: ${listNames(axes)}.`;
      const hint = parameters.includes(axis)
        ? `${quoteName(axis)} is a parameter: expressions may use it without \`over\`.`
        : hintName(axis, axes, known) ?? known;
      report({
        code: "pipeline.unknown_axis",
        where,
        expected: "an axis of the pipeline",
        found: quoteName(axis),
        hint,
      });
    } else if (over.indexOf(axis) < index) {
      report({
        code: "pipeline.schema",
        where,
        expected: "each axis once",
        found: `${quoteName(axis)} again`,
      });
    }
  }
  return axes.filter((axis) => over.includes(axis));
}

function readCondition(
  where: string | boolean | undefined,
  report: (fault: ExpressionFault) => void,
  scope: NameScope,
): Condition | undefined {
  if (where === undefined) return undefined;
  try {
    const condition = parseCondition(String(where));
    for (const fault of checkNames(condition.expression, scope)) {
      report(new ExpressionFault(fault.index + condition.start, fault.words));
    }
    return condition;
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    report(error);
    return undefined;
  }
}

function parseCondition(text: string): Condition {
  if (!text.trimStart().startsWith("${")) return { expression: parseExpression(text), start: 0 };
  const pieces = parseTextTemplate(text).pieces.filter((piece) =>
    typeof piece !== "string" || piece.trim() !== ""
  );
  const [hole] = pieces;
  if (hole !== undefined && typeof hole !== "string" && pieces.length === 1) return hole;
  throw new ExpressionFault(0, {
    expected: "one condition",
    found: quoteName(text),
    hint: "Write the whole condition without ${…}.",
  });
}
