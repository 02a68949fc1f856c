/** A forecast made ready: recording, window, patches and the optimiser's path, checked against one another. */

import { assertMemory } from "../../numerics/memory.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Dataset } from "../../schemas/dataset.ts";
import type { Trajectories } from "../../schemas/trajectories.ts";
import type { Patch } from "../../training/partition.ts";
import { chooseStart, type ForecastStart } from "./adaptive_start.ts";
import { type Judge, openJudge } from "./judge.ts";
import { followOptimiser } from "./optimiser_path.ts";
import type { ForecastParams } from "./params.ts";
import { readRecording } from "./recording.ts";
import { countApplications, sampleSteps } from "./samples.ts";
import type { Truth } from "./score.ts";
import { cutPatches, readNet } from "./system.ts";

/** The artifacts at the ports. */
export interface Needs {
  readonly trajectories: ArtifactValue<typeof Trajectories>;
  readonly data: ArtifactValue<typeof Dataset> | undefined;
}

/** Where a run reports to. */
export interface Reports {
  readonly progress: (fraction: number) => void;
  readonly log: (line: string) => void;
}

/** What every method predicts from and is held against. */
export interface Prepared {
  readonly truth: Truth;
  readonly start: ForecastStart;
  readonly patches: readonly Patch[];
  /** Iterations after t2 at which predictions are looked at: 0, …, T. */
  readonly samples: Int32Array;
  /** Iterations between them. */
  readonly every: number;
  /** Last iteration after t2 that T^eq may need, cap·T. */
  readonly horizon: number;
}

/**
 * Reads and checks everything before the first fit.
 *
 * @throws KooplineError `input.value` or `input.shape` when parameters, recording and data set do not fit one
 * another, `numeric.too_large` when the predictions would not fit in memory.
 */
export function prepareForecast(
  params: ForecastParams,
  { trajectories, data }: Needs,
  { progress, log }: Reports,
): Prepared {
  const { meta: { system }, tables: { curves } } = trajectories;
  const recording = readRecording(trajectories, params.trajectory);
  const weights = recording.snapshots.columns;
  const net = readNet(system, params.net, weights);
  const patches = cutPatches(net, weights, params.partition);
  const start = chooseStart(params, recording, patches, (done) => progress(done / 2));
  const { window } = start;
  const every = params.every ?? window.stride;
  countApplications("steps", params.steps, window.stride);
  countApplications("every", every, window.stride);
  checkMemory(params, Math.ceil(params.steps / every) + 1, weights);
  const samples = sampleSteps(params.steps, every);
  const judge = openJudge(params, { system, data });
  checkStop(params.stop, judge);
  const horizon = Math.floor(params.cap * params.steps);
  const goal = window.to + horizon;
  const path = followOptimiser(
    recording,
    curves,
    judge,
    window,
    { goal, ...params.loss },
    (done) => progress((1 + done) / 2),
  );
  const truth = { recording, window, judge, path, cap: params.cap };
  log(path.source);
  if (judge.note !== undefined) log(judge.note);
  if (start.failure !== undefined) log(`warning: ${start.failure}`);
  listWarnings(truth, params.steps, goal).forEach((line) => log(`warning: ${line}`));
  return { truth, start, patches, samples, every, horizon };
}

function checkStop(stop: ForecastParams["stop"], { quantity }: Judge): void {
  if (stop === "fixed" || stop.by !== "loss" || quantity !== "none") return;
  throw new KooplineError({
    code: "input.value",
    expected: "a loss that is compared, for `stop: { by: loss }`",
    found: "none",
    hint: "Use `by: residual`, or let `loss` name a quantity that can be measured.",
  });
}

/** Rows of the paths that each prediction writes, each of about this many numbers. */
const ROW_NUMBERS = 5 * 6;

function checkMemory(
  { cutoff, every, methods }: ForecastParams,
  samples: number,
  weights: number,
): void {
  const cutoffs = Array.isArray(cutoff) ? cutoff.length : 1;
  assertMemory(
    samples * cutoffs * (weights + ROW_NUMBERS * methods.length),
    `${samples} predictions × ${weights} weights × ${cutoffs} cut-offs`,
    every === null ? "Give a larger `every`." : "Raise `every`, or take fewer cut-offs a stage.",
  );
}

/** Says where the recording ends before it could answer. */
function listWarnings({ recording, window, judge, path }: Truth, steps: number, goal: number) {
  const lines: string[] = [];
  if (recording.outcome === "diverged") {
    lines.push(`the training diverged after step ${recording.lastStep}`);
  }
  if (!recording.steps.includes(window.to + steps)) {
    lines.push(
      `no snapshot of step ${window.to + steps}: error, displacement and sign agreement are NaN`,
    );
  }
  const last = path.loss.steps.at(-1) ?? window.to;
  if (judge.quantity !== "none" && last < goal) {
    lines.push(
      `${judge.quantity} of the optimiser is known up to step ${last}, not to ${goal}: where T^eq is not found by ` +
        "then it is censored there",
    );
  }
  return lines;
}
