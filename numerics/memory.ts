/** The check that comes before a computation that could take more memory than a machine has. */

import { KooplineError } from "../schemas/error.ts";

const GIBIBYTE = 1_073_741_824;
/** The most that one computation may take, in bytes. */
const LARGEST = 4 * GIBIBYTE;

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
    expected: `a computation within ${LARGEST / GIBIBYTE} GiB of memory`,
    found: `${what}, which needs ${(bytes / GIBIBYTE).toFixed(1)} GiB`,
    hint,
  });
}
