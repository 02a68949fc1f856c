/**
 * What patch operators of one window of a training are worth: how near the unit circle they turn, and how well they
 * predict the end of the window, which they have not seen.
 *
 * The distance is the largest ||λ| − 1| of the eigenvalues that count. One counts when its mode carries a share of what
 * the patch moved about, Σ_t ‖m·φ(w_t)‖² ≥ share·Σ_t ‖w_t − w̄‖² with the mode m, the eigenfunction φ and the mean w̄,
 * and when it is verified: its ResDMD residual ‖φ(w⁺) − λ·φ(w)‖/‖λ·φ(w)‖ is at most `residual`. The noise of an
 * optimiser, and rounding, make eigenvalues inside the circle that are not: for noise that forgets itself at the rate λ
 * it is √(1/λ² − 1). A transient of the training has next to none. A patch none of whose eigenvalues counts has the
 * distance 1: nothing but noise is known of it; with the constant observable, whose eigenvalue 1 holds the patch at its
 * mean, 0. A patch stands still, and has the distance 0, when it moves by at most a millionth of its length, which is how
 * far the rounding of a recording in float32 takes it. How predictions are checked stands in `hold_out.ts`.
 */

import type { ComplexMatrix, ComplexVector } from "./complex_matrix.ts";
import { decomposeEigen } from "./eigen.ts";
import { fitPatches, type FittedPatch, measureHoldOut, takeSeen } from "./hold_out.ts";
import type { Matrix } from "./matrix.ts";
import { measureModulus } from "./order.ts";
import type { PatchOptions } from "./patch_fit.ts";
import { whiten } from "./patch_operator.ts";
import { measureResidual } from "./patch_spectrum.ts";

/** Errors up to this share of the weights' length are rounding, whatever the baseline's are. */
const ROUNDING = 1e-9;
/** Square of the share of its length that a patch which stands still moves by. */
const STILL = 1e-12;
/** Eigenvalues of larger operators take longer than another fit: they are looked for where it matters. */
const SMALL = 48;

/** How a window is looked at. */
export interface WindowOptions {
  /** Snapshots at the end of the window that are predicted, H. */
  readonly holdOut: number;
  /** Least share of a patch's motion that an eigenvalue's mode carries, so that it counts. */
  readonly share: number;
  /** Largest residual of an eigenvalue that counts, in units of |λ|. */
  readonly residual: number;
  /** How operators are fitted; the first cut-off counts. */
  readonly operators: PatchOptions;
}

/** What a window is worth. */
export interface WindowWorth {
  /**
   * Largest ||λ| − 1| of the eigenvalues that count, before projection; 1 where a patch has none, and NaN where the
   * predictions are worse than linear extrapolation, so that no eigenvalue is looked for.
   */
  readonly distance: number;
  /** √(Σ e_k²/H) of the operators; infinite or NaN where their predictions are. */
  readonly error: number;
  /** The same of linear extrapolation. */
  readonly baseline: number;
}

/**
 * Looks at a window.
 *
 * @param snapshots rows = snapshots, at least holdOut + 2; @param patches places of each patch's weights.
 * @throws KooplineError `numeric.undefined` for a window too short; what fits throw.
 */
export function inspectWindow(
  snapshots: Matrix,
  patches: readonly Int32Array[],
  { holdOut, share, residual, operators }: WindowOptions,
): WindowWorth {
  const seen = takeSeen(snapshots, holdOut);
  let distance = 0;
  const look = ({ places, factors, operator }: FittedPatch) => {
    const { motion, square } = measureMotion(seen, places);
    if (motion <= STILL * square) return;
    const limits = { least: share * motion, residual };
    distance = Math.max(distance, measureDistance(factors, operator, limits));
  };
  const large: Int32Array[] = [];
  const held = measureHoldOut(snapshots, patches, holdOut, operators, (fitted) => {
    if (fitted.operator.reduced.rows <= SMALL) look(fitted);
    else large.push(fitted.places);
  });
  const [error, baseline] = [averageSquare(held.errors), averageSquare(held.baseline)];
  const nothing = ROUNDING * measureLast(seen, patches);
  // A prediction that is not finite is no better than any.
  if (!(error <= Math.max(baseline, nothing))) return { distance: NaN, error, baseline };
  for (const fitted of fitPatches(seen, large, operators)) look(fitted);
  return { distance, error, baseline };
}

