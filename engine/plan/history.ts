/** Which key each cell of a pipeline had last, and what the pipeline was then: what `plan` compares with. */

import type { Scalar } from "../../schemas/json.ts";
import { type ExpandedPipeline, type ExpandedStage, nameCell } from "../pipeline/expanded.ts";

/** The last key of a cell and the kind that made it. */
export interface PastCell {
  readonly kind: string;
  readonly key: string;
}

/** What a stage was when its pipeline ran last. */
export interface PastStage {
  /** The axes it ranged over, with their values. */
  readonly axes: Readonly<Record<string, readonly Scalar[]>>;
  /** Producing stages by port. */
  readonly needs: Readonly<Record<string, readonly string[]>>;
}

/** What is known of a pipeline's last run. */
export interface History {
  /** The last keys by cell name; undefined for cells that the pipeline had and that have never been keyed. */
  readonly cells: ReadonlyMap<string, PastCell | undefined>;
  readonly stages: ReadonlyMap<string, PastStage>;
  /** Why nothing is known, as a plan says it; absent when something is. */
  readonly unknown?: string;
}

/** The history of a pipeline of which nothing is known. */
export function forgetHistory(why: string): History {
  return {
    cells: new Map(),
    stages: new Map(),
    unknown: `no earlier run is known${why}`,
  };
}

/**
 * Remembers a pipeline as it is now, with the keys that its cells had last. Stages that had no part in a run stay as
 * they were when they ran.
 *
 * @param keyed what the run gave keys to, by cell name.
 */
export function continueHistory(
  before: History,
  pipeline: ExpandedPipeline,
  keyed: ReadonlyMap<string, PastCell>,
): History {
  const cells = new Map<string, PastCell | undefined>();
  const stages = new Map<string, PastStage>();
  for (const stage of pipeline.stages) {
    const own = pipeline.cells.slice(stage.first, stage.first + stage.count).map(nameCell);
    const past = before.stages.get(stage.name);
    const ran = own.some((name) => keyed.has(name));
    const isKnown = own.some((name) => before.cells.has(name));
    if (ran || (past === undefined && isKnown)) {
      stages.set(stage.name, describeStage(pipeline, stage));
    } else if (past !== undefined) stages.set(stage.name, past);
    for (const name of own) {
      if (ran || before.cells.has(name)) cells.set(name, keyed.get(name) ?? before.cells.get(name));
    }
  }
  return { cells, stages };
}

/** Tells whether two histories say the same. */
export function isSameHistory(a: History, b: History): boolean {
  if (a.cells.size !== b.cells.size) return false;
  for (const [name, past] of a.cells) {
    const other = b.cells.get(name);
    if (!b.cells.has(name) || other?.key !== past?.key) return false;
  }
  return JSON.stringify([...a.stages]) === JSON.stringify([...b.stages]);
}

function describeStage({ axes }: ExpandedPipeline, { over, needs }: ExpandedStage): PastStage {
  return { axes: Object.fromEntries(over.map((axis) => [axis, axes[axis] ?? []])), needs };
}
