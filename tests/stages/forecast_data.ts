/** Recordings by formula for the tests of `forecast`. */

import assert from "node:assert/strict";
import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Dataset } from "../../schemas/dataset.ts";
import { KooplineError } from "../../schemas/error.ts";
import type { Trajectories } from "../../schemas/trajectories.ts";
import { forecast } from "../../stages/forecast/stage.ts";
import { makeItem, runKind } from "./run_kind.ts";

/** A recording. */
export type Recording = ArtifactValue<typeof Trajectories>;

/** What a recording holds beside its weights. */
export interface RecordingOptions {
  readonly curves?: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  readonly outcome?: string;
  readonly lastStep?: number;
}

/** Records weights by a formula at steps. */
export function makeRecording(
  steps: readonly number[],
  weights: (step: number) => readonly number[],
  { curves = {}, outcome = "completed", lastStep = steps.at(-1) ?? 0 }: RecordingOptions = {},
): Recording {
  const width = weights(0).length;
  const points = Object.entries(curves).flatMap(([quantity, list]) =>
    list.map(([step, value]) => ({ quantity, step, value }))
  );
  return {
    tables: {
      snapshots: {
        trajectory: new Int32Array(steps.length),
        step: Int32Array.from(steps),
        values: { width, data: Float64Array.from(steps.flatMap((step) => [...weights(step)])) },
      },
      outcomes: {
        trajectory: new Int32Array(1),
        outcome: [outcome],
        last_step: Int32Array.of(lastStep),
      },
      curves: {
        trajectory: new Int32Array(points.length),
        step: Int32Array.from(points, ({ step }) => step),
        quantity: points.map(({ quantity }) => quantity),
        value: Float64Array.from(points, ({ value }) => value),
      },
    },
    files: {},
    meta: { observables: Array.from({ length: width }, (_, i) => `w${i}`) },
  };
}

/** Steps from one to another. */
export function listSteps(from: number, to: number, stride = 1): number[] {
  return Array.from({ length: Math.floor((to - from) / stride) + 1 }, (_, i) => from + i * stride);
}

/** Runs `forecast`. */
export async function runForecast(
  recording: Recording,
  given: unknown,
  data?: ArtifactValue<typeof Dataset>,
) {
  return await runKind(forecast, given, {
    trajectories: makeItem(recording),
    data: data === undefined ? undefined : makeItem(data),
  });
}

/** What `forecast` makes. */
export type ForecastValue = Awaited<ReturnType<typeof runForecast>>["artifact"];

/** Gives the row of a method in the table of outcomes, as an object. */
export function findOutcome({ tables }: ForecastValue, method: string, place = 0) {
  const { outcomes } = tables;
  const rows = outcomes.method.flatMap((name, row) => name === method ? [row] : []);
  const row = rows[place]!;
  assert.notEqual(row, undefined, `no outcome ${place} of ${method}`);
  return {
    row,
    cutoff: outcomes.cutoff[row]!,
    from: outcomes.from[row]!,
    to: outcomes.to[row]!,
    steps: outcomes.steps[row]!,
    lossBegin: outcomes.loss_begin[row]!,
    lossEnd: outcomes.loss_end[row]!,
    lossOptimiser: outcomes.loss_optimiser[row]!,
    equalSteps: outcomes.equal_steps[row]!,
    censored: outcomes.censored[row] === 1,
    ratio: outcomes.ratio[row]!,
    success: outcomes.success[row] === 1,
    error: outcomes.error[row]!,
    displacement: outcomes.displacement[row]!,
    medianError: outcomes.median_error[row]!,
    medianDisplacement: outcomes.median_displacement[row]!,
    signAgreement: outcomes.sign_agreement[row]!,
  };
}

/** Gives the weights that a method ends with. */
export function findEnd({ tables }: ForecastValue, method: string): number[] {
  const { width, data } = tables.weights.values;
  const row = tables.weights.method.indexOf(method);
  return [...data.subarray(row * width, (row + 1) * width)];
}

/** Gives the points of a path, step by step. */
export function listPath({ tables }: ForecastValue, method: string, quantity: string) {
  const { paths } = tables;
  return paths.method.flatMap((name, row) =>
    name === method && paths.quantity[row] === quantity
      ? [[paths.step[row]!, paths.value[row]!] as const]
      : []
  );
}

/** Fails unless every number is within a tolerance of what is expected. */
export function assertNear(found: readonly number[], expected: readonly number[], bound: number) {
  assert.equal(found.length, expected.length);
  found.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) <= bound, `${i}: ${value}, not ${expected[i]}`);
  });
}

/** Fails unless a run is refused with a code and words. */
export async function expectRefusal(
  code: string,
  words: RegExp,
  run: Promise<unknown>,
): Promise<void> {
  await assert.rejects(run, (error: unknown) => {
    assert.ok(error instanceof KooplineError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, words);
    return true;
  });
}
