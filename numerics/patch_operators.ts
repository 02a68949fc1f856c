/**
 * Patch operators: one finite-section Koopman operator A = Y·X⁺ for each group of weights, fitted to successive
 * snapshots of a training and applied in the place of its optimiser.
 *
 * Dogra & Redman 2020, Optimizing Neural Networks via Koopman Operator Theory, NeurIPS 33, section 3: with the observable
 * "the weights themselves" the operator is U = F'·F⁺. The pseudo-inverse has an explicit relative cut-off.
 */

import { createMatrix, type Matrix } from "./matrix.ts";
import { openArithmetic } from "./patch_arithmetic.ts";
import { cutOperator, factorPatches, type PatchCutoff, type PatchOptions } from "./patch_fit.ts";
import { openPatchKernel } from "./patch_kernel.ts";
import { type PatchSummary, summariseOperator } from "./patch_operator.ts";
import { predictPath } from "./patch_path.ts";

export { type PatchCutoff, type PatchOptions, resolvePatchCutoff } from "./patch_fit.ts";
export type { PatchSummary } from "./patch_operator.ts";
export { fitPatchOperators, type PatchOperators } from "./patch_steps.ts";

/** What the operators of one cut-off say. */
export interface PatchPredictions {
  readonly cutoff: PatchCutoff;
  /** Weights after each of the sampled numbers of steps, steps × D; a weight in no patch holds. */
  readonly predictions: Matrix;
  /** One a patch. */
  readonly summaries: readonly PatchSummary[];
}

/**
 * Fits patch after patch and predicts from the last snapshot on. Memory: one patch's factors and the predictions.
 *
 * @param snapshots (P + 1) × D, a row a snapshot.
 * @param patches for each the places of its weights in a snapshot; no weight in two.
 * @param steps numbers of applications, ascending, ≥ 0.
 * @param progress is told how many patches are done.
 * @returns one entry a cut-off, in the order of `options.cutoffs`; predictions may be infinite or NaN.
 * @throws KooplineError `numeric.undefined` for fewer than 2 snapshots; `numeric.not_finite` with the first such weight;
 * `numeric.rank` when a cut-off leaves nothing of a patch that is not zero; `numeric.too_large`,
 * `numeric.no_convergence`.
 */
export function predictPatches(
  snapshots: Matrix,
  patches: readonly Int32Array[],
  steps: Int32Array,
  options: PatchOptions,
  progress: (patches: number) => void = () => {},
): readonly PatchPredictions[] {
  const arithmetic = openArithmetic(options.precision);
  const kernel = openPatchKernel(options.precision);
  const held = snapshots.data.subarray((snapshots.rows - 1) * snapshots.columns);
  const results = options.cutoffs.map((cutoff) => ({
    cutoff,
    predictions: repeatRow(held, steps.length),
    summaries: new Array<PatchSummary>(),
  }));
  for (const { patch, factors } of factorPatches(arithmetic, snapshots, patches, options)) {
    for (const { cutoff, predictions, summaries } of results) {
      const operator = cutOperator(arithmetic, factors, options, cutoff);
      summaries.push(summariseOperator(factors, operator, options.projection, options.eigenvalues));
      const target = { steps, predictions, places: patches[patch]! };
      predictPath(kernel, arithmetic, factors, operator, target);
    }
    progress(patch + 1);
  }
  return results;
}

function repeatRow(row: Float64Array, count: number): Matrix {
  const result = createMatrix(count, row.length);
  for (let i = 0; i < count; i++) result.data.set(row, i * row.length);
  return result;
}
