/** The trajectories that an operator is fitted to, out of the artifacts that a port gathered. */

import type { Matrix } from "../../numerics/matrix.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { Labels } from "../../schemas/json.ts";
import type { Trajectories } from "../../schemas/trajectories.ts";
import type { Item } from "../define.ts";

type TrajectoryItem = Item<typeof Trajectories>;

/** A range of steps; `to` is included, null stands for the end. */
export interface Window {
  readonly from: number;
  readonly to: number | null;
}

/** A trajectory that diverged. */
export interface LeftOut {
  readonly labels: Labels;
  readonly trajectory: number;
  readonly last_step: number;
}

/** What a fit sees, and what it does not. */
export interface FitInput {
  /** One matrix a trajectory, T_i × D, in the order of the artifacts, then of their rows. */
  readonly trajectories: readonly Matrix[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Reads every trajectory of every artifact that did not diverge, cut to a window of steps.
 *
 * @throws KooplineError `input.shape` when artifacts differ in their observables; `input.value` when
 * steps are not evenly spaced, or not spaced alike in all trajectories, or all trajectories diverged.
 */
export function readTrajectories(items: readonly TrajectoryItem[], window: Window): FitInput {
  checkObservables(items);
  const stride: Stride = { size: undefined };
  const leftOut = items.flatMap(findDiverged);
  const trajectories = items.flatMap((item) => splitItem(item, window, stride));
  if (trajectories.length === 0 && leftOut.length > 0) {
    const [{ labels, trajectory, last_step }] = [leftOut[0]!];
    throw new KooplineError({
      code: "input.value",
      expected: "a trajectory that did not diverge",
      found: `${leftOut.length} that all did, the first, ${nameTrajectory(labels, trajectory)}, ` +
        `at step ${last_step}`,
      hint: "An operator cannot be fitted to diverged runs; lower the rate of the optimiser.",
    });
  }
  return { trajectories, leftOut };
}

/** Names a trajectory for a log line. */
export function nameTrajectory(labels: Labels, trajectory: number): string {
  return `trajectory ${trajectory} of ${nameItem({ labels })}`;
}

function findDiverged({ labels, tables: { outcomes } }: TrajectoryItem): LeftOut[] {
  return Array.from(outcomes.trajectory, (trajectory, row) => ({
    labels,
    trajectory,
    outcome: outcomes.outcome[row],
    last_step: outcomes.last_step[row]!,
  })).filter(({ outcome }) => outcome === "diverged")
    .map(({ outcome: _, ...rest }) => rest);
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

function nameItem({ labels }: Pick<TrajectoryItem, "labels">): string {
  const pairs = Object.entries(labels).map(([axis, value]) => `${axis}=${value}`);
  return pairs.length === 0 ? "the input" : `[${pairs.join(",")}]`;
}

function splitItem(item: TrajectoryItem, window: Window, stride: Stride): Matrix[] {
  const { trajectory, step, values } = item.tables.snapshots;
  const last = window.to ?? Infinity;
  const diverged = new Set(findDiverged(item).map((one) => one.trajectory));
  const matrices: Matrix[] = [];
  for (let first = 0; first < trajectory.length;) {
    let end = first + 1;
    while (end < trajectory.length && trajectory[end] === trajectory[first]) end++;
    if (diverged.has(trajectory[first]!)) {
      first = end;
      continue;
    }
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
