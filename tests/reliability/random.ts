/** Numbers by chance from a seed that can be given again: `KOOPLINE_SEED=7 deno test …`. */

import { seedRandom } from "../../numerics/random.ts";

/** The seed of this run of the tests. */
export const SEED = Number(Deno.env.get("KOOPLINE_SEED") ?? 20261122);

/** How many times the trials that continuous integration makes. */
export const TRIALS = Number(Deno.env.get("KOOPLINE_TRIALS") ?? 1);

/** Draws whole numbers from `low` to `high` (left out). */
export type Draw = (low: number, high: number) => number;

/** Opens a sequence of random numbers. */
export function openDraw(seed: number): Draw {
  const stream = seedRandom(String(seed))("draw");
  return (low, high) => stream.integer(low, high - 1);
}
