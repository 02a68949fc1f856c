/** Floating-point operations of one call of what is timed. */

import type { CountedPatch } from "../../numerics/operation_count.ts";
import { countPatchOperations } from "../../numerics/operation_count.ts";
import { countOptimiserStep } from "../forecast/operations.ts";
import type { TrainingSystem } from "../../schemas/training_system.ts";

/** The operators that are applied. */
export interface AppliedOperators {
  readonly patches: readonly CountedPatch[];
  /** Pairs of snapshots of the fit, P. */
  readonly pairs: number;
  /** Applications of a prediction. */
  readonly applications: number;
  readonly method: "koopman" | "affine";
}

/** Counts the operations of one call of each task. */
export function countOperations(
  system: TrainingSystem,
  { patches, pairs, applications, method }: AppliedOperators,
) {
  const { construction, enter, step, power, read } = countPatchOperations(patches, {
    pairs,
    steps: applications,
    constant: method === "affine",
  });
  return {
    optimiser_step: countOptimiserStep(system),
    koopman_step: step,
    // From weights to weights.
    koopman_power: enter + power + read,
    construction,
  };
}
