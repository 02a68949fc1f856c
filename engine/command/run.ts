/** `run FILE`: brings every cell up to date and publishes the view. */

import { type Cell, isMeasured, nameCell } from "../pipeline/expanded.ts";
import { readLock, writeLock } from "../run/lock.ts";
import { checkCells } from "../run/check.ts";
import { countEnds, listFinished, runPipeline, type RunReport } from "../run/run.ts";
import { judgeDeath, type Judgement } from "../run/aftermath.ts";
import type { Store } from "../store/store.ts";
import { openSession } from "../run/session.ts";
import { countNoun, formatSeconds } from "./amounts.ts";
import { EXIT, showProblem } from "./exit.ts";
import { listenForInterrupts } from "./interrupts.ts";
import { describeRunMeasured, listMeasured } from "./measured.ts";
import { assertStore, showPath } from "./paths.ts";
import { chooseStyle, openProgress } from "./progress.ts";
import type { Supervision } from "./supervision.ts";
import { selectCells } from "./select.ts";
import { listVerdicts } from "./verdicts.ts";
import { choosePaint, cleanText, writeErr, writeJson } from "./terminal.ts";

/** The options of `run`. */
export interface RunOptions {
  readonly set: Readonly<Record<string, string>>;
  readonly store: string;
  readonly jobs: number;
  readonly only?: string;
  readonly retry?: boolean;
  readonly measure?: boolean;
  readonly locked?: boolean;
  readonly writeLock?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** Runs a pipeline. Returns the exit code. */
export async function runCommand(
  file: string,
  options: RunOptions,
  supervision?: Supervision,
): Promise<number> {
  assertStore(options.store, { exists: false });
  const lock = options.locked ? readLock(file) : undefined;
  let say = writeErr;
  let cells: readonly Cell[] = [];
  const session = await openSession({
    file,
    set: options.set,
    store: options.store,
    onDamage: (message) => say(`${message}\n`),
    onExpanded: (pipeline) => {
      cells = selectCells(pipeline, options.only);
    },
  });
  await checkCells(session, cells);
  const aftermath = judgeAttempt(session.store, supervision);
  const progress = openProgress(chooseStyle(options), cells, options.jobs);
  say = progress.say;
  const interrupt = listenForInterrupts(progress.close, supervision);
  if (aftermath !== undefined) say(`${aftermath.words}\n`);
  let report: RunReport;
  let verdicts: readonly string[] = [];
  try {
    report = await runPipeline({
      session,
      cells,
      jobs: options.jobs,
      retry: options.retry ? "all" : "fetches",
      measure: options.measure ?? false,
      lock,
      signal: interrupt.signal,
      onEvent: progress.show,
      ...(aftermath === undefined ? {} : { aftermath }),
      async conclude(finished, read) {
        if (!options.json && !options.quiet) verdicts = await listVerdicts(finished, read);
      },
    });
  } finally {
    say = writeErr;
    progress.close();
    interrupt.close();
  }
  const isComplete = report.failure === undefined && countMissing(report) === 0;
  const lockPath = options.writeLock && isComplete
    ? writeLock(file, session.pipeline.name, listLockable(report))
    : undefined;
  showDifferences(report);
  if (lock !== undefined) showNotCompared(report);
  const { aborted } = interrupt.signal;
  if (options.json) writeJson({ ...describeReport(report, lockPath), interrupted: aborted });
  else if (!options.quiet) {
    showSummary(report, lockPath);
    if (aborted || report.failure !== undefined) explainStop(report);
    for (const line of verdicts) writeErr(`verdict  ${cleanText(line)}\n`);
  }
  if (options.writeLock && !isComplete) explainNoLock(report);
  if (report.failure !== undefined) throw report.failure.error;
  return chooseExit(report, interrupt.signal);
}

/** Judges the death of the process before this one, should there be one. */
function judgeAttempt(
  { disk }: Store,
  supervision: Supervision | undefined,
): Judgement | undefined {
  if (supervision?.attempt.death === undefined) return undefined;
  const { death, memory } = supervision.attempt;
  const judgement = judgeDeath(disk, { death, ...(memory === undefined ? {} : { memory }) });
  supervision.remember(judgement.memory);
  return judgement;
}

/** Finished cells whose results do not depend on the clock. */
function listLockable(report: RunReport) {
  return listFinished(report.ends).filter(({ cell }) => !isMeasured(cell));
}

/** Counts the cells that a lock file needs and that have no result. */
function countMissing(report: RunReport): number {
  const lockable = [...report.ends.keys()].filter((cell) => !isMeasured(cell));
  return lockable.length - listLockable(report).length;
}

function explainStop({ failure }: RunReport): void {
  const rest = failure === undefined ? "" : ", once the cause of this error is gone:";
  writeErr(`Stopped. What finished is kept; the same command goes on from here${rest || "."}\n`);
}

function explainNoLock(report: RunReport): void {
  const missing = countNoun(countMissing(report), "cell");
  writeErr(`The lock file was not written: ${missing} of ${report.ends.size} without a result.\n`);
}

/** Differences after the first mostly follow from it. */
function showDifferences({ differences }: RunReport): void {
  const [first, ...others] = differences;
  if (first === undefined) return;
  showProblem(first);
  if (others.length > 0) {
    writeErr(`and ${countNoun(others.length, "cell")} more; \`verify\` lists them\n`);
  }
}

function showNotCompared({ incomplete }: RunReport): void {
  const [first] = incomplete;
  if (first === undefined) return;
  const others = incomplete.length > 1
    ? ` and ${countNoun(incomplete.length - 1, "cell")} more`
    : "";
  writeErr(`not compared with the lock: ${nameCell(first)}${others}: inputs missing\n`);
}

function chooseExit(report: RunReport, signal: AbortSignal): number {
  if (signal.aborted) return EXIT.interrupted;
  if (report.differences.length > 0) return EXIT.differs;
  const { failed, blocked } = countEnds(report.ends);
  return failed + blocked > 0 ? EXIT.failed : EXIT.done;
}

function describeReport(report: RunReport, lockPath: string | undefined) {
  return {
    run: report.id,
    seconds: report.seconds,
    ...countEnds(report.ends),
    differences: report.differences.length,
    problems: report.differences,
    incomplete: report.incomplete.map(nameCell),
    measured: listMeasured(report.ends, "executed").length,
    measured_before: listMeasured(report.ends, "reused").length,
    reports: report.published?.reports ?? [],
    lock: lockPath ?? null,
  };
}

function showSummary(report: RunReport, lockPath: string | undefined): void {
  const paint = choosePaint("stderr");
  const { now, before } = describeRunMeasured(report.ends);
  const { executed, reused, failed, blocked, cancelled } = countEnds(report.ends);
  const parts = [
    `${executed} executed`,
    `${reused} reused`,
    failed > 0 ? paint("red", `${failed} failed`) : "",
    blocked > 0 ? paint("yellow", `${blocked} not run because of that`) : "",
    cancelled > 0 ? paint("yellow", `${cancelled} not run`) : "",
  ].filter((part) => part !== "");
  writeErr(`${parts.join(", ")} in ${formatSeconds(report.seconds)}\n`);
  if (now !== "") writeErr(`measured ${now}: in no lock, never the same twice\n`);
  if (before !== "") writeErr(`kept     ${before}, measured before; --measure does it again\n`);
  if (lockPath !== undefined) writeErr(`lock     ${showPath(lockPath)}\n`);
  if (report.published === undefined) return;
  const { folder, figures, reports } = report.published;
  if (figures > 0) writeErr(`figures  ${showPath(`${folder}/figures`)}\n`);
  for (const path of reports) writeErr(`report   ${paint("bold", showPath(path))}\n`);
}
