/**
 * The scheduler: every cell as soon as its inputs exist, reused cells at once, a failure stops only its heirs.
 *
 * Some cells run alone. Those that read the clock do so when all else is done: another at work beside them would
 * show in their times. Those that may have ended the process of this run before come first, so that nothing
 * else can be at work should they do it again.
 */

import { type Cell, readsClock } from "../pipeline/expanded.ts";
import { noteIncomplete } from "../plan/missing.ts";
import { canMiss, judgeReadiness } from "../plan/readiness.ts";
import { keyCell, type KeyedCell, listProducers } from "../plan/resolve.ts";
import { executeCell, type ExecuteContext, findResult, type Settled } from "./execute.ts";

/** How a cell of a run ended. */
export type CellEnd = Settled | { readonly kind: "blocked" } | { readonly kind: "cancelled" };

/** What became of a run's cells. */
export interface Settlement {
  /** How each cell ended, in the order in which they did. */
  readonly ends: ReadonlyMap<Cell, CellEnd>;
  /** What went wrong in the engine itself and stopped it; what had ended before counts. */
  readonly failure?: { readonly error: unknown };
}

/** What the scheduler needs. */
export interface ScheduleContext extends ExecuteContext {
  /** The cells to settle, producers first; their producers are among them. */
  readonly cells: readonly Cell[];
  /** How many executions are under way at the most. */
  readonly inFlight: number;
}

/** Cells settled between two looks at the event loop, so that a long no-op can be interrupted. */
const CELLS_PER_TURN = 512;

interface Schedule {
  readonly context: ScheduleContext;
  readonly ends: Map<Cell, CellEnd>;
  /** Producers not settled yet, by cell index. */
  readonly open: Int32Array;
  readonly consumers: readonly (readonly Cell[] | undefined)[];
  readonly ready: Cell[];
  /** Cells of `ready` already taken: a queue without moving its elements. */
  taken: number;
  /** Ready cells that run alone: each begins when nothing is ready or running any more. */
  readonly alone: Cell[];
  /** Ready cells that begin when the suspects have ended; undefined from then on. */
  later: Cell[] | undefined;
}

/** Settles every cell. */
export async function runCells(context: ScheduleContext): Promise<Settlement> {
  const schedule = openSchedule(context);
  const running = new Set<Promise<void>>();
  let failure: Settlement["failure"];
  let turn = 0;
  while (failure === undefined && !context.signal.aborted) {
    // A cell that another run holds takes no place: this run goes on with what nobody works on.
    if (running.size - context.waiting.size >= context.inFlight) {
      await Promise.race(running);
      continue;
    }
    const isIdle = schedule.taken === schedule.ready.length;
    // A cell that another run executes keeps the clock waiting too: it is at work on the same machine.
    if (isIdle && running.size > 0) {
      await Promise.race(running);
      continue;
    }
    const cell = isIdle ? schedule.alone.shift() : schedule.ready[schedule.taken++];
    if (cell === undefined) {
      if (schedule.later === undefined) break;
      schedule.ready.push(...schedule.later);
      schedule.later = undefined;
      continue;
    }
    const execution = attemptBegin(schedule, cell, isIdle, (error) => failure ??= { error });
    if (execution !== undefined) {
      const task: Promise<void> = execution
        .catch((error) => {
          if (error !== context.signal.reason) failure ??= { error };
        })
        .finally(() => running.delete(task));
      running.add(task);
    }
    turn += 1;
    if (turn % CELLS_PER_TURN === 0) await new Promise((resume) => setTimeout(resume, 0));
  }
  await Promise.allSettled(running);
  for (const cell of context.cells) {
    if (!schedule.ends.has(cell)) schedule.ends.set(cell, { kind: "cancelled" });
  }
  return failure === undefined ? { ends: schedule.ends } : { ends: schedule.ends, failure };
}

