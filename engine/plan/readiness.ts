/** Whether a cell can be keyed yet: what its producers came to, and what its stage does without. */

import type { Cell } from "../pipeline/expanded.ts";
import { findPort } from "../pipeline/ports.ts";
import { listProducers } from "./resolve.ts";

/** What is known of a cell: its artifact is there, it failed or is blocked, or neither yet. */
export type CellState = "there" | "gone" | "open";

/** What follows for a cell that takes from others. */
export type Readiness =
  | { readonly kind: "ready" }
  | { readonly kind: "wait"; readonly producers: readonly number[] }
  | { readonly kind: "blocked"; readonly producers: readonly number[] };

/**
 * Judges a cell by the states of its producers.
 *
 * A stage with `allow_missing` does without what is gone, once nothing is open: not at ports that take one
 * artifact, and of the others each has to keep something unless its kind lets a stage leave it out.
 */
export function judgeReadiness(cell: Cell, read: (index: number) => CellState): Readiness {
  const short = listProducers(cell).filter((index) => read(index) !== "there");
  if (short.length === 0) return { kind: "ready" };
  const gone = short.filter((index) => read(index) === "gone");
  const blocking = gone.filter((index) => !canMiss(cell, index));
  if (blocking.length > 0) return { kind: "blocked", producers: blocking };
  const open = short.filter((index) => read(index) === "open");
  if (open.length > 0) return { kind: "wait", producers: open };
  return keepsEnough(cell, read) ? { kind: "ready" } : { kind: "blocked", producers: gone };
}

/** Whether a cell could do without a producer: its stage says so, and no port takes just that. */
export function canMiss(cell: Cell, producer: number): boolean {
  if (!cell.stage.allowMissing) return false;
  return Object.entries(cell.inputs).every(([port, items]) =>
    findPort(cell.stage.loaded.kind, port)?.arity !== "one" ||
    items.every((item) => item.cell !== producer)
  );
}

function keepsEnough(cell: Cell, read: (index: number) => CellState): boolean {
  let kept = 0;
  for (const [name, items] of Object.entries(cell.inputs)) {
    const there = items.filter((item) => read(item.cell) === "there").length;
    const port = findPort(cell.stage.loaded.kind, name);
    const isRequired = port !== undefined && port.arity !== "any" && port.optional !== true;
    if (isRequired && items.length > 0 && there === 0) return false;
    kept += there;
  }
  return kept > 0;
}
