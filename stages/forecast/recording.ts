/** The recorded trajectory that a forecast starts from, and the window of it that the fit sees. */

import type { Matrix } from "../../numerics/matrix.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Trajectories } from "../../schemas/trajectories.ts";

/** One trajectory, as recorded; nothing is copied. */
export interface Recording {
  readonly trajectory: number;
  /** Steps of the snapshots; they rise. */
  readonly steps: Int32Array;
  /** One row a snapshot, one column a weight. */
  readonly snapshots: Matrix;
  readonly outcome: string;
  readonly lastStep: number;
}

/** The snapshots from t1 to t2. */
export interface Window {
  readonly from: number;
  readonly to: number;
  /** Rows of the recording, both included. */
  readonly firstRow: number;
  readonly lastRow: number;
  /** Iterations from one snapshot to the next. */
  readonly stride: number;
}

type TrajectoriesValue = ArtifactValue<typeof Trajectories>;

/**
 * Takes one trajectory out of an artifact.
 *
 * @param wanted its number; null for the only one.
 * @throws KooplineError `input.value` when it is not there, has no snapshots, or several are and none is named.
 */
export function readRecording({ tables }: TrajectoriesValue, wanted: number | null): Recording {
  const { outcomes, snapshots } = tables;
  const number = chooseTrajectory(outcomes.trajectory, wanted);
  const place = outcomes.trajectory.indexOf(number);
  const [outcome, lastStep] = [outcomes.outcome[place] ?? "", outcomes.last_step[place] ?? 0];
  const first = snapshots.trajectory.indexOf(number);
  if (first < 0) {
    throw refuse(
      `snapshots of trajectory ${number}`,
      outcome === "diverged" ? `none: it diverged after step ${lastStep}` : "none",
      outcome === "diverged"
        ? "Lower the rate of the optimiser, or record from an earlier step on."
        : "Record the steps of the fit.",
    );
  }
  const end = snapshots.trajectory.lastIndexOf(number) + 1;
  const { width, data } = snapshots.values;
  return {
    trajectory: number,
    steps: snapshots.step.subarray(first, end),
    snapshots: {
      rows: end - first,
      columns: width,
      data: data.subarray(first * width, end * width),
    },
    outcome,
    lastStep,
  };
}

function chooseTrajectory(numbers: Int32Array, wanted: number | null): number {
  const [first] = numbers;
  const known = `trajectories ${numbers.slice(0, 8).join(", ")}${numbers.length > 8 ? ", …" : ""}`;
  if (wanted !== null && numbers.includes(wanted)) return wanted;
  if (wanted !== null || first === undefined) {
    throw refuse(
      wanted === null ? "a trajectory" : `trajectory ${wanted}`,
      numbers.length === 0 ? "none" : known,
      "Change `trajectory`.",
    );
  }
  if (numbers.length === 1) return first;
  throw refuse(
    "one trajectory, or `trajectory`, the number of one",
    `${numbers.length}: ${known}`,
    "A forecast continues one training; put the axis that tells trainings apart in `over`.",
  );
}

/**
 * Finds the window from t1 to t2 in a recording.
 *
 * @throws KooplineError `input.value` when a step is not recorded or snapshots are not equally far apart.
 */
export function findWindow(recording: Recording, from: number, to: number): Window {
  const { steps } = recording;
  const [firstRow, lastRow] = [steps.indexOf(from), steps.indexOf(to)];
  if (firstRow < 0) throw refuseStep(recording, "fit.from", from);
  if (lastRow < 0) throw refuseStep(recording, "fit.to", to);
  const stride = steps[firstRow + 1]! - steps[firstRow]!;
  for (let row = firstRow + 1; row <= lastRow; row++) {
    if (steps[row]! - steps[row - 1]! === stride) continue;
    throw refuse(
      `snapshots ${stride} iterations apart between steps ${from} and ${to}, like the first two`,
      `step ${steps[row]} after ${steps[row - 1]}`,
      "An operator advances every snapshot by the same number of iterations; choose a window without gaps.",
    );
  }
  return { from, to, firstRow, lastRow, stride };
}

function refuseStep(recording: Recording, key: string, step: number): KooplineError {
  const { outcome, lastStep } = recording;
  const isBeyond = outcome === "diverged" && step > lastStep;
  return refuse(
    `a recorded step as \`${key}\``,
    isBeyond
      ? `${step}, which lies behind step ${lastStep}, after which the training diverged; recorded are ${
        describeSteps(recording.steps)
      }`
      : `${step}; recorded are ${describeSteps(recording.steps)}`,
    isBeyond
      ? "Fit before the divergence, or lower the rate of the optimiser."
      : "Change `fit`, or `record` of the stage that makes the trajectory.",
  );
}

/** Says which steps there are: "steps 10 to 50, every 2", or the first few of an uneven list. */
function describeSteps(steps: Int32Array): string {
  const [first, second] = steps;
  const last = steps.at(-1);
  if (first === undefined || last === undefined) return "no steps";
  if (second === undefined) return `only step ${first}`;
  const stride = second - first;
  const isEven = steps.every((step, i) => i === 0 || step - steps[i - 1]! === stride);
  if (isEven) return `steps ${first} to ${last}${stride === 1 ? "" : `, every ${stride}`}`;
  const shown = steps.slice(0, 6).join(", ");
  return `${steps.length} steps from ${first} to ${last} (${shown}, …)`;
}

/** Gives the rows of a window as a matrix, without copying. */
export function takeWindow({ snapshots }: Recording, window: Window): Matrix {
  const { columns, data } = snapshots;
  const { firstRow, lastRow } = window;
  return {
    rows: lastRow - firstRow + 1,
    columns,
    data: data.subarray(firstRow * columns, (lastRow + 1) * columns),
  };
}

function refuse(expected: string, found: string, hint: string): KooplineError {
  return new KooplineError({ code: "input.value", expected, found, hint });
}
