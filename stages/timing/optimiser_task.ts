/** A step of the optimiser that a recording was made with, as its training takes it. */

import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Dataset } from "../../schemas/dataset.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { TrainingSystem } from "../../schemas/training_system.ts";
import type { RandomSource } from "../../numerics/random.ts";
import { openKernelTrainer } from "../../training/kernel_trainer.ts";
import { openOrder } from "../../training/order.ts";
import { openSchedule, type RateFactor } from "../../training/schedule.ts";
import { openSolverTrainer } from "../../training/solver_trainer.ts";
import { readSystemOptimiser } from "../../training/system_optimiser.ts";
import type { Trainable } from "../../training/trainer.ts";
import { readSets } from "../train/data.ts";
import { ScheduleParams } from "../train/optimiser_params.ts";

/** Steps of an optimiser. */
export interface OptimiserSteps {
  readonly trainer: Trainable;
  /** Takes a step: draws the batch, where there are batches, and updates. */
  step(rate: number): void;
}

/** Opens the trainer of what was recorded. */
export function openOptimiser(
  system: TrainingSystem,
  data: ArtifactValue<typeof Dataset> | undefined,
  random: RandomSource,
): OptimiserSteps {
  if (system.kind === "solver") {
    const trainer = openSolverTrainer(system);
    return { trainer, step: trainer.step };
  }
  if (data === undefined) {
    throw new KooplineError({
      code: "input.value",
      expected: "a data set at the port `data`, which a step of a net's optimiser draws batches of",
      found: "none",
      hint: "Add `data:` to the stage's needs.",
    });
  }
  const { loss, inputs, layers, bias, precision, batch } = system;
  const { train } = readSets(data, { normalise: system, loss });
  const trainer = openKernelTrainer({
    net: { inputs, layers, bias },
    loss,
    precision,
    optimiser: readSystemOptimiser(system.optimiser),
    batch,
    examples: train,
  });
  // Batches of one size, so that every step is the same work.
  const order = batch < train.count ? "shuffled" : "fixed";
  const next = openOrder({ order, batch, count: train.count, lastBatch: "dropped" }, random);
  return { trainer, step: (rate) => void trainer.step(next(), rate) };
}

/** Opens the learning rate after so many updates. */
export function openRate({ optimiser }: TrainingSystem, steps: number): RateFactor {
  const factor = openSchedule(ScheduleParams.parse(optimiser.schedule), steps);
  return (updates) => optimiser.rate * factor(updates);
}
