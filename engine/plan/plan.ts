/** The plan: for every cell whether it is reused, runs, waits or failed before, and why. */

import type { Problem } from "../../schemas/error.ts";
import type { Cell } from "../pipeline/expanded.ts";
import type { CellResults } from "./missing.ts";
import { buildPreimage, type PreimageContext } from "./preimage.ts";
import { type CellState, judgeReadiness } from "./readiness.ts";
import { explainRun, explainWait, type ReasonContext } from "./reasons.ts";
import { keyCell, resolveFresh, resolveKey, type RetryPolicy } from "./resolve.ts";

/** What will become of a cell. */
export type PlannedCell =
  | { readonly kind: "reuse"; readonly cell: Cell; readonly key: string; readonly address: string }
  | {
    readonly kind: "run";
    readonly cell: Cell;
    readonly key: string;
    readonly reasons: readonly string[];
  }
  | {
    readonly kind: "wait";
    readonly cell: Cell;
    readonly producers: readonly Cell[];
    /** What is known to have changed of it. */
    readonly reasons: readonly string[];
    /** Whether it runs whatever its producers give. */
    readonly runs: boolean;
  }
  | {
    readonly kind: "failed";
    readonly cell: Cell;
    readonly key: string;
    readonly problem: Problem;
  }
  | { readonly kind: "blocked"; readonly cell: Cell; readonly producers: readonly Cell[] };

/** What a plan is made from. */
export interface PlanContext extends ReasonContext {
  readonly preimages: PreimageContext;
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
    if (readiness.kind === "blocked") return { kind: "blocked", cell, producers };
    const build = () => buildPreimage(context.preimages, cell, settled);
    return { kind: "wait", cell, producers, ...explainWait(context, cell, build) };
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
