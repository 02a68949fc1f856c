/** The inverse of a small square matrix by its singular values. */

import { makeDiagonal, type Matrix, transpose } from "./matrix.ts";
import { multiply } from "./product.ts";
import { decomposeSingular } from "./svd.ts";

/** Gives A⁻¹ = V Σ⁻¹ Uᵀ, or undefined when σ_n ≤ n·2⁻⁵²·σ₁. */
export function invertMatrix(a: Matrix): Matrix | undefined {
  const { left, values, rightTransposed } = decomposeSingular(a);
  if (!(values.at(-1)! > a.rows * Number.EPSILON * values[0]!)) return undefined;
  const inverses = makeDiagonal(values.map((value) => 1 / value));
  return multiply(multiply(transpose(rightTransposed), inverses), transpose(left));
}
