/** Which positions of a stage's grid its `where` keeps. */

import { formatCount, quoteName } from "./describe.ts";
import { evaluateCondition } from "./evaluate.ts";
import { ExpressionFault } from "./expression.ts";
import type { Grid } from "./grid.ts";
import { describeFault } from "./problems.ts";
import { buildScope, rememberByAxes, type StageContext, writePlace } from "./stage_context.ts";

/** Returns the positions that `where` keeps; reports a condition that fails or keeps none. */
export function selectPositions(context: StageContext): readonly number[] {
  const { draft: { condition, name }, grid, parsed, report } = context;
  const all = Array.from({ length: grid.size }, (_, position) => position);
  if (condition === undefined) return all;
  const path = ["stages", name, "where"];
  let isFaulty = false;
  const holds = rememberByAxes(context, [...condition.expression.names.keys()], (position) => {
    try {
      return evaluateCondition(condition.expression, buildScope(context, position));
    } catch (error) {
      if (!(error instanceof ExpressionFault)) throw error;
      isFaulty = true;
      const where = parsed.locate(path, { index: error.index + condition.start });
      report(describeFault(error, where, writePlace(context, position)));
      return false;
    }
  });
  const kept = all.filter(holds);
  if (kept.length === 0 && !isFaulty) {
    report({
      code: "pipeline.empty",
      where: parsed.locate(path),
      expected: `a condition that keeps at least one cell of ${quoteName(name)}`,
      found: `none of ${formatCount(grid.size)} for which ${
        quoteName(condition.expression.text)
      } holds`,
      hint: describeAxes(grid),
    });
  }
  return kept;
}

function describeAxes(grid: Grid): string {
  if (grid.axes.length === 0) {
    return "The stage ranges over no axes, so the condition never changes.";
  }
  const axes = grid.axes.map(({ name, values }) => {
    const shown = values.slice(0, 5).map((value) =>
      typeof value === "string" ? `'${value}'` : String(value)
    );
    return `${name} is ${shown.join(", ")}${values.length > 5 ? ", …" : ""}`;
  });
  return `Values: ${axes.join("; ")}.`;
}
