/** The check that comes before a computation that could take more memory than a machine has. */

import { KooplineError } from "../schemas/error.ts";

/** The most that one computation may take, in bytes. */
const LARGEST = 4 * 2 ** 30;

/**
 * Throws when a computation would need more than 4 GiB.
 *
 * @param numbers how many float64 numbers it holds at once.
 * @param what the computation, as a noun phrase with its sizes.
 * @param hint what makes it smaller.
 * @throws KooplineError `numeric.too_large` with the need in GiB.
 */
export function assertMemory(numbers: number, what: string, hint: string): void {
  const bytes = 8 * numbers;
  if (bytes <= LARGEST) return;
  throw new KooplineError({
    code: "numeric.too_large",
    expected: `a computation within ${LARGEST / 2 ** 30} GiB of memory`,
    found: `${what}, which needs ${(bytes / 2 ** 30).toFixed(1)} GiB`,
    hint,
  });
}
