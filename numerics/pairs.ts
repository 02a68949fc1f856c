/**
 * Snapshot pairs (x_t, x_{t+1}) of many trajectories; no pair crosses from one trajectory to the next.
 *
 * Redman et al. 2024, Sec. 3 and their published code: no centring, no scaling of the observables.
 */

import { KooplineError } from "../schemas/error.ts";
import { embedDelays } from "./delays.ts";
import { assertFinite } from "./finite.ts";
import { createMatrix, type Matrix } from "./matrix.ts";
import { assertMemory } from "./memory.ts";
import { findLargest, floorPowerOfTwo } from "./scale.ts";

/** Pairs as columns: column p of `y` is what follows column p of `x`. */
export interface SnapshotPairs {
  /** n × P. */
  readonly x: Matrix;
  /** n × P. */
  readonly y: Matrix;
  /** A power of two; x and y are the observables divided by it, at most 2 in magnitude. */
  readonly scale: number;
}

/**
 * Collects the pairs of delay-embedded trajectories.
 *
 * @param trajectories each T_i × D, one row a snapshot; T_i may differ, D may not.
 * @param delays d ≥ 0; n = (d + 1)·D and P = Σ (T_i − d − 1).
 * @throws KooplineError `numeric.not_finite`, `numeric.too_large`; `input.shape` when there is no
 * trajectory, D differs, or a trajectory has fewer than d + 2 snapshots.
 */
export function collectPairs(trajectories: readonly Matrix[], delays: number): SnapshotPairs {
  const { observables, pairs } = checkShapes(trajectories, delays);
  let largest = 0;
  trajectories.forEach(({ columns, data }, index) => {
    assertFinite(
      data,
      (i) => `trajectory ${index}, snapshot ${Math.floor(i / columns)}, observable ${i % columns}`,
    );
    largest = Math.max(largest, findLargest(data));
  });
  const scale = floorPowerOfTwo(largest);
  const x = createMatrix(observables, pairs);
  const y = createMatrix(observables, pairs);
  let first = 0;
  for (const trajectory of trajectories) {
    const { rows, data } = embedDelays(trajectory, delays);
    for (let t = 0; t + 1 < rows; t++) {
      for (let i = 0; i < observables; i++) {
        x.data[i * pairs + first + t] = data[t * observables + i]! / scale;
        y.data[i * pairs + first + t] = data[(t + 1) * observables + i]! / scale;
      }
    }
    first += rows - 1;
  }
  return { x, y, scale };
}

function checkShapes(trajectories: readonly Matrix[], delays: number) {
  const columns = trajectories[0]?.columns ?? 0;
  if (columns === 0) {
    throw new KooplineError({
      code: "input.shape",
      expected: "at least one trajectory with at least one observable",
      found: trajectories.length === 0 ? "no trajectory" : "no observable",
    });
  }
  trajectories.forEach((trajectory, index) => checkShape(trajectory, index, columns, delays));
  const observables = (delays + 1) * columns;
  const pairs = trajectories.reduce((sum, { rows }) => sum + rows - delays - 1, 0);
  const smaller = Math.min(observables, pairs);
  // x, y, and what a singular value decomposition holds besides: a copy, its factors, its rotations.
  assertMemory(
    5 * observables * pairs + 2 * smaller * smaller,
    `a fit of ${observables} observables × ${pairs} pairs`,
    "Take fewer delays, fewer trajectories or a shorter window.",
  );
  return { observables, pairs };
}

function checkShape({ rows, columns }: Matrix, index: number, first: number, delays: number) {
  if (columns !== first) {
    throw new KooplineError({
      code: "input.shape",
      expected: `${first} observables in every trajectory, as in trajectory 0`,
      found: `${columns} in trajectory ${index}`,
      hint: "An operator acts on one set of observables; fit one operator for each set.",
    });
  }
  if (rows < delays + 2) {
    throw new KooplineError({
      code: "input.shape",
      expected: `at least ${
        delays + 2
      } snapshots in a trajectory for one pair with ${delays} delays`,
      found: `${rows} in trajectory ${index}`,
      hint: "Take fewer delays, a longer window or longer trajectories.",
    });
  }
}
