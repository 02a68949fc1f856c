/**
 * Timing tasks beside one another: sample by sample in turn, so that a machine that slows down, or is disturbed, does
 * so to all of them alike.
 */

import type { Clock } from "../define.ts";

/** Something to be timed. */
export interface TimedTask<N extends string = string> {
  readonly name: N;
  /** Timed samples to take. */
  readonly samples: number;
  /** Goes back to where a sample begins; not timed. */
  prepare(): void;
  /** Does it so many times. */
  run(calls: number): void;
}

/** How much is measured. */
export interface MeasureLimits {
  /** Samples of each task before the timed ones. */
  readonly warmUp: number;
  /** Seconds after which a task takes no more timed samples. */
  readonly limit: number;
}

/** One timed sample. */
export interface TimedSample<N extends string = string> {
  readonly task: N;
  /** From 0. */
  readonly sample: number;
  /** For one call. */
  readonly seconds: number;
  readonly calls: number;
}

/**
 * A sample lasts a millisecond or more, so that looking at the clock does not count; calls are chosen for twice that,
 * since they may become faster.
 */
const LEAST_SECONDS = 0.002;
/** Samples in a row that have to last as long. */
const SURE_SAMPLES = 3;
/** A task is warm after so much time: what takes long has then been compiled. */
const WARM_SECONDS = 1;
/** Samples that a task takes however long they are. */
const LEAST_SAMPLES = 3;
/** A task of no time at all would be called for ever. */
const MOST_CALLS = 1 << 26;

/**
 * Times tasks: calls are calibrated, everything is warmed up, calls are calibrated again, and samples are taken in turn.
 *
 * @param clock gives seconds.
 * @param progress is told the share of rounds that are done.
 * @returns the samples in the order in which they were taken.
 */
export function measureTasks<N extends string>(
  tasks: readonly TimedTask<N>[],
  clock: Clock,
  { warmUp, limit }: MeasureLimits,
  progress: (fraction: number) => void = () => {},
): readonly TimedSample<N>[] {
  const timers = tasks.filter(({ samples }) => samples > 0).map(openTimer);
  const calibrate = () => timers.forEach((timer) => growCalls(timer, clock));
  calibrate();
  for (let round = 0; round < warmUp; round++) {
    for (const timer of timers) if (!isWarm(timer)) takeSample(timer, clock);
  }
  calibrate();
  for (const timer of timers) timer.warm = timer.spent;
  const rounds = timers.reduce((most, { task }) => Math.max(most, task.samples), 0);
  const taken: TimedSample<N>[] = [];
  for (let sample = 0; sample < rounds; sample++) {
    for (const timer of timers) {
      const { task, calls } = timer;
      const isEnough = sample >= LEAST_SAMPLES && timer.spent - timer.warm >= limit;
      if (sample >= task.samples || isEnough) continue;
      taken.push({ task: task.name, sample, seconds: takeSample(timer, clock) / calls, calls });
    }
    progress((sample + 1) / rounds);
  }
  return taken;
}

interface Timer<N extends string> {
  readonly task: TimedTask<N>;
  /** Calls of a sample. */
  calls: number;
  /** Seconds that its samples have taken. */
  spent: number;
  /** Those of them before the timed samples. */
  warm: number;
}

function openTimer<N extends string>(task: TimedTask<N>): Timer<N> {
  return { task, calls: 1, spent: 0, warm: 0 };
}

function isWarm({ spent }: Timer<string>): boolean {
  return spent >= WARM_SECONDS;
}

/** Doubles the calls of a sample until it lasts long enough; one that was interrupted only seems to. */
function growCalls(timer: Timer<string>, clock: Clock): void {
  let long = 0;
  while (long < SURE_SAMPLES && timer.calls < MOST_CALLS && !isWarm(timer)) {
    if (takeSample(timer, clock) >= LEAST_SECONDS) {
      long += 1;
      continue;
    }
    long = 0;
    timer.calls *= 2;
  }
}

function takeSample(timer: Timer<string>, clock: Clock): number {
  const { task, calls } = timer;
  task.prepare();
  const begin = clock();
  task.run(calls);
  const seconds = clock() - begin;
  timer.spent += seconds;
  return seconds;
}
