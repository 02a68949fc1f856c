/**
 * The ResDMD residual of an eigenpair: how far the eigenfunction φ = l·z is from φ(x') = λ·φ(x).
 *
 * Colbrook & Townsend 2024, Rigorous data-driven computation of spectral properties of Koopman
 * operators for dynamical systems, Commun. Pure Appl. Math. 77 (arXiv 2111.14889), algorithm 2:
 * res(λ, g)² = g*(L − λAᴴ − λ̄A + |λ|²G)g / g*Gg with G = ⟨z zᵀ⟩, A = ⟨z z'ᵀ⟩, L = ⟨z' z'ᵀ⟩.
 * As l·Ã = λ·l, l·z' − λ·l·z = l·e with the error e = z' − Ã·z of any fit, so the numerator is
 * l⟨e eᵀ⟩lᴴ: the same number, without the cancellation that hides residuals below 1e-8.
 */

import type { ComplexMatrix } from "./complex_matrix.ts";
import type { Matrix } from "./matrix.ts";

/**
 * Measures the residuals of eigenpairs.
 *
 * @param left k × k, row j the left eigenvector l_j.
 * @param xx ⟨z zᵀ⟩, k × k, positive definite.
 * @param ee ⟨e eᵀ⟩, k × k, in the same unit.
 * @returns k residuals ≥ 0 in units of |λ|; 0 where the eigenfunction is exact on the data.
 */
export function measureResiduals(left: ComplexMatrix, xx: Matrix, ee: Matrix): Float64Array {
  return Float64Array.from({ length: left.re.rows }, (_, j) => {
    const error = measureForm(left, j, ee);
    return Math.sqrt(Math.max(0, error) / measureForm(left, j, xx));
  });
}

/** Gives l_j·M·l_jᴴ for a symmetric M: the mean squared size of l_j·z when M = ⟨z zᵀ⟩. */
export function measureForm(left: ComplexMatrix, j: number, form: Matrix): number {
  const k = form.rows;
  const re = left.re.data.subarray(j * k, (j + 1) * k);
  const im = left.im.data.subarray(j * k, (j + 1) * k);
  let sum = 0;
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) {
      sum += (re[a]! * re[b]! + im[a]! * im[b]!) * form.data[a * k + b]!;
    }
  }
  return sum;
}
