/**
 * The order in which examples are seen.
 *
 * - `natural`: the data set's own order, epoch after epoch;
 * - `shuffled`: an order of its own for each epoch, drawn from the stream `order/<epoch>` (Fisher–Yates);
 * - `fixed`: the first `batch` examples at every step.
 *
 * No batch reaches into the next epoch: when the batch size does not divide the number of examples, the last
 * batch of an epoch is smaller, or dropped.
 */

import type { RandomSource } from "../numerics/random.ts";

/** The order of examples. */
export type Order = "natural" | "shuffled" | "fixed";

/** How batches are cut. */
export interface Batching {
  readonly order: Order;
  /** Examples in a batch; at most `count`. */
  readonly batch: number;
  /** Examples there are. */
  readonly count: number;
  /** What becomes of the rest of an epoch that is smaller than a batch. */
  readonly lastBatch: "smaller" | "dropped";
}

/** Gives the next batch: places of examples, good until the next call. */
export type NextBatch = () => Int32Array;

/** Opens the sequence of batches. */
export function openOrder(batching: Batching, random: RandomSource): NextBatch {
  const { order, count, batch } = batching;
  const places = new Int32Array(count);
  countUp(places);
  if (order === "fixed") {
    const first = places.subarray(0, batch);
    return () => first;
  }
  // Views are cut once; shuffling changes what they see.
  const batches = cutBatches(places, batching);
  let epoch = -1;
  let next = batches.length;
  return () => {
    if (next === batches.length) {
      next = 0;
      epoch++;
      if (order === "shuffled") shuffle(places, random, epoch);
    }
    return batches[next++]!;
  };
}

function cutBatches(
  places: Int32Array,
  { count, batch, lastBatch }: Batching,
): readonly Int32Array[] {
  const batches = lastBatch === "smaller" ? Math.ceil(count / batch) : Math.floor(count / batch);
  return Array.from(
    { length: batches },
    (_, i) => places.subarray(i * batch, Math.min(count, (i + 1) * batch)),
  );
}

/** Begins from the natural order, so that an epoch's order depends on its own stream alone. */
function shuffle(places: Int32Array, random: RandomSource, epoch: number): void {
  const stream = random(`order/${epoch}`);
  countUp(places);
  for (let i = places.length - 1; i > 0; i--) {
    const j = stream.integer(0, i);
    const held = places[i]!;
    places[i] = places[j]!;
    places[j] = held;
  }
}

function countUp(places: Int32Array): void {
  for (let i = 0; i < places.length; i++) places[i] = i;
}
