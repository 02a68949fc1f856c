/**
 * What to do when the process that did the work before broke down: V8 had no more room for a stage's objects,
 * the system none for the process, or native code crashed.
 *
 * The claims that it held tell what it was working on. One claim names the cell at fault, which then fails.
 * Several are suspects, and each of them runs while nothing else does, so that another death names exactly
 * one. None: no cell can be blamed, and the run ends. So every second process at the latest settles a cell
 * that was not settled before, and there are only so many of them.
 */

import { z } from "zod";
import { KooplineError, type Problem } from "../../schemas/error.ts";
import { listClaimsOf } from "../store/dead_claims.ts";
import type { Disk } from "../store/disk.ts";
import { inspectRuns } from "../store/leftovers.ts";

/** What deaths of a run's processes mean for its cells, by their keys. */
export interface Aftermath {
  /** Those that ended a process, and the signal by which it ended: they fail without being run. */
  readonly culprits: ReadonlyMap<string, string>;
  /** Those that may have: they run alone, before anything else. */
  readonly suspects: ReadonlySet<string>;
}

/** The aftermath of nothing. */
export const NO_AFTERMATH: Aftermath = { culprits: new Map(), suspects: new Set() };

/** A process that broke down, and what was known before it did. */
export interface Breakdown {
  readonly death: { readonly pid: number; readonly signal: string };
  readonly memory?: string;
}

/** What a breakdown means. */
export interface Judgement extends Aftermath {
  /** For the judgement of the next one. */
  readonly memory: string;
  /** What happened, in a sentence or two for the user. */
  readonly words: string;
}

const MEMORY = z.strictObject({
  culprits: z.record(z.string(), z.string()),
  /** Deaths one after the other for which nobody was to be blamed. */
  unexplained: z.int(),
});

/**
 * Judges a death, before the next run takes the dead one's claims away.
 *
 * @throws {KooplineError} `run.killed` when no cell can be blamed.
 */
export function judgeDeath(disk: Disk, { death, memory }: Breakdown): Judgement {
  const { pid, signal } = death;
  const known = memory === undefined
    ? { culprits: {}, unexplained: 0 }
    : MEMORY.parse(JSON.parse(memory));
  const keys = listClaimsOf(disk, pid);
  const [first] = keys;
  // Another run on the store may have taken the claims over; twice in a row that is no explanation any more.
  const isShared = known.unexplained === 0 && inspectRuns(disk).live.size > 0;
  if (first === undefined && !isShared) throw explainNobody(signal);
  const culprits = { ...known.culprits, ...(keys.length === 1 ? { [first ?? ""]: signal } : {}) };
  return {
    culprits: new Map(Object.entries(culprits)),
    suspects: new Set(keys.length > 1 ? keys : []),
    memory: JSON.stringify({ culprits, unexplained: keys.length > 0 ? 0 : known.unexplained + 1 }),
    words: describeDeath(signal, keys.length),
  };
}

function describeDeath(signal: string, claims: number): string {
  const what = `The run's process was ended by ${signal}${explainSignal(signal)}`;
  if (claims === 0) return `${what}; it begins again.`;
  if (claims === 1) return `${what}; the cell it was working on has failed, and the run goes on.`;
  return `${what}; the ${claims} cells it was working on run again, one after the other.`;
}

function explainNobody(signal: string): KooplineError {
  return new KooplineError({
    code: "run.killed",
    expected: "the run's process to come to its end",
    found: `that ${signal} ended it${explainSignal(signal)}, while it worked on no cell`,
    hint:
      "What finished is kept, and the same command goes on from here; --unsupervised shows where it ends.",
  });
}

/** Describes why a cell failed that ended its process. */
export function describeCulprit(cell: string, signal: string): Problem {
  return {
    code: "stage.killed_process",
    where: cell,
    expected: "the stage to leave the process alive that it runs in",
    found: `that ${signal} ended the process${explainSignal(signal)}`,
    hint: signal === "SIGTRAP"
      ? "Work on smaller pieces, or give V8 more: DENO_V8_FLAGS=--max-old-space-size=8192 (MiB); then --retry."
      : "Work on smaller pieces, or run fewer at once: `--jobs 1`; --retry tries again.",
  };
}

/** Says when the system, or V8, sends a signal. */
function explainSignal(signal: string): string {
  if (signal === "SIGTRAP") return ", as V8 does when its heap is full";
  if (signal === "SIGKILL") return ", as the system does when there is no memory left";
  return "";
}
