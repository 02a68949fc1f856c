/** From snapshots to the operators of patches, one patch after the other. */

import { KooplineError } from "../schemas/error.ts";
import type { Matrix } from "./matrix.ts";
import type { PatchArithmetic, PatchPrecision } from "./patch_arithmetic.ts";
import { factorPatch, type PatchFactors } from "./patch_factors.ts";
import { gatherPatches } from "./patch_gather.ts";
import { makeOperator, type PatchOperator } from "./patch_operator.ts";
import { chooseRank, type Cutoff, type RankRule } from "./rank.ts";

/** How operators are fitted. */
export interface PatchOptions {
  /** The precision of everything: factors, operators and their application. */
  readonly precision: PatchPrecision;
  /** Whether the constant 1 is an observable beside the weights, which makes the operators affine. */
  readonly constant: boolean;
  /** What is kept of what is above the cut-off; `fixed` keeps at most so many values of each patch. */
  readonly rank: RankRule;
  /** Relative cut-offs; `machine` is max(n, P)·ε of the precision, ε = 2⁻²³ or 2⁻⁵². */
  readonly cutoffs: readonly Cutoff[];
  /** What becomes of eigenvalues outside the unit circle. */
  readonly projection: "none" | "unit_circle";
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
  cutoff: Cutoff,
): PatchOperator {
  const { values, shape } = factors;
  const relative = cutoff === "machine"
    ? Math.max(shape.rows, shape.columns) * arithmetic.epsilon
    : cutoff;
  const most = Math.min(shape.rows, shape.columns);
  const within = rule.kind === "fixed" ? { ...rule, rank: Math.min(rule.rank, most) } : rule;
  const rank = values.length === 0 ? 0 : chooseRank(values, shape, within, relative).rank;
  return makeOperator(arithmetic, factors, rank, projection);
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
