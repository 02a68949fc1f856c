/** Floating-point operations of what is timed. */

import type { TrainingSystem } from "../../schemas/training_system.ts";
import type { PatchSummary } from "../../numerics/patch_operators.ts";
import type { Patch } from "../../training/partition.ts";

/** What is applied. */
export interface AppliedOperators {
  readonly patches: readonly Patch[];
  readonly summaries: readonly PatchSummary[];
  /** Pairs of snapshots of the fit, P. */
  readonly pairs: number;
  readonly applications: number;
  readonly method: "koopman" | "affine";
}

/** Counts the operations of one call of each task. */
export function countOperations(system: TrainingSystem, applied: AppliedOperators) {
  const sum = (count: (summary: PatchSummary) => number) =>
    applied.summaries.reduce((total, summary) => total + count(summary), 0);
  const weights = sum(({ size }) => size);
  const examples = system.kind === "net" ? system.batch : system.points;
  return {
    optimiser_step: 6 * weights * examples,
    koopman_step: sum(({ rank }) => 2 * rank * rank),
    koopman_power: sum(({ rank, size }) => 4 * rank * size),
    construction: sum(({ size }) => 2 * size * size * applied.pairs),
  };
}
