/** The order of eigenvalues: falling modulus, then rising angle in (−π, π]. */

import { atan2, hypot } from "./elementary.ts";

/** Gives |λ|. */
export function measureModulus(re: number, im: number): number {
  return hypot(re, im);
}

/** Gives arg λ in (−π, π], in radians; 0 for λ = 0. */
export function measureAngle(re: number, im: number): number {
  // Adding 0 turns −0 into 0, which keeps −1 at π and 0 at 0.
  return re === 0 && im === 0 ? 0 : atan2(im + 0, re);
}

/**
 * Orders eigenvalues by falling modulus, then rising angle, then place.
 *
 * Conjugates have the same modulus to the bit, so the one below the real axis comes first.
 *
 * @param re real parts.
 * @param im imaginary parts, as many.
 * @returns the places of the eigenvalues in order.
 */
export function orderEigenvalues(re: Float64Array, im: Float64Array): number[] {
  const moduli = re.map((value, i) => measureModulus(value, im[i]!));
  const angles = re.map((value, i) => measureAngle(value, im[i]!));
  return Array.from(re, (_, i) => i).sort((a, b) =>
    moduli[b]! - moduli[a]! || angles[a]! - angles[b]! || a - b
  );
}