/** A store that cannot be read stops the run no other way than a cell that cannot be recorded. */
function attemptBegin(
  schedule: Schedule,
  cell: Cell,
  isAlone: boolean,
  fail: (error: unknown) => void,
): Promise<void> | undefined {
  try {
    return beginCell(schedule, cell, { isAlone });
  } catch (error) {
    fail(error);
    return undefined;
  }
}

function openSchedule(context: ScheduleContext): Schedule {
  const size = context.preimages.pipeline.cells.length;
  const open = new Int32Array(size);
  const consumers: (Cell[] | undefined)[] = new Array(size);
  const ready: Cell[] = [];
  for (const cell of context.cells) {
    const producers = listProducers(cell);
    open[cell.index] = producers.length;
    if (producers.length === 0) ready.push(cell);
    for (const producer of producers) (consumers[producer] ??= []).push(cell);
  }
  const later = context.aftermath.suspects.size > 0 ? [] : undefined;
  return { context, ends: new Map(), open, consumers, ready, taken: 0, alone: [], later };
}

/** Chooses where a cell waits that cannot begin yet. */
function chooseQueue(
  { context, alone, later }: Schedule,
  { cell, key }: KeyedCell,
): Cell[] | undefined {
  if (context.aftermath.suspects.has(key)) return alone;
  return later ?? (readsClock(cell) ? alone : undefined);
}

/** Settles a cell from the store, or starts its execution; one that runs alone only when it is. */
function beginCell(
  schedule: Schedule,
  cell: Cell,
  { isAlone }: { readonly isAlone: boolean },
): Promise<void> | undefined {
  const { context } = schedule;
  const keyed = keyCell(context.preimages, cell, context);
  const resolution = findResult(context, keyed);
  if (resolution.kind === "reuse") {
    settle(schedule, cell, { kind: "reused", key: keyed.key, address: resolution.address });
    return undefined;
  }
  if (resolution.kind === "failed") {
    const { problem } = resolution;
    settle(schedule, cell, { kind: "failed", key: keyed.key, problem, again: true });
    return undefined;
  }
  const queue = isAlone ? undefined : chooseQueue(schedule, keyed);
  if (queue !== undefined) {
    queue.push(cell);
    return undefined;
  }
  return executeCell(context, keyed).then((settled) => settle(schedule, cell, settled));
}

function settle(schedule: Schedule, cell: Cell, end: CellEnd): void {
  const { context, ends, open, consumers, ready } = schedule;
  ends.set(cell, end);
  const isThere = end.kind === "reused" || end.kind === "executed";
  if (isThere) {
    context.addresses[cell.index] = end.address;
    const missing = noteIncomplete(cell, context);
    if (missing > 0) context.onEvent({ kind: "incomplete", cell, missing });
  }
  report(context, cell, end);
  if (end.kind === "failed") context.problems[cell.index] = end.problem;
  for (const consumer of consumers[cell.index] ?? []) {
    if (ends.has(consumer)) continue;
    open[consumer.index] = (open[consumer.index] ?? 0) - 1;
    if (!isThere && !canMiss(consumer, cell.index)) {
      settle(schedule, consumer, { kind: "blocked" });
    } else if (open[consumer.index] === 0) {
      if (hasEnough(context, consumer)) ready.push(consumer);
      else settle(schedule, consumer, { kind: "blocked" });
    }
  }
}

/** Whether what there is of a cell's inputs will do, once all of its producers are settled. */
function hasEnough({ addresses }: ScheduleContext, cell: Cell): boolean {
  const read = (index: number) => addresses[index] === undefined ? "gone" : "there";
  return !cell.stage.allowMissing || judgeReadiness(cell, read).kind === "ready";
}

function report({ onEvent }: ScheduleContext, cell: Cell, end: CellEnd): void {
  switch (end.kind) {
    case "reused":
    case "blocked":
      return onEvent({ kind: end.kind, cell });
    case "executed":
      return onEvent({
        kind: "executed",
        cell,
        milliseconds: end.milliseconds,
        address: end.address,
      });
    case "failed":
      return onEvent({ kind: "failed", cell, problem: end.problem, again: end.again });
  }
}
