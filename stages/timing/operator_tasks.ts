/** Fitting the operators of patches, and applying them. */

import type { Matrix } from "../../numerics/matrix.ts";
import {
  fitPatchOperators,
  type PatchOperators,
  type PatchOptions,
} from "../../numerics/patch_operators.ts";
import type { TimedTask } from "./measure.ts";

/** What operators are fitted to and begin at. */
export interface OperatorSource {
  /** The window, a row a snapshot; the last row is where predictions begin. */
  readonly snapshots: Matrix;
  readonly patches: readonly Int32Array[];
  readonly options: PatchOptions;
  /** Applications of a prediction: T in strides of the recording. */
  readonly applications: number;
}

/** How many samples are taken. */
export interface SampleCounts {
  readonly samples: number;
  readonly constructions: number;
}

type OperatorTask = TimedTask<"koopman_step" | "koopman_power" | "construction">;

/** Operators ready to be timed. */
export interface OperatorTasks {
  readonly operators: PatchOperators;
  readonly tasks: readonly OperatorTask[];
}

/**
 * Fits the operators once and makes the tasks of applying them, and of fitting them again.
 *
 * A step begins with weights in the operators' own coordinates, as all steps of a prediction but its first do, and
 * predictions begin anew after T, so that no sample runs where no forecast does. The power goes from weights to weights.
 */
export function makeOperatorTasks(
  source: OperatorSource,
  { samples, constructions }: SampleCounts,
): OperatorTasks {
  const { snapshots, patches, options, applications } = source;
  const operators = fitPatchOperators(snapshots, patches, options, false);
  const held = snapshots.data.slice((snapshots.rows - 1) * snapshots.columns);
  const into = held.slice();
  const begin = () => {
    operators.start(held);
    operators.step(1);
  };
  const tasks: readonly OperatorTask[] = [
    {
      name: "koopman_step",
      samples,
      prepare: begin,
      run: (calls) => stepAlong(operators, calls, applications, begin),
    },
    {
      name: "koopman_power",
      samples,
      prepare: () => {},
      run(calls) {
        for (let call = 0; call < calls; call++) {
          operators.start(held);
          operators.leap(applications);
          operators.read(into);
        }
      },
    },
    {
      name: "construction",
      samples: constructions,
      prepare: () => {},
      run(calls) {
        for (let call = 0; call < calls; call++) {
          fitPatchOperators(snapshots, patches, options, false);
        }
      },
    },
  ];
  return { operators, tasks };
}

function stepAlong(
  operators: PatchOperators,
  calls: number,
  applications: number,
  begin: () => void,
): void {
  for (let left = calls; left > 0;) {
    const count = Math.min(left, applications);
    operators.step(count);
    left -= count;
    if (left > 0) begin();
  }
}
