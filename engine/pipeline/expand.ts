/** A parsed pipeline and its kinds to checked cells. */

import { KooplineError, type Problem } from "../../schemas/error.ts";
import type { Scalar } from "../../schemas/json.ts";
import { type AxisValues, expandAxes, MOST_CELLS } from "./axes.ts";
import { type Budget, openBudget } from "./budget.ts";
import { formatCount, quoteName } from "./describe.ts";
import type { Cell, ExpandedPipeline, ExpandedStage, LoadedKind, Measured } from "./expanded.ts";
import type { ProducerCells } from "./gather.ts";
import { buildGrid, labelPosition } from "./grid.ts";
import { resolveParameters } from "./parameters.ts";
import type { ParsedPipeline } from "./parse.ts";
import { checkPorts } from "./ports.ts";
import { collectProblems, throwProblems } from "./problems.ts";
import { buildParams, type CellParams } from "./stage_params.ts";
import { selectPositions } from "./stage_positions.ts";
import { draftStages, type StageDraft } from "./stage_drafts.ts";
import { buildInputs } from "./stage_inputs.ts";
import { orderStages } from "./stage_order.ts";

/** What the command line adds to a pipeline. */
export interface ExpandOptions {
  /** Values of pipeline parameters as text, by name (`--set name=value`). */
  readonly set?: Readonly<Record<string, string>>;
}

/**
 * Expands a pipeline into cells, producers first; nothing is read or written.
 *
 * Cells of a stage are in the order of its axes' values, the pipeline's last axis fastest.
 *
 * @throws {KooplineError} with every problem found, in the order of the text: names, axes, expressions, ports, circles,
 * parameters, empty or too large sweeps.
 */
export function expandPipeline(
  parsed: ParsedPipeline,
  kinds: ReadonlyMap<string, LoadedKind>,
  { set = {} }: ExpandOptions = {},
): ExpandedPipeline {
  const problems: Problem[] = [];
  const report = collectProblems(problems);
  const parameters = resolveParameters(parsed, set, report);
  const budget = openBudget();
  const axes = expandAxes(parsed, parameters, report, budget);
  const drafts = draftStages(parsed, kinds, [...parameters.keys()], report);
  for (const draft of drafts.values()) checkPorts(draft, drafts, parsed, report);
  const ordered = orderStages(drafts, parsed, report);
  throwProblems(problems);
  checkSize(ordered, axes, parsed, budget);
  const { stages, cells } = expandStages(
    { parsed, drafts, axes, parameters, budget, problems },
    ordered,
  );
  throwProblems(problems);
  const { name, title = name, description = "" } = parsed.document;
  return {
    name,
    title,
    description,
    path: parsed.path,
    folder: parsed.folder,
    axes: Object.fromEntries(axes),
    parameters: Object.fromEntries(parameters),
    stages,
    cells,
  };
}

/** Refuses a sweep by multiplying, before any cell is made. */
function checkSize(
  drafts: readonly StageDraft[],
  axes: AxisValues,
  parsed: ParsedPipeline,
  budget: Budget,
): void {
  let total = 0;
  for (const { name, over } of drafts) {
    const { size } = buildGrid(over, axes);
    total += size;
    if (total <= MOST_CELLS) {
      budget.spend(
        { characters: measureLabels(over, size, axes) },
        () => parsed.locate(["stages", name, "over"]),
      );
      continue;
    }
    const factors = over.map((axis) => `${axis} ${formatCount(axes.get(axis)?.length ?? 0)}`).join(
      " × ",
    );
    throw new KooplineError({
      code: "pipeline.too_large",
      where: parsed.locate(["stages", name], { key: true }),
      expected: `at most ${formatCount(MOST_CELLS)} cells`,
      found: size <= MOST_CELLS
        ? `${formatCount(total)} with those of ${quoteName(name)} (${factors})`
        : `${formatCount(size)} of ${quoteName(name)} (${factors})`,
      hint: "Shorten an axis, or take one out of `over`; `where` does not count here.",
    });
  }
}

