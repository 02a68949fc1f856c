/** What the plan says of a cell: why it runs, or what of its own has changed while it waits for others. */

import { KooplineError } from "../../schemas/error.ts";
import { readObject } from "../../schemas/json_object.ts";
import { type Cell, type ExpandedStage, nameCell } from "../pipeline/expanded.ts";
import type { Preimage } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import {
  type Difference,
  diffLeaves,
  diffPreimages,
  formatDifference,
  type ReadCode,
} from "./explain.ts";
import type { History, PastCell, PastStage } from "./history.ts";
import type { KeyedCell, RunCause } from "./resolve.ts";

/** What cells are compared with. */
export interface ReasonContext {
  readonly store: Store;
  readonly history: History;
  /** Module graphs by hash: of the code as it is now, and of earlier code that the store remembers. */
  readonly readCode: ReadCode;
}

/** Says why a keyed cell runs, from the nearest earlier preimage of the same stage and axes. */
export function explainRun(
  context: ReasonContext,
  { cell, key, preimage }: KeyedCell,
  because: RunCause,
): readonly string[] {
  if (because === "retry") return ["it failed before and --retry was given"];
  if (because === "measure") return ["it reads the clock and --measure was given"];
  if (because === "more time") return ["its time limit, which it ran into before, is longer now"];
  if (because === "fetch") return ["a file that it fetches could not be had before"];
  if (because === "artifact missing") return ["its artifact is not in the store any more"];
  const past = context.history.cells.get(nameCell(cell));
  if (past === undefined) return [explainNew(context.history, cell)];
  if (past.key === key) return ["its record is not in the store any more"];
  const before = readPast(context.store, past);
  if (typeof before === "string") return [before];
  return describe(context, cell, diffPreimages(before, preimage, context.readCode));
}

/** Reads an earlier preimage, or says why there is none to compare with. */
function readPast(store: Store, { kind, key }: PastCell): Preimage | string {
  try {
    return store.readRecord(kind, key)?.preimage ??
      "its earlier record is not in the store any more";
  } catch (error) {
    if (!(error instanceof KooplineError) || error.code !== "store.format") throw error;
    return `its earlier record is of ${error.problems[0].found}`;
  }
}

/** What is known of a cell before its inputs are. */
export interface WaitReasons {
  /** Whether it runs whatever comes of the cells that it waits for. */
  readonly runs: boolean;
  readonly reasons: readonly string[];
}

const UNKNOWN: WaitReasons = { runs: false, reasons: [] };

/**
 * Says what has changed of a waiting cell itself.
 *
 * @param build gives its preimage, in which inputs may lack.
 */
export function explainWait(
  context: ReasonContext,
  cell: Cell,
  build: () => Preimage,
): WaitReasons {
  const { history, store, readCode } = context;
  if (history.unknown !== undefined) return UNKNOWN;
  const past = history.cells.get(nameCell(cell));
  if (past === undefined) return { runs: false, reasons: [explainNew(history, cell)] };
  const before = readPast(store, past);
  if (typeof before === "string") return UNKNOWN;
  const own = diffPreimages(leaveInputs(before), leaveInputs(build()), readCode);
  const rewired = listRewired(history.stages.get(cell.stage.name), cell.stage);
  return { runs: own.length > 0, reasons: [...own, ...rewired].map(formatDifference) };
}

/** The part of a preimage that is known before its inputs are. */
function leaveInputs({ missing: _, pipeline, ...preimage }: Preimage): Preimage {
  const { failed: __, ...shown } = readObject(pipeline);
  return { ...preimage, inputs: {}, ...(pipeline === undefined ? {} : { pipeline: shown }) };
}

/** Says why a cell has no earlier key. */
function explainNew(history: History, cell: Cell): string {
  if (history.unknown !== undefined) return history.unknown;
  const before = history.stages.get(cell.stage.name);
  // An older history names no stages.
  const isKnown = history.stages.size === 0 || history.cells.has(nameCell(cell));
  if (isKnown) return "new: this cell has not run before";
  if (before === undefined) return "new: the pipeline had no such stage";
  const { over } = cell.stage;
  const earlier = Object.keys(before.axes);
  if (earlier.join() !== over.join()) {
    return `axes of the stage: ${listAxes(earlier)} → ${listAxes(over)}`;
  }
  const added = over.filter((axis) => !before.axes[axis]?.includes(cell.axes[axis] ?? ""));
  if (added.length === 0) return "new: `where` left this cell out before";
  return added.map((axis) => `axis ${axis}: ${cell.axes[axis]} is new`).join(", ");
}

function listAxes(axes: readonly string[]): string {
  return axes.join(", ") || "none";
}

/** Writes differences as lines; inputs of a port that other stages serve now are one. */
function describe(
  { history }: ReasonContext,
  { stage }: Cell,
  differences: readonly Difference[],
): readonly string[] {
  const rewired = listRewired(history.stages.get(stage.name), stage);
  const ports = new Map(rewired.map((one) => [one.name, one]));
  const lines = differences.map((difference) => {
    const port = difference.what === "input" ? difference.name.replace(/\[.*$/s, "") : "";
    return formatDifference(ports.get(port) ?? difference);
  });
  return [...new Set(lines)];
}

function listRewired(
  before: PastStage | undefined,
  stage: ExpandedStage,
): readonly Difference[] {
  if (before === undefined) return [];
  const list = (needs: PastStage["needs"]) =>
    new Map(Object.entries(needs).map(([port, names]) => [port, names.join(", ")]));
  return diffLeaves("needs", list(before.needs), list(stage.needs));
}
