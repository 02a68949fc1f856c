/**
 * How well patch operators predict the end of a window, which they have not seen.
 *
 * Operators are fitted to all snapshots of the window but the last H, and applied H times from there. The error after k
 * steps is e_k = ‖ŵ − w‖₂ over all weights of all patches, k = 1 … H; its baseline is that of linear extrapolation
 * from the same snapshots (`extrapolation.ts`).
 */

import { KooplineError } from "../schemas/error.ts";
import { chooseLag, extrapolateSnapshots } from "./extrapolation.ts";
import { createMatrix, type Matrix, takeRows } from "./matrix.ts";
import { openArithmetic } from "./patch_arithmetic.ts";
import type { PatchFactors } from "./patch_factors.ts";
import { cutOperator, factorPatches, type PatchOptions } from "./patch_fit.ts";
import { openPatchKernel } from "./patch_kernel.ts";
import type { PatchOperator } from "./patch_operator.ts";
import { predictPath } from "./patch_path.ts";

/** Errors of predictions of the end of a window, H entries each. */
export interface HoldOut {
  /** e_k of the operators. */
  readonly errors: Float64Array;
  /** e_k of linear extrapolation. */
  readonly baseline: Float64Array;
}

/** A patch with its operator. */
export interface FittedPatch {
  readonly places: Int32Array;
  readonly factors: PatchFactors;
  readonly operator: PatchOperator;
}

/**
 * Predicts the last snapshots of a window from those before.
 *
 * @param snapshots rows = snapshots, at least holdOut + 2; @param patches places of each patch's weights.
 * @param operators how operators are fitted; the first cut-off counts.
 * @param look is shown each operator when it is fitted.
 * @throws KooplineError `numeric.undefined` for a window too short; what fits throw.
 */
export function measureHoldOut(
  snapshots: Matrix,
  patches: readonly Int32Array[],
  holdOut: number,
  operators: PatchOptions,
  look: (fitted: FittedPatch) => void = () => {},
): HoldOut {
  const seen = takeSeen(snapshots, holdOut);
  const steps = Int32Array.from({ length: holdOut }, (_, k) => k + 1);
  const predictions = createMatrix(holdOut, snapshots.columns);
  const arithmetic = openArithmetic(operators.precision);
  const kernel = openPatchKernel(operators.precision);
  for (const fitted of fitPatches(seen, patches, operators)) {
    const { places, factors, operator } = fitted;
    predictPath(kernel, arithmetic, factors, operator, { steps, predictions, places });
    look(fitted);
  }
  const truth = takeRows(snapshots, seen.rows, snapshots.rows);
  const line = extrapolateSnapshots(seen, "linear", chooseLag(seen.rows, holdOut), steps);
  return {
    errors: measureErrors(predictions, truth, patches),
    baseline: measureErrors(line, truth, patches),
  };
}

/**
 * Takes the snapshots of a window that are not held out.
 *
 * @throws KooplineError `numeric.undefined` for a window too short.
 */
export function takeSeen(snapshots: Matrix, holdOut: number): Matrix {
  checkLength(snapshots.rows, holdOut);
  return takeRows(snapshots, 0, snapshots.rows - holdOut);
}

/** Fits patch after patch; the first cut-off counts. */
export function* fitPatches(
  seen: Matrix,
  patches: readonly Int32Array[],
  options: PatchOptions,
): Generator<FittedPatch> {
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
