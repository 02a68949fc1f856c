/** From a training that is ready to begin to the artifact of its trajectory. */

import { Trajectories } from "../../schemas/trajectories.ts";
import type { TrainingSystem } from "../../schemas/training_system.ts";
import type { AppendCurves } from "../../training/curves.ts";
import type { AppendSnapshots } from "../../training/recorder.ts";
import { runTraining, type TrainingRun } from "../../training/run.ts";
import type { ArtifactOutput, Ports, RunContext } from "../define.ts";

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
