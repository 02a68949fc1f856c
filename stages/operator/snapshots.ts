/** The trajectories that an operator is fitted to, out of the artifacts that a port gathered. */

import type { Matrix } from "../../numerics/matrix.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { Trajectories } from "../../schemas/trajectories.ts";
import type { Item } from "../define.ts";

type TrajectoryItem = Item<typeof Trajectories>;

/** A range of steps; `to` is included, null stands for the end. */
export interface Window {
  readonly from: number;
  readonly to: number | null;
}

/**
 * Reads every trajectory of every artifact, cut to a window of steps.
 *
 * @returns one matrix a trajectory, T_i × D, in the order of the artifacts, then of their rows.
 * @throws KooplineError `input.shape` when artifacts differ in their observables; `input.value` when
 * steps are not evenly spaced, or not spaced alike in all trajectories.
 */
export function readTrajectories(items: readonly TrajectoryItem[], window: Window): Matrix[] {
  checkObservables(items);
  const stride: Stride = { size: undefined };
  return items.flatMap((item) => splitItem(item, window, stride));
}

/** The steps from one snapshot to the next, once a first pair has told. */
interface Stride {
  size: number | undefined;
}

function checkObservables(items: readonly TrajectoryItem[]): void {
  const first = items[0]?.meta.observables ?? [];
  for (const item of items) {
    const { observables } = item.meta;
    if (observables.length === first.length && observables.every((name, i) => name === first[i])) {
      continue;
    }
    throw new KooplineError({
      code: "input.shape",
      expected: `trajectories of the same observables, ${listSome(first)} as in the first`,
      found: `${listSome(observables)} in ${nameItem(item)}`,
      hint:
        "An operator acts on one set of observables. Put the axis that tells them apart in `over`.",
    });
  }
}

function listSome(names: readonly string[]): string {
  const shown = names.slice(0, 4).join(", ");
  return names.length > 4 ? `${shown} … (${names.length})` : `${shown} (${names.length})`;
}

function nameItem({ labels }: TrajectoryItem): string {
  const pairs = Object.entries(labels).map(([axis, value]) => `${axis}=${value}`);
  return pairs.length === 0 ? "the input" : `[${pairs.join(",")}]`;
}

function splitItem(item: TrajectoryItem, window: Window, stride: Stride): Matrix[] {
  const { trajectory, step, values } = item.tables.snapshots;
  const last = window.to ?? Infinity;
  const matrices: Matrix[] = [];
  for (let first = 0; first < trajectory.length;) {
    let end = first + 1;
    while (end < trajectory.length && trajectory[end] === trajectory[first]) end++;
    checkStride(item, first, end, stride);
    let [from, to] = [first, end];
    while (from < end && step[from]! < window.from) from++;
    while (to > from && step[to - 1]! > last) to--;
    matrices.push({
      rows: to - from,
      columns: values.width,
      data: values.data.subarray(from * values.width, to * values.width),
    });
    first = end;
  }
  return matrices;
}

function checkStride(item: TrajectoryItem, first: number, end: number, stride: Stride): void {
  const { trajectory, step } = item.tables.snapshots;
  for (let row = first + 1; row < end; row++) {
    const size = step[row]! - step[row - 1]!;
    stride.size ??= size;
    if (size === stride.size && size > 0) continue;
    throw new KooplineError({
      code: "input.value",
      expected: `snapshots ${Math.max(1, stride.size)} steps apart, in rising order`,
      found: `step ${step[row]} after ${step[row - 1]} in trajectory ${trajectory[row]} of ${
        nameItem(item)
      }`,
      hint: "An operator advances all snapshots by the same number of steps.",
    });
  }
}
