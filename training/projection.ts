/** Random projections of parameters: a few seeded directions that see all of them. */

import { assertMemory } from "../numerics/memory.ts";
import { seedRandom } from "../numerics/random.ts";
import { KooplineError } from "../schemas/error.ts";
import { openNormal } from "./normal.ts";

/** A random projection. */
export interface Projection {
  /** Directions m. */
  readonly count: number;
  /**
   * `gaussian`: entries N(0, 1/m), which keeps lengths on average (Johnson & Lindenstrauss 1984);
   * `orthonormal`: Gaussian directions, orthonormalised in order.
   */
  readonly basis: "orthonormal" | "gaussian";
  /** Equal seeds give equal directions, whatever the seed of the training. */
  readonly seed: number;
}

/**
 * Opens a projection.
 *
 * @param length numbers n that it projects.
 * @returns a function that writes the m products of `values` with the directions, summed in order.
 * @throws KooplineError `input.value` for more orthonormal directions than numbers, `numeric.too_large`.
 */
export function openProjection(
  { count, basis, seed }: Projection,
  length: number,
): (values: Float64Array, into: Float64Array) => void {
  if (basis === "orthonormal" && count > length) {
    throw new KooplineError({
      code: "input.value",
      expected: `at most ${length} orthonormal directions of ${length} parameters`,
      found: `${count}`,
      hint: "Lower `count` of the projection, or take `basis: gaussian`.",
    });
  }
  assertMemory(count * length, `${count} directions of ${length} parameters`, "Lower `count`.");
  const normal = openNormal(seedRandom(`projection ${seed}`)("directions"));
  const scale = basis === "gaussian" ? 1 / Math.sqrt(count) : 1;
  const directions: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const direction = Float64Array.from({ length }, () => scale * normal());
    if (basis === "orthonormal") orthonormalise(direction, directions);
    directions.push(direction);
  }
  return (values, into) => {
    for (let i = 0; i < count; i++) into[i] = multiply(directions[i]!, values);
  };
}

/** Gram–Schmidt, twice: once leaves an error that grows with the condition ("twice is enough", Parlett 1980). */
function orthonormalise(direction: Float64Array, others: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass++) {
    for (const other of others) {
      const share = multiply(other, direction);
      for (let i = 0; i < direction.length; i++) direction[i]! -= share * other[i]!;
    }
  }
  const norm = Math.sqrt(multiply(direction, direction));
  for (let i = 0; i < direction.length; i++) direction[i]! /= norm;
}

function multiply(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
