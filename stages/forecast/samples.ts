/** The iterations after t2 at which predictions are looked at. */

import { KooplineError } from "../../schemas/error.ts";

/** The iterations 0, every, 2·every, … and T itself. */
export function sampleSteps(steps: number, every: number): Int32Array {
  const count = Math.ceil(steps / every);
  return Int32Array.from({ length: count + 1 }, (_, i) => i < count ? i * every : steps);
}

/**
 * Throws when T or the distance between points is no whole number of applications.
 *
 * @throws KooplineError `input.value`.
 */
export function checkSteps(steps: number, every: number, stride: number): void {
  for (const [name, value] of [["steps", steps], ["every", every]] as const) {
    if (value % stride === 0) continue;
    throw new KooplineError({
      code: "input.value",
      expected:
        `a multiple of ${stride} as \`${name}\`, since snapshots are ${stride} iterations apart`,
      found: `${value}`,
      hint: `One application of an operator is ${stride} iterations; record every step for others.`,
    });
  }
}
