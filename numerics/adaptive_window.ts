/**
 * What patch operators of one window of a training are worth: how near the unit circle they turn, and how well they
 * predict the end of the window, which they have not seen.
 *
 * Operators are fitted to all snapshots of the window but the last H, and applied H times from there.
 *
 * - Error after k steps: e_k = ‖ŵ − w‖₂ over all weights of all patches, k = 1 … H; its baseline is that of linear
 *   extrapolation from the same snapshots (`extrapolation.ts`).
 * - Distance: the largest ||λ| − 1| of the eigenvalues that count. One counts when its mode carries a share of
 *   what the patch moved about, Σ_t ‖m·φ(w_t)‖² ≥ share·Σ_t ‖w_t − w̄‖² with the mode m, the eigenfunction φ and the
 *   mean w̄, and when it is verified: its ResDMD residual ‖φ(w⁺) − λ·φ(w)‖/‖λ·φ(w)‖ is at most `residual`. The
 *   noise of an optimiser, and rounding, make eigenvalues inside the circle that are not: for noise that forgets itself
 *   at the rate λ it is √(1/λ² − 1). A transient of the training has next to none. A patch none of whose eigenvalues
 *   counts has the distance 1: nothing but noise is known of it.
 */

import { KooplineError } from "../schemas/error.ts";
import type { ComplexMatrix, ComplexVector } from "./complex_matrix.ts";
import { decomposeEigen } from "./eigen.ts";
import { chooseLag, extrapolateSnapshots } from "./extrapolation.ts";
import { createMatrix, type Matrix } from "./matrix.ts";
import { measureModulus } from "./order.ts";
import { openArithmetic } from "./patch_arithmetic.ts";
import type { PatchFactors } from "./patch_factors.ts";
import { cutOperator, factorPatches, type PatchOptions } from "./patch_fit.ts";
import { type PatchOperator, whiten } from "./patch_operator.ts";
import { openPatchKernel } from "./patch_kernel.ts";
import { predictPath } from "./patch_path.ts";
import { measureResidual } from "./patch_spectrum.ts";

/** Errors up to this share of the weights' length are rounding, whatever the baseline's are. */
const ROUNDING = 1e-9;

/** Errors of predictions of the end of a window, H entries each. */
export interface HoldOut {
  /** e_k of the operators. */
  readonly errors: Float64Array;
  /** e_k of linear extrapolation. */
  readonly baseline: Float64Array;
}

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
 * Predicts the last snapshots of a window from those before.
 *
 * @param snapshots rows = snapshots, at least holdOut + 2; @param patches places of each patch's weights.
 * @throws KooplineError `numeric.undefined` for a window too short; what fits throw.
 */
export function measureHoldOut(
  snapshots: Matrix,
  patches: readonly Int32Array[],
  holdOut: number,
  operators: PatchOptions,
): HoldOut {
  checkLength(snapshots.rows, holdOut);
  const seen = takeRows(snapshots, 0, snapshots.rows - holdOut);
  const steps = Int32Array.from({ length: holdOut }, (_, k) => k + 1);
  const predictions = createMatrix(holdOut, snapshots.columns);
  const arithmetic = openArithmetic(operators.precision);
  const kernel = openPatchKernel(operators.precision);
  for (const { places, factors, operator } of fitPatches(seen, patches, operators)) {
    predictPath(kernel, arithmetic, factors, operator, { steps, predictions, places });
  }
  const truth = takeRows(snapshots, seen.rows, holdOut);
  const line = extrapolateSnapshots(seen, "linear", chooseLag(seen.rows, holdOut), steps);
  return {
    errors: measureErrors(predictions, truth, patches),
    baseline: measureErrors(line, truth, patches),
  };
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
  const held = measureHoldOut(snapshots, patches, holdOut, operators);
  const [error, baseline] = [averageSquare(held.errors), averageSquare(held.baseline)];
  const seen = takeRows(snapshots, 0, snapshots.rows - holdOut);
  const nothing = ROUNDING * measureLast(seen, patches);
  // Eigenvalues take longer than predictions. A prediction that is not finite is no better than any.
  if (!(error <= Math.max(baseline, nothing))) return { distance: NaN, error, baseline };
  let distance = 0;
  for (const { places, factors, operator } of fitPatches(seen, patches, operators)) {
    const least = share * measureMotion(seen, places);
    distance = Math.max(distance, measureDistance(factors, operator, { least, residual }));
  }
  return { distance, error, baseline };
}

function* fitPatches(
  seen: Matrix,
  patches: readonly Int32Array[],
  options: PatchOptions,
): Generator<{
  readonly places: Int32Array;
  readonly factors: PatchFactors;
  readonly operator: PatchOperator;
}> {
  const arithmetic = openArithmetic(options.precision);
  for (const { patch, factors } of factorPatches(arithmetic, seen, patches, options)) {
    const operator = cutOperator(arithmetic, factors, options, options.cutoffs[0]!);
    yield { places: patches[patch]!, factors, operator };
  }
}

function checkLength(rows: number, holdOut: number): void {
  if (holdOut >= 1 && rows >= holdOut + 2) return;
  throw new KooplineError({
    code: "numeric.undefined",
    expected: "at least 1 snapshot held out at the end of a window, and at least 2 before it",
    found: `${holdOut} of ${rows} snapshots held out`,
    hint: "Widen the window, or change the share that is held out.",
  });
}

function takeRows({ columns, data }: Matrix, first: number, rows: number): Matrix {
  return { rows, columns, data: data.subarray(first * columns, (first + rows) * columns) };
}

/** ‖w‖₂ of the last row. */
function measureLast(seen: Matrix, patches: readonly Int32Array[]): number {
  const last = takeRows(seen, seen.rows - 1, 1);
  return measureErrors(createMatrix(1, seen.columns), last, patches)[0]!;
}

/** ‖ŵ − w‖₂ of each row, over the weights that lie in patches. */
function measureErrors(
  found: Matrix,
  truth: Matrix,
  patches: readonly Int32Array[],
): Float64Array {
  return Float64Array.from({ length: truth.rows }, (_, k) => {
    let sum = 0;
    for (const places of patches) {
      for (const place of places) {
        const at = k * truth.columns + place;
        const error = found.data[at]! - truth.data[at]!;
        sum += error * error;
      }
    }
    return Math.sqrt(sum);
  });
}

function averageSquare(errors: Float64Array): number {
  const sum = errors.reduce((total, error) => total + error * error, 0);
  return Math.sqrt(sum / errors.length);
}

/** Σ_t ‖w_t − w̄‖² of a patch over the snapshots X of its fit, all but the last. */
function measureMotion({ rows, columns, data }: Matrix, places: Int32Array): number {
  let motion = 0;
  for (const place of places) {
    let mean = 0;
    for (let t = 0; t < rows - 1; t++) mean += data[t * columns + place]!;
    mean /= rows - 1;
    for (let t = 0; t < rows - 1; t++) {
      const off = data[t * columns + place]! - mean;
      motion += off * off;
    }
  }
  return motion;
}

/**
 * The largest ||λ| − 1| of the verified modes with at least the energy `least`.
 *
 * In the coordinates Vᵀ = Σ⁻¹z, whose rows are orthonormal over the snapshots, Σ_t |φ(w_t)|² = ‖l‖² for the left
 * eigenvector l of Σ⁻¹·Ã·Σ, and the mode has the length ‖Σ·v‖ for the right one.
 */
function measureDistance(
  factors: PatchFactors,
  { reduced }: PatchOperator,
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
  return distance ?? 1;
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
