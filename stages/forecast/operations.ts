/** Rows of the table `operations`. */

import { countExtrapolation, countPatchOperations } from "../../numerics/operation_count.ts";
import { countSolverStep, countTrainingStep } from "../../numerics/training_operations.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Forecast } from "../../schemas/forecast.ts";
import type { TrainingSystem } from "../../schemas/training_system.ts";
import { readSystemOptimiser } from "../../training/system_optimiser.ts";
import type { ForecastParams } from "./params.ts";
import type { Predicted } from "./predict.ts";

/** Gathers counts. */
export interface OperationRows {
  /**
   * Counts what a method takes.
   *
   * @param applications T, of which the power is taken.
   */
  add(
    method: ForecastParams["methods"][number],
    predicted: Predicted,
    snapshots: number,
    applications: number,
  ): void;
  tabulate(): ArtifactValue<typeof Forecast>["tables"]["operations"];
}

/** Opens the table, with the row of the optimiser where it is known. */
export function openOperationRows(system: TrainingSystem | undefined): OperationRows {
  const rows: { method: string; cutoff: number; task: string; operations: number }[] = [];
  const add = (method: string, cutoff: number, counts: Readonly<Record<string, number>>) => {
    for (const [task, operations] of Object.entries(counts)) {
      rows.push({ method, cutoff, task, operations });
    }
  };
  if (system !== undefined) add("optimiser", 0, { optimiser_step: countOptimiserStep(system) });
  return {
    add(method, { cutoff, weights, summaries }, snapshots, applications) {
      if (method !== "koopman" && method !== "affine") {
        return add(method, cutoff, { ...countExtrapolation(method, weights.columns, snapshots) });
      }
      const { dense, ...counts } = countPatchOperations(summaries, {
        pairs: snapshots - 1,
        steps: applications,
        constant: method === "affine",
      });
      add(method, cutoff, { ...counts, dense_step: dense });
    },
    tabulate: () => ({
      method: rows.map(({ method }) => method),
      cutoff: Float64Array.from(rows, ({ cutoff }) => cutoff),
      task: rows.map(({ task }) => task),
      operations: Float64Array.from(rows, ({ operations }) => operations),
    }),
  };
}

/** Counts a step of the optimiser of a recording. */
export function countOptimiserStep(system: TrainingSystem): number {
  const optimiser = readSystemOptimiser(system.optimiser);
  return system.kind === "solver"
    ? countSolverStep(system, optimiser)
    : countTrainingStep(system, system.loss, optimiser, system.batch);
}
