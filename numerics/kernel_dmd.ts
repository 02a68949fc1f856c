/**
 * Kernel EDMD: dynamic mode decomposition of features that only a kernel knows.
 *
 * Williams, Rowley & Kevrekidis 2015, A kernel-based method for data-driven Koopman spectral analysis,
 * J. Comput. Dyn. 2(2) (arXiv 1411.2260). With features as columns of Ψ, Ĝ = ΨᵀΨ = Q Σ² Qᵀ has entries
 * k(x_i, x_j) and ΨᵀΨ' entries k(x_i, y_j). Then Ψ = U Σ Qᵀ, Uᵀ·Ψ' = Σ⁻¹ Qᵀ (ΨᵀΨ'), and
 * Ã = Σ⁻¹ Qᵀ (ΨᵀΨ') Q Σ⁻¹, the transpose of their K̂. Modes carry the observables: X Q Σ⁻¹.
 */

import type { PairFactors } from "./dmd_factors.ts";
import type { DmdOptions } from "./dmd.ts";
import { assertFinite } from "./finite.ts";
import { applyKernel, type FeatureKernel } from "./feature_kernel.ts";
import { createMatrix, makeDiagonal, type Matrix, takeColumns, transpose } from "./matrix.ts";
import { collectPairs } from "./pairs.ts";
import { multiply, multiplyBySelf, multiplyTransposed } from "./product.ts";
import { chooseRank, resolveCutoff } from "./rank.ts";
import { measureSquare, type SnapshotStack } from "./snapshot_stack.ts";
import { decomposeSymmetric } from "./symmetric.ts";

/**
 * Factors the features of a stack's pairs.
 *
 * σ are roots of eigenvalues, so the cut-off is at least √(P·2⁻⁵²), below which they are rounding.
 *
 * @throws KooplineError `numeric.not_finite` when the kernel leaves the range of doubles,
 * `numeric.rank`, `numeric.no_convergence`.
 */
export function factorByKernel(
  stack: SnapshotStack,
  kernel: FeatureKernel,
  options: Pick<DmdOptions, "rank" | "cutoff">,
): PairFactors {
  const { x, y } = collectPairs(stack);
  const [squaresX, squaresY] = [sumSquares(x), sumSquares(y)];
  const gram = applyKernel(kernel, multiplyBySelf(x, "columns"), squaresX, squaresX, stack.scale);
  const cross = applyKernel(kernel, multiplyTransposed(x, y), squaresX, squaresY, stack.scale);
  for (const { data } of [gram, cross]) {
    assertFinite(
      data,
      (i) => `the kernel of pairs ${Math.floor(i / x.columns)} and ${i % x.columns}`,
    );
  }
  const { values: eigenvalues, vectors } = decomposeSymmetric(gram);
  const values = eigenvalues.map((value) => Math.sqrt(Math.max(0, value)));
  const size = { rows: x.columns, columns: x.columns };
  const rounding = Math.sqrt(resolveCutoff("machine", size));
  const given = options.cutoff === "machine" ? 0 : options.cutoff;
  const { rank, cutoff } = chooseRank(values, size, options.rank, Math.max(given, rounding));
  const kept = takeColumns(vectors, rank);
  const inverses = makeDiagonal(values.subarray(0, rank).map((value) => 1 / value));
  const right = transpose(kept);
  return {
    route: "kernel",
    unit: 1,
    values,
    rank,
    cutoff,
    right,
    after: multiply(inverses, multiply(right, cross)),
    basis: multiply(multiply(x, kept), inverses),
    meanSquare: measureSquare(stack) / stack.pairs,
  };
}

function sumSquares({ rows, columns, data }: Matrix): Float64Array {
  const sums = createMatrix(1, columns).data;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      sums[j] = sums[j]! + data[i * columns + j]! * data[i * columns + j]!;
    }
  }
  return sums;
}
