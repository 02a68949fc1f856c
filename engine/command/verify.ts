/** `verify FILE`: executes cells again and compares the bytes with records and lock. */

import { KooplineError, type Problem } from "../../schemas/error.ts";
import { type Cell, nameCell } from "../pipeline/expanded.ts";
import { checkLocked, isMeasured, type Lock, readLock } from "../run/lock.ts";
import { openSession } from "../run/session.ts";
import { openVerification } from "../run/verify.ts";
import { seedRandom } from "../../numerics/random.ts";
import { EXIT, showProblem } from "./exit.ts";
import { selectCells } from "./select.ts";
import { choosePaint, formatSeconds, writeErr, writeOut } from "./terminal.ts";

/** The options of `verify`. */
export interface VerifyOptions {
  readonly set: Readonly<Record<string, string>>;
  readonly store: string;
  readonly jobs: number;
  readonly sample?: number;
  readonly only?: string;
  readonly json?: boolean;
}

/** Verifies a pipeline's results. Returns the exit code. */
export async function verifyCommand(file: string, options: VerifyOptions): Promise<number> {
  const session = await openSession({ file, set: options.set, store: options.store });
  const lock = readLockIfAny(file, options.set);
  const started = performance.now();
  const candidates = selectCells(session.pipeline, options.only)
    .filter((cell) => !isMeasured(cell));
  const cells = new Set(sampleCells(candidates, options.sample));
  const differences: Problem[] = [];
  const verification = openVerification(session, options.jobs);
  let missing = 0;
  let locked = 0;
  try {
    for await (const result of verification.verify(cells)) {
      if (result.kind === "missing") missing += 1;
      if (result.kind === "differs") differences.push(result.problem);
      if (result.kind === "missing" || lock === undefined) continue;
      const problem = checkLocked(lock, result.cell, result.address);
      if (problem === undefined) locked += 1;
      else differences.push(problem);
    }
  } finally {
    verification.close();
  }
  differences.forEach(showProblem);
  const seconds = (performance.now() - started) / 1000;
  const verified = cells.size - missing;
  if (options.json) {
    writeOut(
      `${
        JSON.stringify({ verified, locked, missing, differences: differences.length, seconds })
      }\n`,
    );
  } else {
    showSummary({ verified, missing, locked: lock && locked, differences, seconds });
  }
  return differences.length > 0 ? EXIT.differs : missing > 0 ? EXIT.failed : EXIT.done;
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

function showSummary(
  { verified, missing, locked, differences, seconds }: {
    verified: number;
    missing: number;
    locked: number | undefined;
    differences: readonly Problem[];
    seconds: number;
  },
): void {
  const paint = choosePaint("stderr");
  const parts = [
    `${verified} cells executed again`,
    locked === undefined ? "no lock file" : `${locked} as the lock says`,
    missing > 0 ? paint("yellow", `${missing} have no result yet (use run)`) : "",
    differences.length > 0
      ? paint("red", `${differences.length} differ`)
      : paint("green", "none differs"),
  ].filter((part) => part !== "");
  writeErr(`${parts.join(", ")} in ${formatSeconds(seconds)}\n`);
}
