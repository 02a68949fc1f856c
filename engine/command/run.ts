/** `run FILE`: brings every cell up to date and publishes the view. */

import { relative } from "node:path";
import type { Cell } from "../pipeline/expanded.ts";
import { readLock, writeLock } from "../run/lock.ts";
import { isMeasured } from "../run/lock.ts";
import { countEnds, listFinished, runPipeline, type RunReport } from "../run/run.ts";
import { openSession } from "../run/session.ts";
import { EXIT, showProblem } from "./exit.ts";
import { chooseStyle, openProgress } from "./progress.ts";
import { selectCells } from "./select.ts";
import { choosePaint, formatSeconds, writeErr, writeOut } from "./terminal.ts";

/** The options of `run`. */
export interface RunOptions {
  readonly set: Readonly<Record<string, string>>;
  readonly store: string;
  readonly jobs: number;
  readonly only?: string;
  readonly retry?: boolean;
  readonly locked?: boolean;
  readonly writeLock?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** Runs a pipeline. Returns the exit code. */
export async function runCommand(file: string, options: RunOptions): Promise<number> {
  const session = await openSession({
    file,
    set: options.set,
    store: options.store,
    onDamage: (message) => writeErr(`${message}\n`),
  });
  const cells = selectCells(session.pipeline, options.only);
  const lock = options.locked ? readLock(file) : undefined;
  const progress = openProgress(chooseStyle(options), cells);
  const interrupt = listenForInterrupts();
  let report: RunReport;
  try {
    report = await runPipeline({
      session,
      cells,
      jobs: options.jobs,
      retry: options.retry ?? false,
      lock,
      signal: interrupt.signal,
      onEvent: progress.show,
    });
  } finally {
    progress.close();
    interrupt.close();
  }
  const lockPath = options.writeLock ? updateLock(file, session.pipeline.name, report) : undefined;
  for (const problem of report.differences) showProblem(problem);
  if (options.json) writeOut(`${JSON.stringify(describeReport(report))}\n`);
  else if (!options.quiet) showSummary(report, lockPath);
  return chooseExit(report, interrupt.signal);
}

function updateLock(file: string, pipeline: string, report: RunReport): string | undefined {
  const finished = listFinished(report.ends).filter(({ cell }) => !isMeasured(cell));
  return finished.length === report.ends.size - countMeasured(report.ends.keys())
    ? writeLock(file, pipeline, finished)
    : undefined;
}

function countMeasured(cells: Iterable<Cell>): number {
  return [...cells].filter(isMeasured).length;
}

function chooseExit(report: RunReport, signal: AbortSignal): number {
  if (signal.aborted) return EXIT.interrupted;
  if (report.differences.length > 0) return EXIT.differs;
  const { failed, blocked } = countEnds(report.ends);
  return failed + blocked > 0 ? EXIT.failed : EXIT.done;
}

function describeReport(report: RunReport) {
  return {
    run: report.id,
    seconds: report.seconds,
    ...countEnds(report.ends),
    differences: report.differences.length,
    reports: report.published?.reports ?? [],
  };
}

function showSummary(report: RunReport, lockPath: string | undefined): void {
  const paint = choosePaint("stderr");
  const counts = countEnds(report.ends);
  const parts = [
    `${counts.executed} executed`,
    `${counts.reused} reused`,
    counts.failed > 0 ? paint("red", `${counts.failed} failed`) : "",
    counts.blocked > 0 ? paint("yellow", `${counts.blocked} not run, since they need those`) : "",
    counts.cancelled > 0 ? paint("yellow", `${counts.cancelled} not run`) : "",
  ].filter((part) => part !== "");
  writeErr(`${parts.join(", ")} in ${formatSeconds(report.seconds)}\n`);
  if (counts.cancelled > 0) {
    writeErr("Stopped. What finished is kept; the same command goes on from here.\n");
  }
  if (lockPath !== undefined) writeErr(`lock     ${showPath(lockPath)}\n`);
  if (report.published === undefined) return;
  const { folder, figures, reports } = report.published;
  if (figures > 0) writeErr(`figures  ${showPath(`${folder}/figures`)}\n`);
  for (const path of reports) writeErr(`report   ${paint("bold", showPath(path))}\n`);
}

/** A path as people type it from here. */
function showPath(path: string): string {
  const short = relative(Deno.cwd(), path);
  return short.startsWith("..") ? path : short;
}

/** Turns Ctrl-C and SIGTERM into an abort; a second Ctrl-C ends the process at once. */
function listenForInterrupts(): { readonly signal: AbortSignal; close(): void } {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) Deno.exit(EXIT.interrupted);
    controller.abort();
  };
  const signals: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM"];
  for (const name of signals) Deno.addSignalListener(name, stop);
  return {
    signal: controller.signal,
    close: () => signals.forEach((name) => Deno.removeSignalListener(name, stop)),
  };
}
