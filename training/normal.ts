/** Normal random numbers from a stream of uniform ones. */

import { log } from "../numerics/elementary.ts";
import type { RandomStream } from "../numerics/random.ts";

/**
 * Opens a stream of standard normal numbers by Marsaglia's polar method (Marsaglia & Bray 1964): for (a, b)
 * uniform in the unit disc and s = a² + b², both a·√(−2 ln s/s) and b·√(−2 ln s/s) are N(0, 1).
 */
export function openNormal(stream: RandomStream): () => number {
  let kept: number | undefined;
  return () => {
    if (kept !== undefined) {
      const value = kept;
      kept = undefined;
      return value;
    }
    for (;;) {
      const a = stream.uniform(-1, 1);
      const b = stream.uniform(-1, 1);
      const s = a * a + b * b;
      if (s === 0 || s >= 1) continue;
      const scale = Math.sqrt(-2 * log(s) / s);
      kept = b * scale;
      return a * scale;
    }
  };
}
