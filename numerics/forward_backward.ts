/**
 * Forward–backward DMD: the noise bias of the operator forwards in time and of the one backwards cancel.
 *
 * Dawson, Hemati, Williams & Rowley 2016, Characterizing and correcting for the effect of sensor noise in
 * the dynamic mode decomposition, Exp. Fluids 57:42 (arXiv 1507.02264), forward–backward DMD: with
 * Ã_f = Z'·Z⁺ and B̃ = Z·Z'⁺, Ã = (Ã_f·B̃⁻¹)^½. Of the 2ᵏ roots the one nearest to Ã_f is taken.
 */

import { KooplineError } from "../schemas/error.ts";
import { invertMatrix } from "./inverse.ts";
import { makeDiagonal, type Matrix, transpose } from "./matrix.ts";
import { takeRootNear } from "./matrix_root.ts";
import { multiply, multiplyByTransposed } from "./product.ts";
import { decomposeSingular } from "./svd.ts";

/**
 * Fits Ã.
 *
 * @param forward Ã_f, k × k.
 * @param before Z, k × P, and after Z', k × P.
 * @throws KooplineError `numeric.rank` when successors span less than snapshots, so that there is no way
 * back; `numeric.undefined` when there is no real root.
 */
export function fitForwardBackward(forward: Matrix, before: Matrix, after: Matrix): Matrix {
  const { left, values, rightTransposed } = decomposeSingular(after);
  const largest = values[0]!;
  const smallest = values.at(-1)!;
  const inverse = smallest > after.columns * Number.EPSILON * largest
    ? invertMatrix(multiply(
      multiply(
        multiplyByTransposed(before, rightTransposed),
        makeDiagonal(values.map((value) => 1 / value)),
      ),
      transpose(left),
    ))
    : undefined;
  if (inverse === undefined) {
    throw new KooplineError({
      code: "numeric.rank",
      expected: "successors that span as much as the snapshots, for an operator backwards in time",
      found: `singular values from ${largest} down to ${smallest}`,
      hint: "Lower the rank, or take another method.",
    });
  }
  return takeRootNear(multiply(forward, inverse), forward);
}
