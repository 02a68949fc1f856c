/** Takes the weights of patches out of the table of snapshots. */

import { KooplineError } from "../schemas/error.ts";
import { createMatrix, type Matrix } from "./matrix.ts";

/** Snapshots read at once: 8 doubles are a cache line of what is written. */
const TILE = 16;
/** Weights gathered at once, so that neighbours in a snapshot are read together. */
const GROUP = 64;

/** One patch's weights. */
export interface GatheredPatch {
  /** Number of the patch. */
  readonly patch: number;
  /** n × (P + 1): row i is the path of weight i; or its transpose where n > P + 1. */
  readonly weights: Matrix;
  /** Whether rows are snapshots. */
  readonly tall: boolean;
}

/**
 * Gathers patch after patch, a group of small ones at a time, into memory that later groups take again: what is
 * yielded is good until the next is asked for.
 *
 * @param snapshots (P + 1) × D.
 * @param round rounds to the precision of the fit.
 * @throws KooplineError `numeric.not_finite` with the snapshot and weight.
 */
export function* gatherPatches(
  snapshots: Matrix,
  patches: readonly Int32Array[],
  round: (x: number) => number,
): Generator<GatheredPatch> {
  let room = new Float64Array(0);
  for (let first = 0; first < patches.length;) {
    const places = patches[first]!;
    if (places.length > snapshots.rows) {
      yield { patch: first, weights: gatherRows(snapshots, places, round), tall: true };
      first++;
      continue;
    }
    const end = findEnd(patches, first, snapshots.rows);
    const together = patches.slice(first, end);
    const count = snapshots.rows * together.reduce((sum, places) => sum + places.length, 0);
    if (room.length < count) room = new Float64Array(count);
    const group = gatherColumns(snapshots, together, round, room);
    for (const [i, weights] of group.entries()) yield { patch: first + i, weights, tall: false };
    first = end;
  }
}

/** Gives where a group of patches that are not tall ends. */
function findEnd(patches: readonly Int32Array[], first: number, most: number): number {
  let weights = patches[first]!.length;
  let end = first + 1;
  while (end < patches.length && patches[end]!.length <= most) {
    weights += patches[end]!.length;
    if (weights > GROUP) break;
    end++;
  }
  return end;
}

function gatherRows(
  snapshots: Matrix,
  places: Int32Array,
  round: (x: number) => number,
): Matrix {
  const { rows, columns, data } = snapshots;
  const weights = createMatrix(rows, places.length);
  for (let t = 0; t < rows; t++) {
    for (let i = 0; i < places.length; i++) {
      const value = round(data[t * columns + places[i]!]!);
      if (!Number.isFinite(value)) throw failFinite(value, t, places[i]!);
      weights.data[t * places.length + i] = value;
    }
  }
  return weights;
}

function gatherColumns(
  { rows, columns, data }: Matrix,
  patches: readonly Int32Array[],
  round: (x: number) => number,
  room: Float64Array,
): readonly Matrix[] {
  let taken = 0;
  const group = patches.map(({ length }) => {
    const data = room.subarray(taken, taken += length * rows);
    return { rows: length, columns: rows, data };
  });
  for (let first = 0; first < rows; first += TILE) {
    const end = Math.min(rows, first + TILE);
    patches.forEach((places, p) => {
      const weights = group[p]!.data;
      for (let i = 0; i < places.length; i++) {
        let from = first * columns + places[i]!;
        for (let to = i * rows + first; to < i * rows + end; to++) {
          const value = round(data[from]!);
          if (!Number.isFinite(value)) throw failFinite(value, to - i * rows, places[i]!);
          weights[to] = value;
          from += columns;
        }
      }
    });
  }
  return group;
}

function failFinite(value: number, snapshot: number, weight: number): KooplineError {
  return new KooplineError({
    code: "numeric.not_finite",
    expected: "finite weights",
    found: `${value} in snapshot ${snapshot}, weight ${weight} (both from 0)`,
    hint: "The training diverged, or the precision is too small for its weights.",
  });
}
