/** From a training that is ready to begin to the artifact of its trajectory. */

import { Trajectories } from "../../schemas/trajectories.ts";
import type { TrainingSystem } from "../../schemas/training_system.ts";
import type { RandomSource } from "../../numerics/random.ts";
import { type AppendCurves, openCurves } from "../../training/curves.ts";
import { openObservables } from "../../training/observable.ts";
import { perturbParameters } from "../../training/perturb.ts";
import { type AppendSnapshots, openRecorder } from "../../training/recorder.ts";
import { runTraining, type TrainingRun } from "../../training/run.ts";
import { openSchedule } from "../../training/schedule.ts";
import type { Trainable } from "../../training/trainer.ts";
import type { ArtifactOutput, Ports, RunContext } from "../define.ts";
import type { TrainParams } from "./params.ts";
import { describeObservables, describeSchedule, listRecorded } from "./translate.ts";

/** The parameters that trainings of every kind share. */
export type RecordedParams = Pick<
  TrainParams,
  "precision" | "steps" | "optimiser" | "schedule" | "perturb" | "record"
>;

/** Where rows go. */
export interface Sinks {
  readonly snapshots: AppendSnapshots;
  readonly curves: AppendCurves;
}

/** A training that is ready to begin. */
export interface Prepared {
  readonly run: Omit<TrainingRun, "progress">;
  /** Names of the observables. */
  readonly names: readonly string[];
  /** What is trained; undefined unless all its parameters are recorded in order. */
  readonly system: TrainingSystem | undefined;
  /** Lines for the cell's log. */
  readonly notes: readonly string[];
}

/**
 * Loads a trainer with its initial weights, perturbed where that is asked, and opens what records them.
 *
 * @param initial initial parameters; perturbed in place.
 * @throws KooplineError `input.value` for an observable that the net does not have.
 */
export function openRecordedRun<T extends Trainable>(
  params: RecordedParams,
  trainer: T,
  initial: Float64Array,
  random: RandomSource,
  sinks: Sinks,
) {
  const { precision, steps, optimiser, perturb: { size, draw } } = params;
  if (draw > 0) perturbParameters(initial, size, precision, random(`perturb/${draw}`));
  trainer.load(initial);
  const probe = openObservables(describeObservables(params.record.observable), trainer.blocks);
  const run = {
    trainer,
    steps,
    rate: optimiser.rate,
    factor: openSchedule(describeSchedule(params.schedule), steps),
    recorder: openRecorder(probe, sinks.snapshots),
    isRecorded: listRecorded(params),
    curves: openCurves(sinks.curves),
  };
  return { run, probe };
}

type Context = Pick<
  RunContext<unknown, Ports, typeof Trajectories>,
  "progress" | "log" | "stream"
>;

/** Prepares a training, runs it and gives what was recorded; divergence is a result with a warning. */
export async function runRecorded(
  prepare: (sinks: Sinks) => Prepared | Promise<Prepared>,
  { progress, log, stream }: Context,
): Promise<ArtifactOutput<typeof Trajectories>> {
  const snapshots = stream("snapshots");
  const curves = stream("curves");
  const { run, names, system, notes } = await prepare({
    snapshots: (rows) => snapshots.append(rows),
    curves: (rows) => curves.append(rows),
  });
  notes.forEach(log);
  const { outcome, lastStep, reason } = await runTraining({ ...run, progress });
  if (outcome === "diverged") {
    log(`warning: training diverged: ${reason}; what is recorded ends with step ${lastStep}.`);
  }
  return {
    tables: {
      snapshots,
      outcomes: {
        trajectory: new Int32Array(1),
        outcome: [outcome],
        last_step: Int32Array.of(lastStep),
      },
      curves,
    },
    files: {},
    meta: { observables: [...names], ...(system === undefined ? {} : { system }) },
  };
}
