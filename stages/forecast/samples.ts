/** The iterations after t2 at which predictions are looked at. */

import { KooplineError } from "../../schemas/error.ts";

/** The iterations 0, every, 2·every, … and T itself. */
export function sampleSteps(steps: number, every: number): Int32Array {
  const count = Math.ceil(steps / every);
  return Int32Array.from({ length: count + 1 }, (_, i) => i < count ? i * every : steps);
}

/**
 * How many applications of an operator a number of iterations is.
 *
 * @param name the parameter that gives the iterations.
 * @param stride iterations between snapshots.
 * @throws KooplineError `input.value` when it is no whole number of applications.
 */
export function countApplications(name: string, iterations: number, stride: number): number {
  if (iterations % stride === 0) return iterations / stride;
  throw new KooplineError({
    code: "input.value",
    expected:
      `a multiple of ${stride} as \`${name}\`, since snapshots are ${stride} iterations apart`,
    found: `${iterations}`,
    hint: "Give such a multiple, or record every step.",
  });
}
