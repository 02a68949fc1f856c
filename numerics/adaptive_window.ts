/**
 * What patch operators of one window of a training are worth: how near the unit circle they turn, and how well they
 * predict the end of the window, which they have not seen.
 *
 * Operators are fitted to all snapshots of the window but the last H, and applied H times from there.
 *
 * - Error after k steps: e_k = ‖ŵ − w‖₂ over all weights of all patches, k = 1 … H; its baseline is that of linear
 *   extrapolation from the same snapshots (`extrapolation.ts`).
 * - Distance: the largest ||λ| − 1| of the eigenvalues that count. With z_t = Uᵀw_t, left and right eigenvectors
 *   l·Ã = λ·l and ‖v‖ = 1, l·v = 1, the part of a snapshot along a mode has the length |l·z_t|; the eigenvalue
 *   counts when Σ_t |l·z_t|² ≥ share·Σ_t ‖w_t − w̄‖², w̄ the mean: when its mode carries at least this
 *   share of what the patch moved about. Modes of less are the optimiser's noise, or rounding.
 */

import { KooplineError } from "../schemas/error.ts";
import { decomposeEigen } from "./eigen.ts";
import { chooseLag, extrapolateSnapshots } from "./extrapolation.ts";
import { createMatrix, type Matrix } from "./matrix.ts";
import { measureModulus } from "./order.ts";
import { openArithmetic } from "./patch_arithmetic.ts";
import type { PatchFactors } from "./patch_factors.ts";
import { cutOperator, factorPatches, type PatchOptions } from "./patch_fit.ts";
import type { PatchOperator } from "./patch_operator.ts";
import { openPatchKernel } from "./patch_kernel.ts";
import { predictPath } from "./patch_path.ts";
import { multiply } from "./product.ts";

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
  /** How operators are fitted; the first cut-off counts. */
  readonly operators: PatchOptions;
}

/** What a window is worth. */
export interface WindowWorth {
  /** Largest ||λ| − 1| of the eigenvalues that count, before projection; 0 where none does. */
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
  return predictEnd(snapshots, patches, holdOut, operators, () => {});
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
  { holdOut, share, operators }: WindowOptions,
): WindowWorth {
  const seen = takeRows(snapshots, 0, snapshots.rows - holdOut);
  let distance = 0;
  const { errors, baseline } = predictEnd(
    snapshots,
    patches,
    holdOut,
    operators,
    (factors, operator, places) => {
      const least = share * measureMotion(seen, places);
      distance = Math.max(distance, measureDistance(factors, operator, least));
    },
  );
  return { distance, error: averageSquare(errors), baseline: averageSquare(baseline) };
}

/** Looks at an operator before its eigenvalues are projected. */
type Look = (factors: PatchFactors, operator: PatchOperator, places: Int32Array) => void;

function predictEnd(
  snapshots: Matrix,
  patches: readonly Int32Array[],
  holdOut: number,
  options: PatchOptions,
  look: Look,
): HoldOut {
  checkLength(snapshots.rows, holdOut);
  const seen = takeRows(snapshots, 0, snapshots.rows - holdOut);
  const steps = Int32Array.from({ length: holdOut }, (_, k) => k + 1);
  const predictions = createMatrix(holdOut, snapshots.columns);
  const kernel = openPatchKernel(options.precision);
  const arithmetic = openArithmetic(options.precision);
  const cutoff = options.cutoffs[0]!;
  const plain = { ...options, projection: "none" } as const;
  for (const { patch, factors } of factorPatches(arithmetic, seen, patches, options)) {
    const operator = cutOperator(arithmetic, factors, plain, cutoff);
    look(factors, operator, patches[patch]!);
    const used = options.projection === "none"
      ? operator
      : cutOperator(arithmetic, factors, options, cutoff);
    predictPath(kernel, arithmetic, factors, used, {
      steps,
      predictions,
      places: patches[patch]!,
    });
  }
  const truth = takeRows(snapshots, seen.rows, holdOut);
  const line = extrapolateSnapshots(seen, "linear", chooseLag(seen.rows, holdOut), steps);
  return {
    errors: measureErrors(predictions, truth, patches),
    baseline: measureErrors(line, truth, patches),
  };
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

/** The largest ||λ| − 1| of the modes with at least the energy `least`; z_t are the columns of Σ·Vᵀ. */
function measureDistance(
  { values, right }: PatchFactors,
  { transition, summary: { rank } }: PatchOperator,
  least: number,
): number {
  if (rank === 0) return 0;
  const { columns } = right;
  const inside = createMatrix(rank, columns);
  for (let i = 0; i < rank; i++) {
    for (let t = 0; t < columns; t++) {
      inside.data[i * columns + t] = values[i]! * right.data[i * columns + t]!;
    }
  }
  const eigen = decomposeEigen(transition);
  const re = multiply(eigen.left.re, inside).data;
  const im = multiply(eigen.left.im, inside).data;
  let distance = 0;
  for (let j = 0; j < rank; j++) {
    let energy = 0;
    for (let at = j * columns; at < (j + 1) * columns; at++) {
      energy += re[at]! * re[at]! + im[at]! * im[at]!;
    }
    if (energy < least) continue;
    distance = Math.max(distance, Math.abs(measureModulus(eigen.re[j]!, eigen.im[j]!) - 1));
  }
  return distance;
}
