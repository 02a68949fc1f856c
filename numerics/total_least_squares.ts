/**
 * Total least-squares DMD: noise in successors and in snapshots weighs alike.
 *
 * Hemati, Rowley, Deem & Cattafesta 2017, De-biasing the dynamic mode decomposition for applied Koopman
 * spectral analysis of noisy datasets, Theor. Comput. Fluid Dyn. 31 (arXiv 1502.03854). On
 * reduced pairs, [Z; Z'] (2k × P) is projected on its first k right singular vectors. With its left ones
 * [U₁₁; U₂₁] (2k × k), the operator Z̄'·Z̄⁺ is U₂₁·U₁₁⁻¹.
 */

import { KooplineError } from "../schemas/error.ts";
import { invertMatrix } from "./inverse.ts";
import { createMatrix, type Matrix } from "./matrix.ts";
import { multiply } from "./product.ts";
import { decomposeSingular } from "./svd.ts";

/**
 * Fits Ã.
 *
 * @param before Z, k × P, and after Z', k × P.
 * @throws KooplineError `numeric.rank` when the fit is not unique.
 */
export function fitTotalLeastSquares(before: Matrix, after: Matrix): Matrix {
  const k = before.rows;
  const both = createMatrix(2 * k, before.columns);
  both.data.set(before.data);
  both.data.set(after.data, before.data.length);
  const { left } = decomposeSingular(both);
  if (left.columns < k) throw new Error("a rank above the number of pairs");
  const cut = (first: number): Matrix => {
    const block = createMatrix(k, k);
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < k; j++) {
        block.data[i * k + j] = left.data[(first + i) * left.columns + j]!;
      }
    }
    return block;
  };
  const inverse = invertMatrix(cut(0));
  if (inverse === undefined) {
    throw new KooplineError({
      code: "numeric.rank",
      expected: "a unique total least-squares operator",
      found:
        `${k} directions of snapshots and successors that the snapshots alone do not tell apart`,
      hint: "Lower the rank.",
    });
  }
  return multiply(cut(k), inverse);
}
