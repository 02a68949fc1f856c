/** Everything timed: the recording read, trainer and operators opened, samples taken in turn. */

import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Dataset } from "../../schemas/dataset.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { TrainingSystem } from "../../schemas/training_system.ts";
import type { Trajectories } from "../../schemas/trajectories.ts";
import type { RandomSource } from "../../numerics/random.ts";
import { namePartition, type Patch } from "../../training/partition.ts";
import type { Clock } from "../define.ts";
import { findWindow, readRecording, takeWindow } from "../forecast/recording.ts";
import { countApplications } from "../forecast/samples.ts";
import { cutPatches, readNet } from "../forecast/system.ts";
import { measureTasks, type TimedTask } from "./measure.ts";
import { countOperations } from "./operations.ts";
import { makeOperatorTasks } from "./operator_tasks.ts";
import { openOptimiser, openRate } from "./optimiser_task.ts";
import type { TimingParams } from "./params.ts";
import { tabulateSamples } from "./tables.ts";

/** The artifacts at the ports. */
export interface Needs {
  readonly trajectories: ArtifactValue<typeof Trajectories>;
  readonly data: ArtifactValue<typeof Dataset> | undefined;
}

/** What the stage is handed beside parameters and artifacts. */
export interface Surroundings {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly progress: (fraction: number) => void;
}

/**
 * Times the optimiser of a recording and the operators of its weights.
 *
 * @throws KooplineError `input.value` or `input.shape` when parameters, recording and data set do not fit one another.
 */
export function timeSteps(
  params: TimingParams,
  { trajectories, data }: Needs,
  { clock, random, progress }: Surroundings,
) {
  const { system } = trajectories.meta;
  if (system === undefined) throw refuseRecording();
  const recording = readRecording(trajectories, params.trajectory);
  const window = findWindow(recording, params.fit.from, params.fit.to);
  const snapshots = takeWindow(recording, window);
  const weights = snapshots.columns;
  const patches = cutPatches(readNet(system, null, weights), weights, params.partition);
  const applications = countApplications("steps", params.steps, window.stride);
  const { samples, constructions } = params;
  const { operators, tasks } = makeOperatorTasks({
    snapshots,
    patches: patches.map(({ places }) => places),
    options: {
      precision: params.precision,
      constant: params.method === "affine",
      rank: params.rank,
      cutoffs: [params.cutoff],
      projection: params.project,
    },
    applications,
  }, { samples, constructions: constructions ?? samples });
  const held = snapshots.data.slice((snapshots.rows - 1) * weights);
  const optimiser = makeOptimiserTask({ system, data, random, held, updates: window.to, params });
  const taken = measureTasks([optimiser, ...tasks], clock, {
    warmUp: params.warm_up,
    limit: params.limit,
  }, progress);
  const operations = countOperations(system, {
    patches: operators.sizes,
    pairs: snapshots.rows - 1,
    applications,
    method: params.method,
  });
  return {
    tables: tabulateSamples(taken, operations),
    files: {},
    meta: describeTiming(params, system, patches, weights),
  };
}

interface OptimiserSource {
  readonly system: TrainingSystem;
  readonly data: Needs["data"];
  readonly random: RandomSource;
  /** Weights that every sample begins at. */
  readonly held: Float64Array;
  /** Updates before these. */
  readonly updates: number;
  readonly params: TimingParams;
}

/** Samples begin at t2 with the optimiser's state empty; rates go on as in the training. */
function makeOptimiserTask(source: OptimiserSource): TimedTask<"optimiser_step"> {
  const { system, data, random, held, updates, params } = source;
  const { trainer, step } = openOptimiser(system, data, random);
  const rate = openRate(system, updates + params.steps);
  return {
    name: "optimiser_step",
    samples: params.samples,
    prepare: () => trainer.load(held),
    run(calls) {
      for (let call = 0; call < calls; call++) step(rate(updates + call));
    },
  };
}

function describeTiming(
  params: TimingParams,
  { optimiser }: TrainingSystem,
  patches: readonly Patch[],
  weights: number,
) {
  const { partition, method, precision, fit, steps } = params;
  return {
    partition: namePartition(partition),
    method,
    precision,
    optimiser: optimiser.kind,
    patches: patches.length,
    weights,
    from: fit.from,
    to: fit.to,
    steps,
  };
}

function refuseRecording(): KooplineError {
  return new KooplineError({
    code: "input.value",
    expected: "a recording that says what was trained, whose optimiser can take a step",
    found: "one without `meta.system`",
    hint: "Record all parameters of a dense net or a solver: `observable: { all: true }`.",
  });
}
