/** The cells of one stage: which positions of its grid `where` keeps, and the parameters of each. */

import type { ArtifactType } from "../../schemas/artifact_type.ts";
import type { Problem } from "../../schemas/error.ts";
import type { JsonValue, Scalar } from "../../schemas/json.ts";
import { describeValue, formatCount, quoteName, writePath } from "./describe.ts";
import { evaluateCondition, type Scope } from "./evaluate.ts";
import { ExpressionFault } from "./expression.ts";
import { buildProjection, type Grid, labelPosition, readValue, writeCellName } from "./grid.ts";
import { describeIssues } from "./issues.ts";
import { isArtifactType } from "./kind_shape.ts";
import type { ParsedPipeline } from "./parse.ts";
import { describeFault, type Report } from "./problems.ts";
import type { StageDraft } from "./stage_drafts.ts";
import { evaluateValue, listHoles } from "./template.ts";
import { convertJson } from "./json_value.ts";
import { readStep } from "./allowed_keys.ts";

/** What the cells of a stage are computed from. */
export interface StageContext {
  readonly parsed: ParsedPipeline;
  readonly draft: StageDraft;
  readonly grid: Grid;
  readonly parameters: ReadonlyMap<string, Scalar>;
  readonly report: Report;
}

/** A cell's parameters, and the type of what it makes. */
export interface CellParams {
  readonly params: JsonValue;
  readonly made: ArtifactType;
}

/** Returns the positions that `where` keeps; reports a condition that fails or keeps none. */
export function selectPositions(context: StageContext): readonly number[] {
  const { draft, grid, parsed, report } = context;
  const all = Array.from({ length: grid.size }, (_, position) => position);
  const { condition } = draft;
  if (condition === undefined) return all;
  let isFaulty = false;
  const holds = rememberByAxes(context, condition.expression.names.keys(), (position) => {
    try {
      return evaluateCondition(condition.expression, buildScope(context, position));
    } catch (error) {
      if (!(error instanceof ExpressionFault)) throw error;
      isFaulty = true;
      const where = parsed.locate(["stages", draft.name, "where"], { index: error.index + condition.start });
      report(describeFault(error, where, nameAt(context, position)));
      return false;
    }
  });
  const kept = all.filter(holds);
  if (kept.length === 0 && !isFaulty) {
    report({
      code: "pipeline.empty",
      where: parsed.locate(["stages", draft.name, "where"]),
      expected: `a condition that keeps at least one cell of ${quoteName(draft.name)}`,
      found: `none of ${formatCount(grid.size)} for which ${quoteName(condition.expression.text)} holds`,
      hint: describeAxes(grid),
    });
  }
  return kept;
}

function describeAxes(grid: Grid): string {
  if (grid.axes.length === 0) return "The stage ranges over no axes, so the condition is the same always.";
  const axes = grid.axes.map(({ name, values }) => {
    const shown = values.slice(0, 5).map((value) => typeof value === "string" ? `'${value}'` : String(value));
    return `${name} is ${shown.join(", ")}${values.length > 5 ? ", …" : ""}`;
  });
  return `Values: ${axes.join("; ")}.`;
}

/**
 * Builds the function from a position to its parameters; each distinct combination is parsed once.
 *
 * Positions whose parameters are wrong are reported and give undefined.
 */
export function buildParams(context: StageContext): (position: number) => CellParams | undefined {
  const { template } = context.draft;
  const names = listHoles(template).flatMap(({ hole }) => [...hole.expression.names.keys()]);
  return rememberByAxes(context, names, (position) => parseParams(context, position));
}

function parseParams(context: StageContext, position: number): CellParams | undefined {
  const { draft, parsed, report } = context;
  const { kind } = draft.loaded;
  const base = ["stages", draft.name, "with"];
  const suffix = nameAt(context, position);
  let isFaulty = false;
  const value = evaluateValue(draft.template, buildScope(context, position), (fault, path) => {
    isFaulty = true;
    report(describeFault(fault, parsed.locate([...base, ...path], { index: fault.index }), suffix));
  });
  if (isFaulty) return undefined;
  try {
    const result = kind.params.safeParse(value);
    if (!result.success) {
      const origin = (path: readonly PropertyKey[]) => {
        const written = path.reduce(readStep, readStep(parsed.document.stages, draft.name), );
        return typeof written === "string" ? written : undefined;
      };
      describeIssues(result.error.issues, {
        code: "pipeline.params",
        data: value,
        schema: kind.params,
        base,
        locate: parsed.locate,
        suffix,
        origin: (path) => {
          const text = origin(["with", ...path]);
          return text?.includes("${") ? text : undefined;
        },
      }).forEach(report);
      return undefined;
    }
    const params = convertJson(result.data);
    const made = typeof kind.makes === "function" ? kind.makes(result.data) : kind.makes;
    if (params.flaw === undefined && isArtifactType(made)) return { params: params.value, made };
    report(describeBadKind(context, params.flaw === undefined
      ? { expected: "`makes` to return an artifact type", found: describeValue(made) }
      : {
        expected: "a `params` schema that gives JSON values",
        found: `${params.flaw.found} at ${quoteName(writePath(["with", ...params.flaw.path]))}`,
      }));
  } catch (error) {
    report(describeBadKind(context, {
      expected: "`params` and `makes` of the kind to work on these parameters without waiting",
      found: error instanceof Error ? `${error.name}: ${error.message.split("\n", 1)[0]}` : String(error),
    }));
  }
  return undefined;
}

function describeBadKind(
  { draft, parsed }: StageContext,
  words: { readonly expected: string; readonly found: string },
): Problem {
  return {
    code: "stage.load",
    where: parsed.locate(["stages", draft.name, "uses"]),
    ...words,
    hint: `This is a mistake in the stage kind ${quoteName(draft.loaded.uses)}, not in the pipeline.`,
  };
}

/** Computes once for each combination of the axes that are named; other names do not matter. */
function rememberByAxes<T>(
  { grid }: StageContext,
  names: Iterable<string>,
  compute: (position: number) => T,
): (position: number) => T {
  const project = buildProjection(grid, [...names]);
  const known = new Map<number, { readonly value: T }>();
  return (position) => {
    const key = project(position);
    const found = known.get(key) ?? { value: compute(position) };
    known.set(key, found);
    return found.value;
  };
}

function buildScope({ grid, parameters }: StageContext, position: number): Scope {
  return (name) => {
    const axis = grid.axes.find((candidate) => candidate.name === name);
    return axis === undefined ? parameters.get(name) : readValue(axis, position);
  };
}

function nameAt({ draft, grid }: StageContext, position: number): string {
  return grid.axes.length === 0 ? "" : ` at ${writeCellName(draft.name, labelPosition(grid.axes, position))}`;
}
