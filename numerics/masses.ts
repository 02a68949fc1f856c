/**
 * Weights as whole units of mass, so that transport between them ends exactly.
 *
 * Shares of a total are rounded down, and the units that are left go to the largest remainders
 * (Hamilton's method), of equal ones to the first. Each mass is within one unit of its share.
 */

import { KooplineError } from "../schemas/error.ts";

/** Units that the weights of a spectrum are split into: 2³⁰, so that a share is exact to 1e-9. */
export const TOTAL_MASS = 1073741824;

/**
 * Splits a total into whole masses in proportion to weights.
 *
 * @param weights at least one; finite, ≥ 0, not all 0; in any unit.
 * @param total whole, less than 2³¹.
 * @throws KooplineError `numeric.not_finite` on weights that are not finite, `input.value` on negative
 * ones and on a sum of 0.
 */
export function apportionMass(weights: Float64Array, total = TOTAL_MASS): Int32Array {
  const largest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  const bad = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (bad >= 0 || largest === 0) refuseWeights(weights, bad);
  // Divided by the largest first: a sum of large weights would overflow.
  const parts = weights.map((weight) => weight / largest);
  const sum = parts.reduce((all, part) => all + part, 0);
  const shares = parts.map((part) => part / sum * total);
  const masses = Int32Array.from(shares, Math.floor);
  const left = total - masses.reduce((all, mass) => all + mass, 0);
  const order = Array.from(shares.keys()).sort((i, j) =>
    (shares[j]! - masses[j]!) - (shares[i]! - masses[i]!) || i - j
  );
  // Rounding of the shares can leave as much as one unit too many.
  for (let k = 0; k < left; k++) masses[order[k % order.length]!]!++;
  for (let k = 0; k < -left; k++) masses[weights.indexOf(largest)]!--;
  return masses;
}

function refuseWeights(weights: Float64Array, bad: number): never {
  if (bad < 0) {
    throw new KooplineError({
      code: "input.value",
      expected: "weights with a positive sum",
      found: `${weights.length} weights that are all 0`,
    });
  }
  throw new KooplineError({
    code: Number.isFinite(weights[bad]) ? "input.value" : "numeric.not_finite",
    expected: "finite weights ≥ 0",
    found: `${weights[bad]} as weight ${bad}`,
  });
}
