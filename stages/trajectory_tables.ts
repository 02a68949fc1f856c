/** How the stage kinds that make trajectories lay them out as tables. */

import type { Matrix } from "../numerics/matrix.ts";
import { assertMemory } from "../numerics/memory.ts";
import type { ArtifactValue } from "../schemas/artifact_type.ts";
import type { Trajectories } from "../schemas/trajectories.ts";

/** The table of measured quantities of a system that measures none. */
export const NO_CURVES: ArtifactValue<typeof Trajectories>["tables"]["curves"] = {
  trajectory: new Int32Array(),
  step: new Int32Array(),
  quantity: [],
  value: new Float64Array(),
};

/** One finished run. */
export interface Run {
  /** T × D, row t the snapshot at step t. */
  readonly trajectory: Matrix;
  /** `completed`, or why it stopped changing. */
  readonly outcome: string;
  readonly lastStep: number;
}

/**
 * Lays runs out as an artifact of trajectories, numbered in their order.
 *
 * @param runs at least one; equal D.
 * @param observables a name for each of the D observables.
 */
export function tabulateRuns(
  runs: readonly Run[],
  observables: string[],
): ArtifactValue<typeof Trajectories> {
  const rows = runs.reduce((sum, { trajectory }) => sum + trajectory.rows, 0);
  const trajectory = new Int32Array(rows);
  const step = new Int32Array(rows);
  const data = new Float64Array(rows * observables.length);
  let first = 0;
  runs.forEach((run, number) => {
    const end = first + run.trajectory.rows;
    trajectory.fill(number, first, end);
    for (let row = first; row < end; row++) step[row] = row - first;
    data.set(run.trajectory.data, first * observables.length);
    first = end;
  });
  return {
    tables: {
      snapshots: { trajectory, step, values: { width: observables.length, data } },
      outcomes: {
        trajectory: Int32Array.from(runs.keys()),
        outcome: runs.map(({ outcome }) => outcome),
        last_step: Int32Array.from(runs, ({ lastStep }) => lastStep),
      },
      curves: NO_CURVES,
    },
    files: {},
    meta: { observables },
  };
}

/** Names the coordinates of a vector: x1, x2, …; the bare letter when there is only one. */
export function nameCoordinates(letter: string, dimension: number): string[] {
  if (dimension === 1) return [letter];
  return Array.from({ length: dimension }, (_, i) => `${letter}${i + 1}`);
}

/**
 * Throws when trajectories would not fit in memory.
 *
 * @throws KooplineError `numeric.too_large`.
 */
export function assertTrajectoryMemory(runs: number, snapshots: number, width: number): void {
  assertMemory(
    // The runs, the tables laid out from them, and their encoding.
    3 * runs * snapshots * (width + 1),
    `${runs} trajectories × ${snapshots} snapshots × ${width} observables`,
    "Take fewer initial conditions, steps or dimensions.",
  );
}
