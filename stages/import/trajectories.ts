/** Trajectories from arrays and tables. */

import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Trajectories } from "../../schemas/trajectories.ts";
import { NO_CURVES } from "../trajectory_tables.ts";
import { findStrides, type NumberArray, readInOrder, writeShape } from "./array.ts";
import type { TrajectoriesParams } from "./params.ts";
import { refuseInput } from "./refusal.ts";

/** Snapshots in the order of the artifact: by trajectory, then step. */
export interface Snapshots {
  readonly trajectory: Int32Array;
  readonly step: Int32Array;
  /** D observables a snapshot. */
  readonly values: Float64Array;
  readonly observables: readonly string[];
}

const DEFAULT_AXES: Readonly<Record<number, string>> = {
  1: "time",
  2: "time,observable",
  3: "time,observable,trajectory",
};

/**
 * Takes an array's snapshots; steps and trajectories count from 0.
 *
 * @throws KooplineError `input.shape` when axes or names do not fit the array, or an axis has no
 * length; `input.value` for a number that is not finite.
 */
export function readArraySnapshots(
  whole: NumberArray,
  { axes: given, observables: names }: Pick<TrajectoriesParams, "axes" | "observables">,
): Snapshots {
  const { array, axes } = mergeObservables(
    whole,
    (given ?? DEFAULT_AXES[whole.shape.length] ?? "").split(","),
  );
  const { shape, where } = array;
  if (array.complex) throw refuseInput("input.format", where, "real numbers", "complex numbers");
  if (axes[0] === "" || axes.length !== shape.length) {
    throw refuseInput(
      "input.shape",
      where,
      given === undefined ? "an array of one to three axes" : `an array with the axes ${given}`,
      `the shape ${writeShape(whole.shape)}`,
      given === undefined ? undefined : "Write one name for each axis, in the array's order.",
    );
  }
  if (shape.includes(0)) {
    throw refuseInput("input.shape", where, "data", `the empty shape ${writeShape(shape)}`);
  }
  const extent = (axis: string) => axes.includes(axis) ? shape[axes.indexOf(axis)]! : 1;
  const [steps, width, count] = [extent("time"), extent("observable"), extent("trajectory")];
  if (names !== undefined && names.length !== width) {
    throw refuseInput(
      "input.shape",
      where,
      `${names.length} observables, as many as \`observables\` names`,
      `${width} in the shape ${writeShape(shape)} with the axes ${axes.join(",")}`,
    );
  }
  const index = Int32Array.from({ length: steps * count }, (_, row) => row);
  return {
    trajectory: index.map((row) => Math.floor(row / steps)),
    step: index.map((row) => row % steps),
    values: gatherValues(array, axes, [count, steps, width]),
    observables: names ?? Array.from({ length: width }, (_, k) => `x${k}`),
  };
}

/** Takes the axes of a matrix of observables, or of more, for one: its numbers in the matrix's order. */
function mergeObservables(array: NumberArray, axes: readonly string[]) {
  const first = axes.indexOf("observable");
  const last = axes.lastIndexOf("observable");
  if (last === first || axes.length !== array.shape.length) return { array, axes };
  const width = array.shape.slice(first, last + 1)
    .reduce((product, length) => product * length, 1);
  const shape = [...array.shape.slice(0, first), width, ...array.shape.slice(last + 1)];
  const data = readInOrder(array);
  return {
    array: { ...array, shape, strides: findStrides(shape, false), data },
    axes: [...axes.slice(0, first), "observable", ...axes.slice(last + 1)],
  };
}

/** Copies the array in the order trajectory, time, observable. */
function gatherValues(
  { data, shape, strides, where }: NumberArray,
  axes: readonly string[],
  [count, steps, width]: readonly [number, number, number],
): Float64Array {
  const stride = (axis: string) => axes.includes(axis) ? strides[axes.indexOf(axis)]! : 0;
  const [along, across, between] = [stride("time"), stride("observable"), stride("trajectory")];
  const values = new Float64Array(data.length);
  let next = 0;
  for (let n = 0; n < count; n++) {
    for (let t = 0; t < steps; t++) {
      for (let d = 0; d < width; d++) {
        const value = data[n * between + t * along + d * across]!;
        if (!Number.isFinite(value)) {
          const places: Readonly<Record<string, number>> = {
            time: t,
            observable: d,
            trajectory: n,
          };
          const index = shape.map((_, axis) => places[axes[axis]!]).join(", ");
          throw refuseInput("input.value", `${where}[${index}]`, "a finite number", `${value}`);
        }
        values[next++] = value;
      }
    }
  }
  return values;
}

/** Makes the artifact: every trajectory is complete, for all that the file says. */
export function makeTrajectories(
  { trajectory, step, values, observables }: Snapshots,
): ArtifactValue<typeof Trajectories> {
  const last = Array.from(trajectory.keys())
    .filter((row) => trajectory[row] !== trajectory[row + 1]);
  return {
    tables: {
      snapshots: { trajectory, step, values: { width: observables.length, data: values } },
      outcomes: {
        trajectory: Int32Array.from(last, (row) => trajectory[row]!),
        outcome: last.map(() => "completed"),
        last_step: Int32Array.from(last, (row) => step[row]!),
      },
      curves: NO_CURVES,
    },
    files: {},
    meta: { observables: [...observables] },
  };
}
