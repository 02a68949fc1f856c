/** The check that comes before every iteration that NaN or Infinity would keep from ending. */

import { KooplineError } from "../schemas/error.ts";

/**
 * Throws when a value is NaN or infinite.
 *
 * @param values the numbers to look through.
 * @param locate names the place of the value at an index, as a reader knows it: "trajectory 3, step 17".
 * @throws KooplineError `numeric.not_finite` with the first such value and its place.
 */
export function assertFinite(
  values: ArrayLike<number>,
  locate: (index: number) => string,
): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new KooplineError({
      code: "numeric.not_finite",
      expected: "finite numbers",
      found: `${values[i]} at ${locate(i)}`,
    });
  }
}
