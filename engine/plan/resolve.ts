/** What is known of a cell before it runs: its key, its record, and whether its artifact is there. */

import type { Problem } from "../../schemas/error.ts";
import type { Cell } from "../pipeline/expanded.ts";
import type { CellRecord, Preimage } from "../store/record.ts";
import type { Store } from "../store/store.ts";
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
  | { readonly kind: "run"; readonly because: "no record" | "artifact missing" | "retry" };

/** Gives a cell its key, once the addresses of its inputs are known. */
export function keyCell(
  context: PreimageContext,
  cell: Cell,
  addresses: readonly (string | undefined)[],
): KeyedCell {
  const preimage = buildPreimage(context, cell, addresses);
  return { cell, key: hashPreimage(preimage), preimage };
}

/** Asks the store what it has under a key. */
export function resolveKey(store: Store, keyed: KeyedCell, retry: boolean): Resolution {
  const record = store.readRecord(keyed.preimage.kind, keyed.key);
  if (record === undefined) return { kind: "run", because: "no record" };
  const { outcome } = record;
  if (outcome.kind === "failed") {
    if (retry) return { kind: "run", because: "retry" };
    return { kind: "failed", problem: outcome.problem, record };
  }
  if (!store.hasArtifact(outcome.artifact)) return { kind: "run", because: "artifact missing" };
  return { kind: "reuse", address: outcome.artifact, record };
}

/** Lists the cells that a cell takes artifacts from, each once. */
export function listProducers(cell: Cell): readonly number[] {
  const producers = new Set<number>();
  for (const items of Object.values(cell.inputs)) {
    for (const item of items) producers.add(item.cell);
  }
  return [...producers];
}
