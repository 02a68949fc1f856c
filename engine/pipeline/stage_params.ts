/** The parameters of a stage's cells: expressions evaluated, then parsed by the kind's schema. */

import type { z } from "zod";
import type { ArtifactType } from "../../schemas/artifact_type.ts";
import type { Problem } from "../../schemas/error.ts";
import type { JsonValue } from "../../schemas/json.ts";
import { readStep } from "./allowed_keys.ts";
import type { Budget } from "./budget.ts";
import { describeValue, quoteName, writePath } from "./describe.ts";
import { describeIssues } from "./issues.ts";
import { convertJson } from "./json_value.ts";
import { isArtifactType } from "./kind_shape.ts";
import { describeFault } from "./problems.ts";
import {
  buildScope,
  countCombinations,
  rememberByAxes,
  type StageContext,
  writePlace,
} from "./stage_context.ts";
import { countEntries, evaluateValue, hasExpression, listHoles } from "./template.ts";

/** A cell's parameters, and the type of what it makes. */
export interface CellParams {
  readonly params: JsonValue;
  readonly made: ArtifactType;
}

/** A stage, and what the pipeline's expressions may make. */
export interface ParamsContext extends StageContext {
  readonly budget: Budget;
}

/**
 * Builds the function from a position to its parameters; each distinct combination is parsed once.
 *
 * Positions whose parameters are wrong are reported and give undefined.
 */
export function buildParams(context: ParamsContext): (position: number) => CellParams | undefined {
  const names = listHoles(context.draft.template).flatMap((
    { hole },
  ) => [...hole.expression.names.keys()]);
  // Counted by multiplying: making as many as are refused would take minutes.
  const times = countCombinations(context, names);
  context.budget.spend(
    { values: times * countEntries(context.draft.template) },
    () => context.parsed.locate(["stages", context.draft.name, "with"]),
  );
  const dependsOnCell = names.some((name) => context.draft.over.includes(name));
  return rememberByAxes(context, names, (position) => {
    return parseParams(context, position, dependsOnCell ? writePlace(context, position) : "");
  });
}

/** Parses the parameters at a position; the suffix names the cell in messages. */
function parseParams(
  context: ParamsContext,
  position: number,
  suffix: string,
): CellParams | undefined {
  const { budget, draft, parsed, report } = context;
  let isFaulty = false;
  const path = ["stages", draft.name, "with"];
  const value = evaluateValue(draft.template, {
    scope: buildScope(context, position),
    report(fault, inner) {
      isFaulty = true;
      const where = parsed.locate([...path, ...inner], { index: fault.index });
      report(describeFault(fault, where, suffix));
    },
    spend: (characters) => budget.spend({ characters }, () => parsed.locate(path)),
  });
  if (isFaulty) return undefined;
  const checked = checkValue(context, suffix, value);
  // Outside of what catches a kind's own mistakes: `report` throws when there are enough problems.
  if ("problems" in checked) checked.problems.forEach(report);
  return "problems" in checked ? undefined : checked;
}

function checkValue(
  context: StageContext,
  suffix: string,
  value: JsonValue,
): CellParams | { readonly problems: readonly Problem[] } {
  const { kind } = context.draft.loaded;
  try {
    const result = kind.params.safeParse(value);
    if (!result.success) {
      return { problems: describeMisfit(context, suffix, value, result.error.issues) };
    }
    const converted = convertJson(result.data);
    const made = typeof kind.makes === "function" ? kind.makes(result.data) : kind.makes;
    if (converted.flaw === undefined && isArtifactType(made)) {
      return { params: converted.value, made };
    }
    const problem = describeBadKind(
      context,
      converted.flaw === undefined
        ? { expected: "`makes` to return an artifact type", found: describeValue(made) }
        : {
          expected: "a `params` schema that gives JSON values",
          found: `${converted.flaw.found} at ${
            quoteName(writePath(["with", ...converted.flaw.path]))
          }`,
        },
    );
    return { problems: [problem] };
  } catch (error) {
    const problem = describeBadKind(context, {
      expected:
        "`params` and `makes` of the kind to take these parameters, without waiting for anything",
      found: error instanceof Error
        ? `${error.name}: ${error.message.split("\n", 1)[0]}`
        : String(error),
    });
    return { problems: [problem] };
  }
}

function describeMisfit(
  context: StageContext,
  suffix: string,
  value: JsonValue,
  issues: readonly z.core.$ZodIssue[],
): Problem[] {
  const { draft: { loaded, name }, parsed } = context;
  const written = readStep(readStep(parsed.document.stages, name), "with");
  return describeIssues(issues, {
    code: "pipeline.params",
    data: value,
    schema: loaded.kind.params,
    base: ["stages", name, "with"],
    locate: parsed.locate,
    suffix,
    origin: (path) => {
      const text = path.reduce(readStep, written);
      return typeof text === "string" && hasExpression(text) ? text : undefined;
    },
  });
}

function describeBadKind(
  { draft, parsed }: StageContext,
  words: { readonly expected: string; readonly found: string },
): Problem {
  return {
    code: "stage.load",
    where: parsed.locate(["stages", draft.name, "uses"]),
    ...words,
    hint: `This is a mistake in the stage kind ${
      quoteName(draft.loaded.uses)
    }, not in the pipeline.`,
  };
}
