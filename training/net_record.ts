/** The `Net` record of `kernels/dense_net.ts`: which fields it has, and how they are written. */

import type { Arena } from "../kernels/arena.ts";

/** Fields of a `Net` record of four bytes, in its order; then those of eight. */
const NET_FIELDS = [
  "depth",
  "layers",
  "loss",
  "optimiser",
  "parameters",
  "gradient",
  "state1",
  "state2",
  "bytes",
  "pixels",
  "reals",
  "dense",
  "inputStride",
  "labels",
  "targets",
  "table",
  "shiftedTable",
  "exampleMasks",
  "pixelMasks",
  "capacity",
  "sparse",
  "row",
  "panel",
  "hits",
] as const;
const NUMBER_FIELDS = [
  "scale",
  "mean",
  "deviation",
  "shift",
  "rate",
  "weightDecay",
  "decay1",
  "decay2",
  "epsilon",
  "power1",
  "power2",
] as const;

/** Fields of four bytes of a `Net` record. */
export type NetPointers = Partial<Record<typeof NET_FIELDS[number], number>>;

/** Fields of eight bytes of a `Net` record. */
export type NetNumbers = Partial<Record<typeof NUMBER_FIELDS[number], number>>;

/** What reads and writes a `Net` record. */
export interface NetRecord {
  setPointers(fields: NetPointers): void;
  setNumbers(fields: NetNumbers): void;
  /** Examples found in the right class by the last evaluation. */
  countHits(): number;
}

/** Opens what reads and writes a `Net` record. */
export function openNetRecord(arena: Arena, record: number): NetRecord {
  return {
    setPointers: (fields) => writeFields(arena, record, NET_FIELDS, fields),
    setNumbers(fields) {
      const numbers = arena.f64(record + 4 * NET_FIELDS.length, NUMBER_FIELDS.length);
      NUMBER_FIELDS.forEach((name, i) => numbers[i] = fields[name] ?? numbers[i]!);
    },
    countHits: () => arena.i32(record + 4 * NET_FIELDS.indexOf("hits"), 1)[0]!,
  };
}

/** Writes fields of four bytes of a record; others stay as they are. */
export function writeFields<Name extends string>(
  arena: Arena,
  pointer: number,
  names: readonly Name[],
  fields: Partial<Record<Name, number>>,
): void {
  const record = arena.i32(pointer, names.length);
  names.forEach((name, i) => record[i] = fields[name] ?? record[i]!);
}
