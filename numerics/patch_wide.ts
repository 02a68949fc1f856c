/**
 * Singular values of a matrix that is much longer in one direction, in doubles: first Xᵀ = Q·R, then R.
 *
 * Chan 1982, ACM TOMS 8(1). The reflections of the long side are applied many at once; small matrices go to the careful
 * decomposition of `svd.ts`.
 */

import { decomposeByLevels } from "./patch_levels.ts";
import { type Matrix, transpose } from "./matrix.ts";
import { openPatchKernel } from "./patch_kernel.ts";
import { factorTall } from "./patch_tall.ts";
import { decomposeSingular, type SingularFactors } from "./svd.ts";

/** From this ratio of the sides reducing first is faster. */
const RATIO = 1.5;
/** From this many rows the decomposition by levels is faster. */
const MANY = 64;

/**
 * Decomposes a matrix as {@link decomposeSingular}; of a large one singular values below 2⁻⁴⁸·σ₁ come out as 0.
 *
 * @param x finite.
 * @throws KooplineError `numeric.too_large`, `numeric.no_convergence`.
 */
export function decomposeLarge(x: Matrix): SingularFactors {
  if (Math.min(x.rows, x.columns) < MANY) return decomposeSingular(x);
  if (x.rows > x.columns) {
    const { left, values, rightTransposed } = decomposeLarge(transpose(x));
    return { left: transpose(rightTransposed), values, rightTransposed: transpose(left) };
  }
  if (x.columns < RATIO * x.rows) return decomposeByLevels(x);
  const { r, lift } = factorTall(openPatchKernel("float64"), x);
  const { left, values, rightTransposed } = decomposeByLevels(transpose(r));
  return { left, values, rightTransposed: lift(rightTransposed) };
}
