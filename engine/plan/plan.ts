/** The plan: for every cell whether it is reused, runs, waits or failed before, and why. */

import type { Problem } from "../../schemas/error.ts";
import { type Cell, nameCell } from "../pipeline/expanded.ts";
import type { Store } from "../store/store.ts";
import { diffPreimages, formatDifference, type ReadCode } from "./explain.ts";
import type { History } from "./history.ts";
import type { CellResults } from "./missing.ts";
import type { PreimageContext } from "./preimage.ts";
import { type CellState, judgeReadiness } from "./readiness.ts";
import {
  keyCell,
  type KeyedCell,
  resolveFresh,
  resolveKey,
  type RetryPolicy,
  type RunCause,
} from "./resolve.ts";

/** What will become of a cell. */
export type PlannedCell =
  | { readonly kind: "reuse"; readonly cell: Cell; readonly key: string; readonly address: string }
  | {
    readonly kind: "run";
    readonly cell: Cell;
    readonly key: string;
    readonly reasons: readonly string[];
  }
  | { readonly kind: "wait"; readonly cell: Cell; readonly producers: readonly Cell[] }
  | {
    readonly kind: "failed";
    readonly cell: Cell;
    readonly key: string;
    readonly problem: Problem;
  }
  | { readonly kind: "blocked"; readonly cell: Cell; readonly producers: readonly Cell[] };

/** What a plan is made from. */
export interface PlanContext {
  readonly preimages: PreimageContext;
  readonly store: Store;
  readonly history: History;
  /** Module graphs by hash: of the code as it is now, and of earlier code that the store remembers. */
  readonly readCode: ReadCode;
  /** Which cells that failed before run again. */
  readonly retry: RetryPolicy;
  /** Whether cells that read the clock run although they have a result. */
  readonly measure: boolean;
  /** The cells to plan, producers first. */
  readonly cells: readonly Cell[];
}

/** Plans every cell, producers first, without executing or writing anything. */
export function planCells(context: PlanContext): readonly PlannedCell[] {
  const { length } = context.preimages.pipeline.cells;
  const settled: Settled = {
    addresses: new Array(length),
    problems: new Array(length),
    states: new Array(length),
  };
  return context.cells.map((cell) => {
    const planned = planCell(context, cell, settled);
    settled.states[cell.index] = STATES[planned.kind];
    if (planned.kind === "reuse") settled.addresses[cell.index] = planned.address;
    if (planned.kind === "failed") settled.problems[cell.index] = planned.problem;
    return planned;
  });
}

/** What is known of the cells that were planned so far. */
interface Settled extends CellResults {
  readonly addresses: (string | undefined)[];
  readonly problems: (Problem | undefined)[];
  readonly states: (CellState | undefined)[];
}

const STATES: Readonly<Record<PlannedCell["kind"], CellState>> = {
  reuse: "there",
  failed: "gone",
  blocked: "gone",
  run: "open",
  wait: "open",
};

function planCell(context: PlanContext, cell: Cell, settled: Settled): PlannedCell {
  const readiness = judgeReadiness(cell, (index) => settled.states[index] ?? "open");
  if (readiness.kind !== "ready") {
    const { cells } = context.preimages.pipeline;
    const producers = readiness.producers.flatMap((index) => cells[index] ?? []);
    return { kind: readiness.kind, cell, producers };
  }
  const keyed = keyCell(context.preimages, cell, settled);
  const resolve = context.measure ? resolveFresh : resolveKey;
  const resolution = resolve(context.store, keyed, context.retry);
  const { key } = keyed;
  switch (resolution.kind) {
    case "reuse":
      return { kind: "reuse", cell, key, address: resolution.address };
    case "failed":
      return { kind: "failed", cell, key, problem: resolution.problem };
    case "run":
      return { kind: "run", cell, key, reasons: explainRun(context, keyed, resolution.because) };
  }
}

/** Says why a keyed cell runs, from the nearest earlier preimage of the same stage and axes. */
function explainRun(
  context: Pick<PlanContext, "store" | "history" | "readCode">,
  keyed: KeyedCell,
  because: RunCause,
): readonly string[] {
  if (because === "retry") return ["it failed before and --retry was given"];
  if (because === "measure") return ["it reads the clock and --measure was given"];
  if (because === "more time") return ["its time limit, which it ran into before, is longer now"];
  if (because === "fetch") return ["a file that it fetches could not be had before"];
  if (because === "artifact missing") return ["its artifact is not in the store any more"];
  const past = context.history.get(nameCell(keyed.cell));
  if (past === undefined) return ["new: this cell has not run before"];
  const record = context.store.readRecord(past.kind, past.key);
  if (record === undefined) return ["its earlier record is not in the store any more"];
  const differences = diffPreimages(record.preimage, keyed.preimage, context.readCode);
  if (differences.length === 0) return ["its record is not in the store any more"];
  return differences.map(formatDifference);
}
