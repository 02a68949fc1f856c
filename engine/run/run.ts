/** A run: every cell settled, the view published, history and run file written. */

import { KooplineError, type Problem } from "../../schemas/error.ts";
import { type Cell, nameCell, readsClock } from "../pipeline/expanded.ts";
import type { RetryPolicy } from "../plan/resolve.ts";
import { continueHistory, isSameHistory, type PastCell } from "../plan/history.ts";
import type { Aftermath } from "./aftermath.ts";
import type { RunEvent } from "./event.ts";
import { type Execution, openExecution } from "./execution.ts";
import { checkLocked, findGoneCells, type Lock } from "./lock.ts";
import { describeMeasurements } from "./machine.ts";
import { nameRun } from "../store/dead_claims.ts";
import { FORMATS } from "../store/format.ts";
import type { Store } from "../store/store.ts";
import type { EncodedArtifact } from "../worker/job.ts";
import { chooseWords } from "./command_words.ts";
import { type FinishedCell, type Published, publishView } from "./publish.ts";
import { type CellEnd, runCells } from "./schedule.ts";
import { type Session, writeHistory } from "./session.ts";

/** What a run is told. */
export interface RunRequest {
  readonly session: Session;
  /** The cells to settle, producers first. */
  readonly cells: readonly Cell[];
  readonly jobs: number;
  readonly retry: RetryPolicy;
  /** Whether cells that read the clock run although they have a result. */
  readonly measure: boolean;
  /** Expected addresses; a difference is reported, and stops the run. */
  readonly lock: Lock | undefined;
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
  /** What the death of a process means that had begun this run. */
  readonly aftermath?: Aftermath;
  /** Looks at results at the end of a run that nobody stopped, when the view is there. */
  readonly conclude?: (finished: readonly FinishedCell[], read: ReadArtifact) => Promise<void>;
}

/** Gives a cell's artifact; one that is damaged is derived again. */
export type ReadArtifact = (one: FinishedCell) => Promise<EncodedArtifact>;

/** What a run did. */
export interface RunReport {
  readonly id: string;
  readonly ends: ReadonlyMap<Cell, CellEnd>;
  readonly differences: readonly Problem[];
  /** Cells whose results lack something because others failed; a lock says nothing of them. */
  readonly incomplete: readonly Cell[];
  readonly published: Published | undefined;
  readonly seconds: number;
  /** What went wrong in the engine or its store, and stopped the run; what had finished is kept. */
  readonly failure?: { readonly error: unknown };
}

/** A run under way. */
interface RunUnderWay {
  readonly request: RunRequest;
  readonly started: Date;
  readonly execution: Execution;
  /** Aborted by the user, or by the first difference from the lock. */
  readonly signal: AbortSignal;
  /** Until its keys are remembered, only its sign of life tells a collection that what it made is wanted. */
  cutOff: boolean;
}

/** Runs cells and leaves store, view, history and run file up to date, also when it is interrupted. */
export async function runPipeline(request: RunRequest): Promise<RunReport> {
  const { session: { store, pipeline, code }, cells, lock } = request;
  const started = new Date();
  const id = nameRun(started);
  const stop = new AbortController();
  const signal = AbortSignal.any([request.signal, stop.signal]);
  const differences: Problem[] = [];
  const check = (cell: Cell, address: string) =>
    lock === undefined || execution.incomplete.has(cell.index)
      ? undefined
      : checkLocked(lock, cell, address);
  const onEvent = (event: RunEvent) => {
    request.onEvent(event);
    const problem = event.kind === "executed" ? check(event.cell, event.address) : undefined;
    if (problem !== undefined) {
      differences.push(problem);
      stop.abort();
    }
  };
  const given = { ...request, runId: id, keeps: true, signal, onEvent };
  const execution = openExecution(request.session, given);
  const run: RunUnderWay = { request, started, execution, signal, cutOff: true };
  try {
    // After the sign of life: what a killed run was writing is then known to be its own.
    for (const [hash, manifest] of code) store.writeCode(hash, manifest);
    const settlement = await runCells({ ...execution, cells, inFlight: request.jobs * 2 });
    differences.push(...checkReused(settlement.ends, check));
    if (lock !== undefined && cells.length === pipeline.cells.length) {
      differences.push(...findGoneCells(lock, pipeline.cells));
    }
    return await endRun(run, {
      id,
      ...settlement,
      differences,
      incomplete: cells.filter(({ index }) => execution.incomplete.has(index)),
      published: undefined,
      seconds: (Date.now() - started.getTime()) / 1000,
    });
  } finally {
    execution.close(run);
  }
}

/** Writes down what a run did, and publishes the view unless it was stopped. */
async function endRun(run: RunUnderWay, report: RunReport): Promise<RunReport> {
  const { request: { session }, signal } = run;
  const { ends, failure } = report;
  try {
    rememberKeys(session, ends);
    await session.store.writeRun(report.id, summarise(run, report));
    run.cutOff = false;
    // A run that was stopped has too little to replace a whole view with.
    if (failure !== undefined || signal.aborted) return report;
    return { ...report, published: await publishRun(run, report) };
  } catch (error) {
    // A store that fails while a run is being stopped is a failure all the same.
    return failure !== undefined || error === signal.reason
      ? report
      : { ...report, failure: { error } };
  }
}

