/** Chance for fuzzing: the same seed gives the same input on every machine. */

import { seedRandom } from "../../../numerics/random.ts";

/** Draws for one input. */
export interface Dice {
  /** A whole number from 0, below the limit; 0 when the limit is. */
  below(limit: number): number;
  /** True once in so many draws. */
  once(times: number): boolean;
  pick<T>(list: readonly T[]): T;
}

/** Opens the dice of a text. */
export function openDice(seed: string): Dice {
  const stream = seedRandom(seed)("fuzz");
  const below = (limit: number) => limit < 2 ? 0 : stream.integer(0, limit - 1);
  return {
    below,
    once: (times) => below(times) === 0,
    pick(list) {
      const item = list[below(list.length)];
      if (item === undefined) throw new Error("nothing to pick from");
      return item;
    },
  };
}
