/** The loop of a training: batches in, snapshots and curves out. */

import type { Curves } from "./curves.ts";
import { countParameters } from "./net.ts";
import type { Recorder } from "./recorder.ts";
import type { RateFactor } from "./schedule.ts";
import type { Evaluation, Trainable } from "./trainer.ts";

/** How many steps may pass before all parameters are looked at; each look costs about a tenth of a step. */
const CHECK_STEPS = 64;

/** Examples that the net is evaluated on as it is, and the names of the two curves. */
export interface EvaluationSet {
  readonly evaluate: () => Evaluation;
  readonly loss: string;
  readonly accuracy: string;
}

/** A training that is ready to begin. */
export interface TrainingRun {
  /** Holds the initial weights. */
  readonly trainer: Trainable;
  /** Makes the next update at a learning rate; gives the loss before it. */
  readonly update: (rate: number) => number;
  /** Updates to make; 0 for none. */
  readonly steps: number;
  /** Base learning rate. */
  readonly rate: number;
  readonly factor: RateFactor;
  readonly recorder: Recorder;
  readonly isRecorded: (step: number) => boolean;
  readonly curves: Curves;
  readonly sets: readonly EvaluationSet[];
  readonly isEvaluated: (step: number) => boolean;
  readonly progress: (fraction: number) => void;
}

/** How a training ended. */
export interface TrainingEnd {
  readonly outcome: "completed" | "diverged";
  /** The last step after which everything looked at was finite. */
  readonly lastStep: number;
  /** What was not finite, as a noun phrase; empty when completed. */
  readonly reason: string;
}

/**
 * Trains. Step t is the t-th update; what is recorded or evaluated at t is the net after it, at 0 the
 * initial one, and `train_loss` at t is the loss of its batch before the update.
 *
 * Training ends early when a loss, an evaluation, an observable or a parameter is not finite. Parameters
 * outside the observables are looked at every 64 steps; if one of them fails, snapshots since the last look
 * are left out too.
 */
export async function runTraining(run: TrainingRun): Promise<TrainingEnd> {
  const { trainer, steps, recorder, curves } = run;
  const areFinite = openCheck(trainer);
  let checked = 0;
  let end: TrainingEnd = { outcome: "completed", lastStep: steps, reason: "" };
  for (let step = 0; step <= steps; step++) {
    const fault = takeStep(run, step);
    if (fault !== undefined) {
      end = { outcome: "diverged", lastStep: Math.max(0, step - 1), reason: fault };
      recorder.dropAfter(end.lastStep);
      break;
    }
    if (step - checked >= CHECK_STEPS || recorder.isFull() || step === steps) {
      if (!areFinite()) {
        const reason = `a parameter between steps ${checked} and ${step}`;
        recorder.dropAfter(checked);
        end = { outcome: "diverged", lastStep: checked, reason };
        break;
      }
      checked = step;
      run.progress(step / steps);
    }
    if (recorder.isFull()) await recorder.flush();
    if (curves.isFull()) await curves.flush();
  }
  await recorder.flush();
  await curves.flush();
  return end;
}

/** Makes one step and measures; gives what was not finite, if anything was. */
function takeStep(run: TrainingRun, step: number): string | undefined {
  const { trainer, recorder, curves } = run;
  let loss = NaN;
  if (step > 0) {
    loss = run.update(run.rate * run.factor(step - 1));
    if (!Number.isFinite(loss)) return `the loss ${loss} of step ${step}`;
    curves.add(step, "train_loss", loss);
  }
  if (run.isRecorded(step) && !recorder.record(step, trainer, loss)) {
    return `an observable after step ${step}`;
  }
  return run.isEvaluated(step) ? evaluateSets(run, step) : undefined;
}

function evaluateSets({ sets, curves }: TrainingRun, step: number): string | undefined {
  for (const { evaluate, loss, accuracy } of sets) {
    const found = evaluate();
    if (!Number.isFinite(found.loss)) return `the ${loss} ${found.loss} after step ${step}`;
    curves.add(step, loss, found.loss);
    curves.add(step, accuracy, found.accuracy);
  }
  return undefined;
}

function openCheck(trainer: Trainable): () => boolean {
  const all = new Float64Array(countParameters(trainer.blocks));
  return () => {
    trainer.read(0, all.length, all);
    for (let i = 0; i < all.length; i++) if (!Number.isFinite(all[i])) return false;
    return true;
  };
}
