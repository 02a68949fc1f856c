/**
 * What a collection leaves alone because of runs: all that changed while they were under way.
 *
 * Runs mark what they use and write. Those under way protect what changed since they began. A run that was
 * cut off (killed, or stopped by a full disk) has not written down which keys its pipeline has, so what
 * changed in its time stays until a later run of the pipeline has gone through all of its cells.
 */

import type { Disk } from "./disk.ts";
import { listEndedRuns, readEndedRuns } from "./ended_runs.ts";
import { type DeadRun, inspectRuns, type RunSigns } from "./leftovers.ts";

/** What runs protect. */
export interface RunProtection {
  readonly signs: RunSigns;
  /** Runs that were cut off and not made up for yet. */
  readonly cutOff: readonly DeadRun[];
  /** Dead runs that protect nothing any more. */
  readonly forgotten: readonly DeadRun[];
  /** Whether a file that changed then is left alone. */
  covers(changed: number): boolean;
}

/** A run may have written module graphs a little before its sign of life, and works between two beats; in ms. */
const SLACK = 60_000;

/**
 * Begins to watch the runs of a store.
 *
 * @returns ends the watch, once files have been looked at: what any run has changed before they were is covered,
 * also when it began and ended in between.
 */
export function watchRuns(disk: Disk): () => RunProtection {
  const first = inspectRuns(disk);
  const known = new Set(listEndedRuns(disk));
  return () => {
    const signs = inspectRuns(disk);
    const names = listEndedRuns(disk);
    const starts = [first.oldestStart, signs.oldestStart];
    const between = names.filter((name) => !known.has(name));
    for (const { started } of readEndedRuns(disk, between)) starts.push(started);
    const since = Math.min(...starts) - SLACK;
    const { cutOff, forgotten } = sortDead(disk, signs.dead, names);
    return {
      signs,
      cutOff,
      forgotten,
      covers: (changed) =>
        changed >= since ||
        cutOff.some((run) => changed >= run.started - SLACK && changed <= run.seen + SLACK),
    };
  };
}

/** Parts dead runs into those that were cut off and those that a later run has made up for. */
function sortDead(disk: Disk, dead: readonly DeadRun[], names: readonly string[]) {
  const makers = dead.filter(({ pipeline }) => pipeline !== undefined);
  const pipelines = new Set(makers.map(({ pipeline }) => pipeline));
  const latest = new Map<string, number>();
  // Nobody asks what the ended runs did when no run was cut off.
  for (const run of makers.length === 0 ? [] : readEndedRuns(disk, names)) {
    if (!run.isWhole || !pipelines.has(run.pipeline)) continue;
    latest.set(run.pipeline, Math.max(latest.get(run.pipeline) ?? 0, run.started));
  }
  const isCutOff = ({ pipeline, seen }: DeadRun) =>
    pipeline !== undefined && (latest.get(pipeline) ?? 0) <= seen;
  return {
    cutOff: dead.filter(isCutOff),
    forgotten: dead.filter((run) => !isCutOff(run)),
  };
}
