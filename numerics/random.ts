/**
 * Seeded random numbers, equal on every machine.
 *
 * xoroshiro128+ (Blackman & Vigna 2018), by the pure-rand library; doubles carry 53 random bits. A
 * stream is named, so that drawing more numbers for one purpose leaves every other purpose alone.
 */

import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";

/** A stream of random numbers. */
export interface RandomStream {
  /** A double, uniform in [low, high); [0, 1) without arguments. */
  uniform(low?: number, high?: number): number;
  /** An integer, uniform in [low, high], both included. */
  integer(low: number, high: number): number;
  /** Reorders the list in place (Fisher–Yates) and returns it. */
  shuffle<T>(list: T[]): T[];
}

/** Gives the stream of a name; asking again starts the same stream anew. */
export type RandomSource = (name: string) => RandomStream;

/**
 * Makes the source of streams for a seed.
 *
 * @param seed any text; equal seeds give equal streams.
 */
export function seedRandom(seed: string): RandomSource {
  return (name) => openStream(hashState(`${seed}\u0000${name}`));
}

function openStream(state: readonly number[]): RandomStream {
  const generator = xoroshiro128plusFromState(state);
  const integer = (low: number, high: number) => uniformInt(generator, low, high);
  return {
    uniform: (low = 0, high = 1) => low + (high - low) * uniformFloat64(generator),
    integer,
    shuffle(list) {
      for (let i = list.length - 1; i > 0; i--) {
        const j = integer(0, i);
        const held = list[i]!;
        list[i] = list[j]!;
        list[j] = held;
      }
      return list;
    },
  };
}

/** Four 32-bit words from text: FNV-1a of each lane's salt and the text, then murmur3's finaliser. */
function hashState(text: string): number[] {
  const bytes = new TextEncoder().encode(text);
  return [1, 2, 3, 4].map((lane) => {
    let hash = (0x811c9dc5 ^ (lane * 0x9e3779b9)) | 0;
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) | 0;
  });
}