async function publishRun(
  run: RunUnderWay,
  report: RunReport,
): Promise<Published | undefined> {
  const { request: { session, cells, conclude }, execution, signal } = run;
  const { store, pipeline } = session;
  const finished = listFinished(report.ends);
  if (finished.length === 0) return undefined;
  const read: ReadArtifact = (one) =>
    execution.read(one, (store) => store.readArtifact(one.address));
  const published = await publishView({
    store,
    pipeline,
    command: chooseWords(pipeline.path, session.settings),
    finished,
    read,
    partial: cells.length < pipeline.cells.length,
    facts: describeRun(run, report),
    signal,
  });
  if (!signal.aborted) await conclude?.(finished, read);
  return published;
}

/** Says in the run's file why it holds less than the pipeline has. */
function describeStop(
  failure: RunReport["failure"],
  signal: AbortSignal,
): { readonly stopped?: string } {
  if (signal.aborted) return { stopped: "interrupted" };
  if (failure === undefined) return {};
  const { error } = failure;
  return { stopped: error instanceof KooplineError ? error.code : "defect" };
}

function checkReused(
  ends: ReadonlyMap<Cell, CellEnd>,
  check: (cell: Cell, address: string) => Problem | undefined,
): readonly Problem[] {
  return [...ends].flatMap(([cell, end]) =>
    end.kind === "reused" ? check(cell, end.address) ?? [] : []
  );
}

/** Lists the cells that have a result. */
export function listFinished(ends: ReadonlyMap<Cell, CellEnd>): readonly FinishedCell[] {
  const finished: FinishedCell[] = [];
  for (const [cell, end] of ends) {
    if (end.kind !== "reused" && end.kind !== "executed") continue;
    finished.push({ cell, key: end.key, address: end.address });
  }
  return finished.sort((a, b) => a.cell.index - b.cell.index);
}

/** Keeps the keys of this run, and of cells that it left out the earlier ones. */
function rememberKeys(session: Session, ends: ReadonlyMap<Cell, CellEnd>): void {
  // What a newer koopline wrote stays: that version knows more of it than this one could keep.
  if (session.historyFault === "newer") return;
  const keyed = new Map<string, PastCell>();
  for (const [cell, end] of ends) {
    if ("key" in end) {
      keyed.set(nameCell(cell), { kind: cell.stage.loaded.kind.kind, key: end.key });
    }
  }
  const history = continueHistory(session.history, session.pipeline, keyed);
  const stays = session.historyFault === undefined && isSameHistory(session.history, history);
  if (!stays) writeHistory(session, history);
}

/** Counts how the cells of a run ended. */
export function countEnds(
  ends: ReadonlyMap<Cell, CellEnd>,
): Readonly<Record<CellEnd["kind"], number>> {
  const counts = { reused: 0, executed: 0, failed: 0, blocked: 0, cancelled: 0 };
  for (const end of ends.values()) counts[end.kind] += 1;
  return counts;
}

function summarise(
  { request, started }: RunUnderWay,
  { id, ends, seconds, incomplete, failure }: RunReport,
) {
  const cells = [...ends].flatMap(([cell, end]) =>
    end.kind === "executed" || (end.kind === "failed" && !end.again)
      ? [{ cell: nameCell(cell), key: end.key, outcome: end.kind }]
      : []
  );
  return {
    format: FORMATS.run.current,
    id,
    pipeline: request.session.pipeline.name,
    started: started.toISOString(),
    seconds,
    partial: ends.size < request.session.pipeline.cells.length,
    ...countEnds(ends),
    deno: Deno.version.deno,
    system: `${Deno.build.os} ${Deno.build.arch}`,
    cells,
    incomplete: incomplete.length,
    ...describeStop(failure, request.signal),
  };
}

/** Where and when the times in the results were measured, which may have been in another run. */
function listMeasurements(
  store: Store,
  ends: ReadonlyMap<Cell, CellEnd>,
): Readonly<Record<string, string>> {
  const measurements = [...ends].flatMap(([cell, end]) => {
    if (!readsClock(cell) || !("address" in end)) return [];
    return store.readRecord(cell.stage.loaded.kind.kind, end.key)?.measurement ?? [];
  });
  return measurements.length === 0 ? {} : { measured: describeMeasurements(measurements) };
}

function describeRun(
  { request: { session, jobs }, started }: RunUnderWay,
  { ends, seconds }: RunReport,
): Readonly<Record<string, string>> {
  const counts = countEnds(ends);
  return {
    "published": started.toISOString(),
    "deno": Deno.version.deno,
    "system": `${Deno.build.os} ${Deno.build.arch}`,
    "workers": String(jobs),
    "cells": `${counts.executed} executed, ${counts.reused} reused, ${counts.failed} failed`,
    "seconds": seconds.toFixed(1),
    ...listMeasurements(session.store, ends),
  };
}