/** Characters of the texts among the axis values that the names of a stage's cells hold. */
function measureLabels(over: readonly string[], size: number, axes: AxisValues): number {
  return over.reduce((sum, axis) => {
    const values = axes.get(axis) ?? [];
    const texts = values.filter((value) => typeof value === "string");
    const characters = texts.reduce((characters, text) => characters + text.length, 0);
    return sum + characters * (size / Math.max(1, values.length));
  }, 0);
}

interface Expansion {
  readonly parsed: ParsedPipeline;
  readonly drafts: ReadonlyMap<string, StageDraft>;
  readonly axes: AxisValues;
  readonly parameters: ReadonlyMap<string, Scalar>;
  readonly budget: Budget;
  readonly problems: Problem[];
}

function expandStages(expansion: Expansion, ordered: readonly StageDraft[]) {
  const stages: ExpandedStage[] = [];
  const cells: Cell[] = [];
  const producers = new Map<string, ProducerCells>();
  const counter = { inputs: 0 };
  for (const draft of ordered) {
    const isServed = [...draft.needs.values()].flat().every((producer) => producers.has(producer));
    const measured = findMeasured(draft, stages);
    const rest = { isServed, measured, counter };
    const expanded = expandStage(expansion, draft, producers, cells.length, rest);
    if (expanded === undefined) continue;
    for (const cell of expanded.cells) cells.push(cell);
    stages.push(expanded.stage);
    producers.set(draft.name, expanded.producer);
  }
  return { stages, cells };
}

/** Whether a stage's results depend on the time; the stages it needs are among those given. */
function findMeasured(
  { loaded, needs }: StageDraft,
  stages: readonly ExpandedStage[],
): Measured | undefined {
  if (loaded.kind.effects?.includes("clock")) return "clock";
  const taken = new Set([...needs.values()].flat());
  const fromMeasured = stages.some(({ name, measured }) => measured && taken.has(name));
  return fromMeasured ? "inputs" : undefined;
}

/** Expands a stage; undefined when it, or a stage it needs, has a problem. */
function expandStage(
  { parsed, drafts, axes, parameters, budget, problems }: Expansion,
  draft: StageDraft,
  producers: ReadonlyMap<string, ProducerCells>,
  first: number,
  { isServed, measured, counter }: {
    readonly isServed: boolean;
    readonly measured: Measured | undefined;
    readonly counter: { inputs: number };
  },
) {
  const before = problems.length;
  const report = collectProblems(problems);
  const grid = buildGrid(draft.over, axes);
  const rest = { parameters, producers, counter, budget, report };
  const context = { parsed, draft, drafts, grid, ...rest };
  const positions = selectPositions(context);
  const findParams = buildParams(context);
  const params = positions.map(findParams).filter((found): found is CellParams =>
    found !== undefined
  );
  if (problems.length > before || !isServed) return undefined;
  const stage: ExpandedStage = {
    name: draft.name,
    loaded: draft.loaded,
    over: draft.over,
    needs: Object.fromEntries(draft.needs),
    allowMissing: draft.allowMissing,
    ...(draft.timeLimit === undefined ? {} : { timeLimit: draft.timeLimit }),
    ...(measured === undefined ? {} : { measured }),
    first,
    count: positions.length,
    where: parsed.locate(["stages", draft.name], { key: true }),
  };
  const findInputs = buildInputs(context);
  const cells: Cell[] = positions.map((position, index) => ({
    index: first + index,
    stage,
    axes: labelPosition(grid.axes, position),
    params: params[index]?.params ?? null,
    inputs: findInputs(position) ?? {},
  }));
  if (problems.length > before) return undefined;
  const made = params.map((found) => found.made);
  return { stage, cells, producer: { name: draft.name, grid, first, positions, made } };
}