/** ‖w‖₂ of the last row, over the weights that lie in patches. */
function measureLast({ rows, columns, data }: Matrix, patches: readonly Int32Array[]): number {
  let sum = 0;
  for (const places of patches) {
    for (const place of places) {
      const weight = data[(rows - 1) * columns + place]!;
      sum += weight * weight;
    }
  }
  return Math.sqrt(sum);
}

function averageSquare(errors: Float64Array): number {
  const sum = errors.reduce((total, error) => total + error * error, 0);
  return Math.sqrt(sum / errors.length);
}

/** Σ_t ‖w_t − w̄‖² and Σ_t ‖w_t‖² of a patch over the snapshots X of its fit, all but the last. */
function measureMotion({ rows, columns, data }: Matrix, places: Int32Array) {
  let [motion, square] = [0, 0];
  for (const place of places) {
    let mean = 0;
    for (let t = 0; t < rows - 1; t++) mean += data[t * columns + place]!;
    mean /= rows - 1;
    for (let t = 0; t < rows - 1; t++) {
      const value = data[t * columns + place]!;
      motion += (value - mean) * (value - mean);
      square += value * value;
    }
  }
  return { motion, square };
}

/**
 * The largest ||λ| − 1| of the verified modes with at least the energy `least`.
 *
 * In the coordinates Vᵀ = Σ⁻¹z, whose rows are orthonormal over the snapshots, Σ_t |φ(w_t)|² = ‖l‖² for the left
 * eigenvector l of Σ⁻¹·Ã·Σ, and the mode has the length ‖Σ·v‖ for the right one.
 */
function measureDistance(
  factors: FittedPatch["factors"],
  { reduced }: FittedPatch["operator"],
  { least, residual }: { readonly least: number; readonly residual: number },
): number {
  const { rows: rank } = reduced;
  if (rank === 0) return 0;
  const { values } = factors;
  const { re, im, left, right } = decomposeEigen(whiten(reduced, values));
  let distance: number | undefined;
  for (let j = 0; j < rank; j++) {
    const modulus = measureModulus(re[j]!, im[j]!);
    const own = Math.abs(modulus - 1);
    if (distance !== undefined && own <= distance) continue;
    const row = takeRow(left, j);
    if (squareLength(row) * squareMode(right, values, j) < least) continue;
    const pair = { re: re[j]!, im: im[j]!, modulus, left: row };
    if (measureResidual(factors, pair, modulus) <= residual) distance = own;
  }
  return distance ?? (factors.constant === null ? 1 : 0);
}

function takeRow({ re, im }: ComplexMatrix, j: number): ComplexVector {
  const pick = ({ columns, data }: Matrix) => data.slice(j * columns, (j + 1) * columns);
  return { re: pick(re), im: pick(im) };
}

function squareLength({ re, im }: ComplexVector): number {
  let sum = 0;
  for (let i = 0; i < re.length; i++) sum += re[i]! * re[i]! + im[i]! * im[i]!;
  return sum;
}

/** ‖Σ·v‖². */
function squareMode({ re, im }: ComplexMatrix, values: Float64Array, j: number): number {
  let sum = 0;
  for (let i = 0; i < re.rows; i++) {
    const [a, b] = [re.data[i * re.columns + j]!, im.data[i * re.columns + j]!];
    sum += values[i]! * values[i]! * (a * a + b * b);
  }
  return sum;
}
