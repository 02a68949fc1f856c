/**
 * The spectrum of a fitted operator: eigenvalues, modes, energies, residuals.
 *
 * A snapshot's part along mode j is m_j·φ_j(x) with φ_j = l_j·z and the mode m_j = B·v_j for the fit's
 * basis B, divided by λ_j for exact modes (Tu et al. 2014). Its energy is the mean of ‖m_j·φ_j(x)‖² over the snapshots,
 * as a share of the mean of ‖x‖². Modes are not orthogonal, so shares need not add up to 1.
 */

import { type ComplexMatrix, type ComplexVector, createComplexMatrix } from "./complex_matrix.ts";
import type { DmdFit, DmdMethod } from "./dmd.ts";
import { decomposeEigen, type EigenDecomposition } from "./eigen.ts";
import { measureLength, turn } from "./eigenvectors.ts";
import type { Matrix } from "./matrix.ts";
import { multiply } from "./product.ts";
import { measureModulus } from "./order.ts";
import { measureForm, measureResiduals } from "./residual.ts";

/** What a spectrum is computed from. */
export interface SpectrumInput extends Pick<DmdFit, "matrix" | "basis" | "meanSquare"> {
  readonly gram: Pick<DmdFit["gram"], "xx" | "ee">;
  readonly method: DmdMethod;
}

/** One entry an eigenvalue, by falling modulus, then rising angle. */
export interface OperatorSpectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Share of the snapshots' mean square; NaN where the mode is undefined (see `measureEnergy`). */
  readonly energy: Float64Array;
  /** ResDMD residual. */
  readonly residual: Float64Array;
  /** Condition number of the eigenvalue, at least 1. */
  readonly condition: Float64Array;
  /** k × n, row j a mode of length 1 with its largest component real and positive. */
  readonly modes: ComplexMatrix;
}

/**
 * Computes the spectrum.
 *
 * @throws KooplineError `numeric.not_finite`, `numeric.no_convergence`.
 */
export function computeSpectrum(input: SpectrumInput): OperatorSpectrum {
  const { matrix, basis, gram } = input;
  const eigen = decomposeEigen(matrix);
  const carried = { re: multiply(basis, eigen.right.re), im: multiply(basis, eigen.right.im) };
  const modes = createComplexMatrix(matrix.rows, basis.rows);
  const energy = new Float64Array(matrix.rows);
  for (let j = 0; j < matrix.rows; j++) {
    const mode = takeColumn(carried, j);
    const length = measureLength(mode);
    energy[j] = measureEnergy(input, eigen, j, length);
    if (length === 0) continue;
    const unit = turn(mode);
    modes.re.data.set(unit.re.map((value) => value / length), j * basis.rows);
    modes.im.data.set(unit.im.map((value) => value / length), j * basis.rows);
  }
  return {
    re: eigen.re,
    im: eigen.im,
    energy,
    residual: measureResiduals(eigen.left, gram.xx, gram.ee),
    condition: eigen.condition,
    modes,
  };
}

/** NaN when the eigenvalue is defective, or 0 with an exact mode, which is divided by it. */
function measureEnergy(
  { matrix, method, gram, meanSquare }: SpectrumInput,
  eigen: EigenDecomposition,
  j: number,
  length: number,
): number {
  const modulus = measureModulus(eigen.re[j]!, eigen.im[j]!);
  if (isDefective(matrix, eigen, j) || (method === "exact" && modulus === 0)) return NaN;
  const size = method === "exact" ? length / modulus : length;
  return measureForm(eigen.left, j, gram.xx) * (size * size / meanSquare);
}

/**
 * Whether an eigenvalue cannot be told from a defective one: rounding Ã, which moves the eigenvalue by up to
 * about 2⁻⁵²·k·‖Ã‖·condition, may merge it with its nearest neighbour. The factor 16 leaves room for the rounding of
 * the fit, whose columns were divided by σ.
 */
function isDefective(
  matrix: Matrix,
  { re, im, condition }: EigenDecomposition,
  j: number,
): boolean {
  if (condition[j]! < 1e6) return false;
  let nearest = Infinity;
  for (let i = 0; i < re.length; i++) {
    if (i !== j) nearest = Math.min(nearest, measureModulus(re[i]! - re[j]!, im[i]! - im[j]!));
  }
  const size = measureLength({ re: matrix.data, im: new Float64Array(matrix.data.length) });
  return 16 * Number.EPSILON * matrix.rows * size * condition[j]! >= nearest;
}

function takeColumn({ re, im }: ComplexMatrix, j: number): ComplexVector {
  const pick = ({ rows, columns, data }: Matrix) =>
    Float64Array.from({ length: rows }, (_, i) => data[i * columns + j]!);
  return { re: pick(re), im: pick(im) };
}
