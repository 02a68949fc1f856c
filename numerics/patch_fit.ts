/** From snapshots to the operators of patches, one patch after the other. */

import { KooplineError } from "../schemas/error.ts";
import type { Matrix } from "./matrix.ts";
import { FLOAT32_EPSILON, type PatchArithmetic, type PatchPrecision } from "./patch_precision.ts";
import { factorPatch, type PatchFactors } from "./patch_factors.ts";
import { gatherPatches } from "./patch_gather.ts";
import { makeOperator, type PatchOperator } from "./patch_operator.ts";
import { chooseRank, type Cutoff, type MatrixSize, type RankRule } from "./rank.ts";

/**
 * A relative cut-off. `machine` is max(n, P)·ε of the precision, ε = 2⁻²³ or 2⁻⁵², as in MATLAB; `jax` is ten times
 * that, as in jax.numpy.linalg.pinv.
 */
export type PatchCutoff = Cutoff | "jax";

/** How operators are fitted. */
export interface PatchOptions {
  /** The precision of everything: factors, operators and their application. */
  readonly precision: PatchPrecision;
  /** Whether the constant 1 is an observable beside the weights, which makes the operators affine. */
  readonly constant: boolean;
  /** What is kept of what is above the cut-off; `fixed` keeps at most so many values of each patch. */
  readonly rank: RankRule;
  readonly cutoffs: readonly PatchCutoff[];
  /** What becomes of eigenvalues outside the unit circle. */
  readonly projection: "none" | "unit_circle";
  /** Whether summaries tell radius and residual, which takes about as long as the fit; true when left out. */
  readonly eigenvalues?: boolean;
}

/** Factors patch after patch. */
export function* factorPatches(
  arithmetic: PatchArithmetic,
  snapshots: Matrix,
  patches: readonly Int32Array[],
  { constant }: PatchOptions,
): Generator<{ readonly patch: number; readonly factors: PatchFactors }> {
  assertSnapshots(snapshots);
  for (const gathered of gatherPatches(snapshots, patches, arithmetic.round)) {
    yield { patch: gathered.patch, factors: factorPatch(arithmetic, gathered, constant) };
  }
}

/** Makes the operator that a cut-off and the rank rule leave. */
export function cutOperator(
  arithmetic: PatchArithmetic,
  factors: PatchFactors,
  { rank: rule, projection }: PatchOptions,
  cutoff: PatchCutoff,
): PatchOperator {
  const { values, shape } = factors;
  const relative = resolvePatchCutoff(cutoff, shape, arithmetic.precision);
  const most = Math.min(shape.rows, shape.columns);
  const within = rule.kind === "fixed" ? { ...rule, rank: Math.min(rule.rank, most) } : rule;
  const rank = values.length === 0 ? 0 : chooseRank(values, shape, within, relative).rank;
  return makeOperator(arithmetic, factors, rank, projection);
}

/**
 * Gives a cut-off as a number.
 *
 * @param size n, with the constant observable n + 1, and P.
 */
export function resolvePatchCutoff(
  cutoff: PatchCutoff,
  { rows, columns }: MatrixSize,
  precision: PatchPrecision,
): number {
  if (typeof cutoff === "number") return cutoff;
  const epsilon = precision === "float32" ? FLOAT32_EPSILON : Number.EPSILON;
  return (cutoff === "jax" ? 10 : 1) * Math.max(rows, columns) * epsilon;
}

function assertSnapshots({ rows }: Matrix): void {
  if (rows >= 2) return;
  throw new KooplineError({
    code: "numeric.undefined",
    expected: "at least 2 snapshots, which make a pair",
    found: `${rows}`,
    hint: "Fit over more steps, or record more often.",
  });
}
