/** `verify FILE`: executes cells again and compares the bytes with records and lock. */

import { KooplineError, type Problem } from "../../schemas/error.ts";
import { seedRandom } from "../../numerics/random.ts";
import { type Cell, isMeasured, nameCell } from "../pipeline/expanded.ts";
import { checkLocked, findGoneCells, type Lock, readLock } from "../run/lock.ts";
import { openSession, type Session } from "../run/session.ts";
import { openVerification } from "../run/verify.ts";
import { countNoun, formatSeconds } from "./amounts.ts";
import { EXIT, showProblem } from "./exit.ts";
import { listenForInterrupts } from "./interrupts.ts";
import { describeMeasured } from "./measured.ts";
import { assertStore } from "./paths.ts";
import { openProgress } from "./progress.ts";
import { selectCells } from "./select.ts";
import { choosePaint, writeErr, writeJson } from "./terminal.ts";

/** The options of `verify`. */
export interface VerifyOptions {
  readonly set: Readonly<Record<string, string>>;
  readonly store: string;
  readonly jobs: number;
  readonly sample?: number;
  readonly only?: string;
  readonly json?: boolean;
}

/** What verification found. */
interface Findings {
  /** Cells executed again. */
  readonly verified: number;
  /** Those of them that are as the lock says; undefined without a lock. */
  readonly locked: number | undefined;
  /** Cells that the lock says nothing of, because inputs were missing. */
  readonly incomplete: number;
  /** Cells left out because they depend on the time, in words; empty when none does. */
  readonly measured: string;
  /** Cells without a result to compare with. */
  readonly missing: number;
  readonly differences: readonly Problem[];
}

/** Verifies a pipeline's results; without a pipeline, the files of the store. Returns the exit code. */
export async function verifyCommand(
  file: string | undefined,
  options: VerifyOptions,
): Promise<number> {
  assertStore(options.store, { exists: file === undefined });
  if (file === undefined) {
    const { verifyStoreCommand } = await import("./verify_store.ts");
    return verifyStoreCommand(options);
  }
  const session = await openSession({ file, set: options.set, store: options.store });
  // After the pipeline, whose name is more often the mistake.
  assertStore(options.store, { exists: true });
  const lock = readLockIfAny(file, options.set);
  const started = performance.now();
  const selected = selectCells(session.pipeline, options.only);
  const candidates = selected.filter((cell) => !isMeasured(cell));
  const cells = sampleCells(candidates, options.sample);
  const interrupt = listenForInterrupts();
  let findings: Findings;
  try {
    const found = await verifyCells(session, cells, { ...options, lock, signal: interrupt.signal });
    findings = { ...found, measured: describeMeasured(selected) };
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    writeErr("Stopped. What was verified so far is attested in its records.\n");
    return EXIT.interrupted;
  } finally {
    interrupt.close();
  }
  findings.differences.forEach(showProblem);
  const seconds = (performance.now() - started) / 1000;
  if (options.json) {
    const { differences, locked = 0 } = findings;
    writeJson({
      ...findings,
      measured: selected.length - candidates.length,
      locked,
      differences: differences.length,
      problems: differences,
      seconds,
    });
  } else {
    const isAsWritten = Object.keys(options.set).length === 0;
    showSummary(findings, seconds, isAsWritten ? "no lock file" : "no lock for other parameters");
  }
  if (findings.differences.length > 0) return EXIT.differs;
  return findings.missing > 0 ? EXIT.failed : EXIT.done;
}

async function verifyCells(
  session: Session,
  cells: readonly Cell[],
  { jobs, json, lock, signal }: {
    readonly jobs: number;
    readonly json?: boolean;
    readonly lock: Lock | undefined;
    readonly signal: AbortSignal;
  },
): Promise<Omit<Findings, "measured">> {
  const isLive = Deno.stderr.isTerminal() && !json;
  const progress = openProgress(isLive ? "live" : "quiet", cells, jobs);
  const verification = openVerification(session, { jobs, signal, onEvent: progress.show });
  const { cells: all } = session.pipeline;
  const differences: Problem[] = [...(lock === undefined ? [] : findGoneCells(lock, all))];
  let missing = 0;
  let locked = 0;
  let incomplete = 0;
  try {
    for await (const result of verification.verify(new Set(cells))) {
      if (result.kind === "missing") missing += 1;
      if (result.kind === "differs") differences.push(result.problem);
      if (result.kind === "missing" || lock === undefined) continue;
      if (!result.whole) {
        incomplete += 1;
        continue;
      }
      const problem = checkLocked(lock, result.cell, result.address);
      if (problem === undefined) locked += 1;
      else differences.push(problem);
    }
  } finally {
    verification.close();
    progress.close();
  }
  const verified = cells.length - missing;
  return { verified, locked: lock && locked, incomplete, missing, differences };
}

function readLockIfAny(file: string, set: Readonly<Record<string, string>>): Lock | undefined {
  // The lock holds the results of the pipeline as written, not of one with other parameters.
  if (Object.keys(set).length > 0) return undefined;
  try {
    return readLock(file);
  } catch (error) {
    if (error instanceof KooplineError && error.code === "lock.missing") return undefined;
    throw error;
  }
}

/** Takes a sample of cells, the same each time, in the pipeline's order. */
function sampleCells(cells: readonly Cell[], sample: number | undefined): readonly Cell[] {
  if (sample === undefined || sample >= cells.length) return cells;
  const order = seedRandom(cells.map(nameCell).join("\n"))("sample")
    .shuffle(cells.map((_, index) => index));
  return order.slice(0, sample).sort((a, b) => a - b).flatMap((index) => cells[index] ?? []);
}

function showSummary(findings: Findings, seconds: number, withoutLock: string): void {
  const { verified, locked, incomplete, measured, missing, differences } = findings;
  const paint = choosePaint("stderr");
  const parts = [
    `${countNoun(verified, "cell")} executed again in ${formatSeconds(seconds)}`,
    differences.length > 0
      ? paint("red", countNoun(differences.length, "difference"))
      : paint("green", "no difference"),
    locked === undefined ? withoutLock : `${locked} as the lock says`,
    incomplete > 0 ? paint("yellow", `${incomplete} not compared with it: inputs missing`) : "",
    measured === "" ? "" : `measured and left out: ${measured}`,
    missing > 0 ? paint("yellow", `${missing} without a result to compare with`) : "",
  ].filter((part) => part !== "");
  writeErr(`${parts.join(", ")}\n`);
}
