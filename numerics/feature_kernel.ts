/** Kernels: inner products of features that are never written out. */

import { exp } from "./elementary.ts";
import { createMatrix, type Matrix } from "./matrix.ts";

/**
 * A kernel between states x and y, in the data's unit.
 * - `gaussian`: exp(−‖x − y‖²/width²), Williams, Rowley & Kevrekidis 2015 (`kernel_dmd.ts`).
 * - `polynomial`: (1 + x·y)^degree, all monomials up to that degree with weights; ibid.
 */
export type FeatureKernel =
  | { readonly kind: "gaussian"; readonly width: number }
  | { readonly kind: "polynomial"; readonly degree: number };

/**
 * Gives k(x_i, y_j) from inner products.
 *
 * @param products x_i·y_j, P × P, in units of scale².
 * @param squaresX ‖x_i‖² and squaresY ‖y_j‖², in the same unit.
 */
export function applyKernel(
  kernel: FeatureKernel,
  products: Matrix,
  squaresX: Float64Array,
  squaresY: Float64Array,
  scale: number,
): Matrix {
  const { rows, columns } = products;
  const result = createMatrix(rows, columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const product = products.data[i * columns + j]!;
      result.data[i * columns + j] = kernel.kind === "gaussian"
        ? measureGaussian(squaresX[i]! + squaresY[j]! - 2 * product, kernel.width / scale)
        : raise(1 + product * scale * scale, kernel.degree);
    }
  }
  return result;
}

function measureGaussian(square: number, width: number): number {
  return exp(-Math.max(0, square) / width / width);
}

/** Gives xᵐ for a whole m ≥ 1 by products. */
export function raise(x: number, m: number): number {
  let power = x;
  for (let i = 1; i < m; i++) power *= x;
  return power;
}
