/** What a cell takes and what it goes without, once it is known what became of its producers. */

import { formatProblem, type Problem } from "../../schemas/error.ts";
import type { Labels } from "../../schemas/json.ts";
import type { PipelineGraph } from "../../stages/define.ts";
import {
  type Cell,
  type CellInput,
  type ExpandedPipeline,
  nameCell,
} from "../pipeline/expanded.ts";

/** What became of cells, by their index in the pipeline. */
export interface CellResults {
  /** Addresses of artifacts; a cell without one has failed, or was blocked. */
  readonly addresses: readonly (string | undefined)[];
  /** Why cells failed. */
  readonly problems: readonly (Problem | undefined)[];
}

/** The results of cells that need none. */
export const NO_RESULTS: CellResults = { addresses: [], problems: [] };

/** The inputs of a cell by port. */
export type PortInputs = Readonly<Record<string, readonly CellInput[]>>;

/** Parts a cell's inputs; every port is among those that are there, and among the missing only those that miss any. */
export function partInputs(
  { inputs }: Cell,
  { addresses }: CellResults,
): { readonly there: PortInputs; readonly missing: PortInputs | undefined } {
  const missing: Record<string, readonly CellInput[]> = {};
  for (const [port, items] of Object.entries(inputs)) {
    const gone = items.filter(({ cell }) => addresses[cell] === undefined);
    if (gone.length > 0) missing[port] = gone;
  }
  if (Object.keys(missing).length === 0) return { there: inputs, missing: undefined };
  const there = Object.entries(inputs).map(([port, items]) =>
    [port, items.filter(({ cell }) => addresses[cell] !== undefined)] as const
  );
  return { there: Object.fromEntries(there), missing };
}

/** Labels a missing input as `run` sees it: with the producing stage where several serve the port. */
export function labelMissing(
  pipeline: ExpandedPipeline,
  { stage }: Cell,
  port: string,
  { cell, labels }: CellInput,
): Labels {
  const producer = pipeline.cells[cell]?.stage.name;
  const isOneOfSeveral = (stage.needs[port] ?? []).length > 1;
  return producer === undefined || !isOneOfSeveral ? labels : { ...labels, stage: producer };
}

/** Cells whose results lack something, by index. */
export interface IncompleteCells extends CellResults {
  readonly incomplete: Set<number>;
}

/**
 * Notes whether a cell lacks inputs, or has one that lacks some itself, at any distance. Its producers must have been
 * noted before.
 *
 * @returns its own missing inputs.
 */
export function noteIncomplete(cell: Cell, results: IncompleteCells): number {
  const { incomplete } = results;
  if (incomplete.size === 0 && !cell.stage.allowMissing) return 0;
  const { there, missing } = partInputs(cell, results);
  const taken = Object.values(there).flat();
  if (missing !== undefined || taken.some((item) => incomplete.has(item.cell))) {
    incomplete.add(cell.index);
  }
  return Object.values(missing ?? {}).flat().length;
}

/** A cell that failed, as reports show it. */
export type FailedCell = NonNullable<PipelineGraph["failed"]>[number];

/** Lists the failed cells that a cell would have depended on, at any distance, in the pipeline's order. */
export function listFailed(
  { cells }: ExpandedPipeline,
  cell: Cell,
  { problems }: CellResults,
): readonly FailedCell[] {
  // Most pipelines have none, and this is asked for every cell that shows the pipeline.
  if (!problems.some((problem) => problem !== undefined)) return [];
  const seen = new Set<number>([cell.index]);
  for (const index of seen) {
    for (const item of Object.values(cells[index]?.inputs ?? {}).flat()) seen.add(item.cell);
  }
  return [...seen].sort((a, b) => a - b).flatMap((index) => {
    const [failed, problem] = [cells[index], problems[index]];
    if (failed === undefined || problem === undefined) return [];
    return [{ cell: nameCell(failed), problem: describeBriefly(problem) }];
  });
}

/** The first line of a problem, without the place, which is the cell. */
function describeBriefly({ where: _, hint: __, ...problem }: Problem): string {
  return formatProblem(problem).split("\n", 1)[0] ?? "";
}
