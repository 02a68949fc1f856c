/**
 * Snapshot pairs (x_t, x_{t+1}) of many trajectories; no pair crosses from one trajectory to the next.
 *
 * Redman et al. 2024, Sec. 3 and their published code: no centring, no scaling of the observables.
 */

import { createMatrix, type Matrix } from "./matrix.ts";
import type { SnapshotStack } from "./snapshot_stack.ts";

/** Pairs as columns: column p of `y` is what follows column p of `x`. */
export interface SnapshotPairs {
  /** X, n × P. */
  readonly x: Matrix;
  /** Y, n × P. */
  readonly y: Matrix;
}

/** Writes the pairs of a stack out, in units of its scale. */
export function collectPairs(stack: SnapshotStack): SnapshotPairs {
  const { snapshots, lengths, delays, observables, pairs } = stack;
  const x = createMatrix(observables, pairs);
  const y = createMatrix(observables, pairs);
  let [first, pair] = [0, 0];
  for (const length of lengths) {
    const count = length - delays - 1;
    for (let i = 0; i < observables; i++) {
      let place = first * snapshots.columns + i;
      for (let p = i * pairs + pair; p < i * pairs + pair + count; p++) {
        x.data[p] = snapshots.data[place]!;
        place += snapshots.columns;
        y.data[p] = snapshots.data[place]!;
      }
    }
    first += length;
    pair += count;
  }
  return { x, y };
}
