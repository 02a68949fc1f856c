/** What the cells of one stage are computed from. */

import type { Scalar } from "../../schemas/json.ts";
import type { Scope } from "./evaluate.ts";
import { buildProjection, type Grid, labelPosition, readValue, writeCellName } from "./grid.ts";
import type { ParsedPipeline } from "./parse.ts";
import type { Report } from "./problems.ts";
import type { StageDraft } from "./stage_drafts.ts";

/** A stage, its grid, and everything its expressions may name. */
export interface StageContext {
  readonly parsed: ParsedPipeline;
  readonly draft: StageDraft;
  readonly grid: Grid;
  readonly parameters: ReadonlyMap<string, Scalar>;
  readonly report: Report;
}

/** Builds the scope of a cell: its axes' values, and the pipeline's parameters. */
export function buildScope({ grid, parameters }: StageContext, position: number): Scope {
  return (name) => {
    const axis = grid.axes.find((candidate) => candidate.name === name);
    return axis === undefined ? parameters.get(name) : readValue(axis, position);
  };
}

/** Counts the combinations of values of the axes that are named; names that are no axes do not matter. */
export function countCombinations({ grid }: StageContext, names: readonly string[]): number {
  return grid.axes.filter(({ name }) => names.includes(name))
    .reduce((product, { values }) => product * values.length, 1);
}

/** Computes once for each combination of the axes that are named; names that are no axes do not matter. */
export function rememberByAxes<T>(
  { grid }: StageContext,
  names: readonly string[],
  compute: (position: number) => T,
): (position: number) => T {
  const project = buildProjection(grid, names);
  const known = new Map<number, { readonly value: T }>();
  return (position) => {
    const key = project(position);
    const found = known.get(key) ?? { value: compute(position) };
    known.set(key, found);
    return found.value;
  };
}

/** Writes " at train[width=5]" for messages; nothing for a stage without axes. */
export function writePlace({ draft, grid }: StageContext, position: number): string {
  return grid.axes.length === 0
    ? ""
    : ` at ${writeCellName(draft.name, labelPosition(grid.axes, position))}`;
}
