/** Cells that depend on the time, in words: how many a run measured, or a comparison left out. */

import { type Cell, isMeasured, readsClock } from "../pipeline/expanded.ts";
import type { CellEnd } from "../run/schedule.ts";
import { countNoun } from "./amounts.ts";

/** Stages that are named before the rest is counted. */
const MOST_NAMES = 4;

/** Words for what a run measured, and for what of its results was measured before; empty when there is none. */
export function describeRunMeasured(ends: ReadonlyMap<Cell, CellEnd>): {
  readonly now: string;
  readonly before: string;
} {
  return {
    now: describeMeasured(listMeasured(ends, "executed")),
    before: describeMeasured(listMeasured(ends, "reused")),
  };
}

/** Lists the cells of a run that depend on the time and ended in a given way. */
export function listMeasured(
  ends: ReadonlyMap<Cell, CellEnd>,
  kind: CellEnd["kind"],
): readonly Cell[] {
  return [...ends].flatMap(([cell, end]) => isMeasured(cell) && end.kind === kind ? [cell] : []);
}

/** Words for the cells that depend on the time; empty when none does. */
export function describeMeasured(cells: readonly Cell[]): string {
  const measured = cells.filter(isMeasured).sort((a, b) => a.index - b.index);
  if (measured.length === 0) return "";
  const clock = measured.filter(readsClock);
  const made = measured.filter((cell) => !readsClock(cell));
  const parts = [
    clock.length === 0
      ? ""
      : `${countNoun(clock.length, "cell")} by the clock (${nameStages(clock)})`,
    made.length === 0
      ? ""
      : `${countNoun(made.length, "cell")} made from ${clock.length === 0 ? "times" : "that"} (${
        nameStages(made)
      })`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}

function nameStages(cells: readonly Cell[]): string {
  const names = [...new Set(cells.map(({ stage }) => stage.name))];
  const rest = names.length - MOST_NAMES;
  return [...names.slice(0, MOST_NAMES), ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
}
