/** Numbers by chance from a seed that can be given again: `KOOPLINE_SEED=7 deno test …`. */

/** The seed of this run of the tests. */
export const SEED = Number(Deno.env.get("KOOPLINE_SEED") ?? 20261122);

/** How many times the trials that continuous integration makes. */
export const TRIALS = Number(Deno.env.get("KOOPLINE_TRIALS") ?? 1);

/** Draws whole numbers from `low` to `high` (left out). */
export type Draw = (low: number, high: number) => number;

/** Opens a sequence of random numbers (mulberry32). */
export function openDraw(seed: number): Draw {
  let state = seed >>> 0;
  return (low, high) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return low + ((x ^ (x >>> 14)) >>> 0) % (high - low);
  };
}
