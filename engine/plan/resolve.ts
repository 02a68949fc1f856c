/** What is known of a cell before it runs: its key, its record, and whether its artifact is there. */

import type { Problem } from "../../schemas/error.ts";
import { type Cell, readsClock } from "../pipeline/expanded.ts";
import type { CellRecord, Preimage } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import type { CellResults } from "./missing.ts";
import { buildPreimage, hashPreimage, type PreimageContext } from "./preimage.ts";

/** A cell whose inputs are known. */
export interface KeyedCell {
  readonly cell: Cell;
  readonly key: string;
  readonly preimage: Preimage;
}

/** What the store says of a keyed cell. */
export type Resolution =
  | { readonly kind: "reuse"; readonly address: string; readonly record: CellRecord }
  | { readonly kind: "failed"; readonly problem: Problem; readonly record: CellRecord }
  | { readonly kind: "run"; readonly because: RunCause };

/** Why a keyed cell runs. */
export type RunCause =
  | "no record"
  | "artifact missing"
  | "retry"
  | "fetch"
  | "more time"
  | "measure";

/**
 * Which failures of earlier runs are tried again: files that could not be had, which another day brings,
 * and cells that ran out of a time that is longer now; all of them; or none where only what is there is asked for.
 */
export type RetryPolicy = "fetches" | "all" | "none";

/** Gives a cell its key, once it is known what became of the cells that it takes from. */
export function keyCell(
  context: PreimageContext,
  cell: Cell,
  results: CellResults,
): KeyedCell {
  const preimage = buildPreimage(context, cell, results);
  return { cell, key: hashPreimage(preimage), preimage };
}

/** Asks the store what it has under a key. */
export function resolveKey(store: Store, keyed: KeyedCell, retry: RetryPolicy): Resolution {
  const record = store.readRecord(keyed.preimage.kind, keyed.key);
  if (record === undefined) return { kind: "run", because: "no record" };
  const { outcome } = record;
  if (outcome.kind === "failed") {
    const isFetch = outcome.problem.code.startsWith("fetch.");
    if (retry === "all") return { kind: "run", because: "retry" };
    if (retry === "fetches" && isFetch) return { kind: "run", because: "fetch" };
    if (retry === "fetches" && hasMoreTime(keyed.cell, record)) {
      return { kind: "run", because: "more time" };
    }
    return { kind: "failed", problem: outcome.problem, record };
  }
  if (!store.hasArtifact(outcome.artifact)) return { kind: "run", because: "artifact missing" };
  return { kind: "reuse", address: outcome.artifact, record };
}

/** Whether a cell that ran out of time would have more of it now. */
function hasMoreTime({ stage: { timeLimit } }: Cell, { outcome, cost }: CellRecord): boolean {
  if (outcome.kind !== "failed" || outcome.problem.code !== "stage.time_limit") return false;
  return timeLimit === undefined || timeLimit * 1000 > cost.milliseconds;
}

/** As {@link resolveKey}, where cells that read the clock are to do so again. */
export function resolveFresh(store: Store, keyed: KeyedCell, retry: RetryPolicy): Resolution {
  const found = resolveKey(store, keyed, retry);
  if (found.kind === "run" || !readsClock(keyed.cell)) return found;
  return { kind: "run", because: "measure" };
}

/** Lists the cells that a cell takes artifacts from, each once. */
export function listProducers(cell: Cell): readonly number[] {
  const producers = new Set<number>();
  for (const items of Object.values(cell.inputs)) {
    for (const item of items) producers.add(item.cell);
  }
  return [...producers];
}
