/** Counting the events of a run by stage, and the time that is left. */

import type { Cell, ExpandedStage } from "../pipeline/expanded.ts";
import type { RunEvent } from "../run/event.ts";

/** How far a stage is. */
export interface StageTally {
  readonly name: string;
  readonly total: number;
  /** Cells that ended, however they did. */
  done: number;
  reused: number;
  executed: number;
  failed: number;
  /** What its executed cells took in their workers, in ms. */
  milliseconds: number;
  /** Cells in a worker. */
  running: number;
  /** How far these are: a sum of fractions. */
  fractions: number;
}

/** How far a run is. */
export interface Tally {
  readonly stages: readonly StageTally[];
  /** Counts an event that happened so many seconds after the start. */
  count(event: RunEvent, seconds: number): void;
  /** Estimates the time that is left; undefined before there is anything to tell it by. */
  estimateRest(seconds: number): Rest | undefined;
}

/** The time that is left. */
export interface Rest {
  readonly seconds: number;
  /** Whether it is only a part: nothing is known yet of some stages. */
  readonly isPart: boolean;
}

/**
 * Opens a tally over the cells of a run.
 *
 * @param workers how many cells run at a time; further ones that have started wait for a worker.
 */
export function openTally(cells: readonly Cell[], workers: number): Tally {
  const byStage = tallyStages(cells);
  const stages = [...byStage.values()];
  // The pool is first come, first served, so those that started first are the ones in workers.
  const started = new Map<Cell, number>();
  let lastExecuted = 0;
  const placeRunning = () => {
    for (const stage of stages) stage.running = stage.fractions = 0;
    let free = workers;
    for (const [cell, fraction] of started) {
      if (free-- <= 0) break;
      const stage = byStage.get(cell.stage);
      if (stage === undefined) continue;
      stage.running += 1;
      stage.fractions += fraction;
    }
  };
  return {
    stages,
    count(event, seconds) {
      const stage = byStage.get(event.cell.stage);
      if (stage === undefined) return;
      if (event.kind === "started") started.set(event.cell, 0);
      else if (event.kind === "progress") started.set(event.cell, event.fraction);
      else if (event.kind === "executed") lastExecuted = seconds;
      if (countEnd(stage, event)) started.delete(event.cell);
      placeRunning();
    },
    estimateRest: (seconds) => estimateRest(stages, lastExecuted, seconds),
  };
}

function tallyStages(cells: readonly Cell[]): ReadonlyMap<ExpandedStage, StageTally> {
  const tallies = new Map<ExpandedStage, StageTally>();
  for (const [stage, { length }] of Map.groupBy(cells, (cell) => cell.stage)) {
    tallies.set(stage, {
      name: stage.name,
      total: length,
      done: 0,
      reused: 0,
      executed: 0,
      failed: 0,
      milliseconds: 0,
      running: 0,
      fractions: 0,
    });
  }
  return tallies;
}

/** Counts a cell that ended. False for other events. */
function countEnd(stage: StageTally, event: RunEvent): boolean {
  switch (event.kind) {
    case "reused":
      stage.reused += 1;
      break;
    case "executed":
      stage.executed += 1;
      stage.milliseconds += event.milliseconds;
      break;
    case "failed":
    case "blocked":
      stage.failed += 1;
      break;
    default:
      return false;
  }
  stage.done += 1;
  return true;
}

/**
 * The work that is left, at the pace of the work so far.
 *
 * The pace is taken when a cell ends and the estimate counts down until the next one does: between two
 * ends the time goes on and the work that is counted does not. A stage without an executed cell says
 * nothing of what its cells take.
 */
function estimateRest(
  stages: readonly StageTally[],
  lastExecuted: number,
  seconds: number,
): Rest | undefined {
  let work = 0;
  let rest = 0;
  let isPart = false;
  for (const { total, done, executed, milliseconds } of stages) {
    work += milliseconds;
    if (done === total) continue;
    if (executed === 0) isPart = true;
    else rest += ((total - done) * milliseconds) / executed;
  }
  if (work === 0 || rest === 0) return undefined;
  const left = (rest / work) * lastExecuted - (seconds - lastExecuted);
  return { seconds: Math.max(left, 0), isPart };
}
