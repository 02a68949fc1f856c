/** Cells that depend on the time, in words: how many were left out of a comparison, and why. */

import { type Cell, isMeasured, readsClock } from "../pipeline/expanded.ts";
import { countNoun } from "./amounts.ts";

/** Stages that are named before the rest is counted. */
const MOST_NAMES = 4;

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
      : `${countNoun(made.length, "cell")} made from that (${nameStages(made)})`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}

function nameStages(cells: readonly Cell[]): string {
  const names = [...new Set(cells.map(({ stage }) => stage.name))];
  const rest = names.length - MOST_NAMES;
  return [...names.slice(0, MOST_NAMES), ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
}
