/** How many singular values a fit keeps: an explicit cut-off first, then an explicit rule. */

import { KooplineError } from "../schemas/error.ts";
import { computeOptimalThreshold } from "./hard_threshold.ts";

/**
 * A rank rule.
 * - `full`: everything above the cut-off.
 * - `fixed`: the largest `rank` values.
 * - `energy`: the fewest values whose squares add up to `fraction` of all.
 * - `optimal`: everything above the hard threshold of Gavish & Donoho 2014.
 */
export type RankRule =
  | { readonly kind: "full" }
  | { readonly kind: "fixed"; readonly rank: number }
  | { readonly kind: "energy"; readonly fraction: number }
  | { readonly kind: "optimal" };

/** A relative cut-off: values at or below cutoff·σ₁ are dropped; `machine` is max(n, P)·2⁻⁵². */
export type Cutoff = number | "machine";

/** What a fit keeps. */
export interface ChosenRank {
  /** k, at least 1. */
  readonly rank: number;
  /** The relative cut-off that was applied. */
  readonly cutoff: number;
}

/** n and P. */
export interface MatrixSize {
  readonly rows: number;
  readonly columns: number;
}

/** Gives the relative cut-off for a matrix of a size. */
export function resolveCutoff(cutoff: Cutoff, { rows, columns }: MatrixSize): number {
  return cutoff === "machine" ? Math.max(rows, columns) * Number.EPSILON : cutoff;
}

/**
 * Chooses the rank.
 *
 * @param values singular values of an n × P matrix, largest first: all min(n, P) of them, or, for the
 * rules `fixed` and `energy`, as many as the rule keeps.
 * @param size n and P.
 * @param total Σσ² over all of them in units of σ₁², for the rule `energy`; from `values` by default.
 * @returns k: what both the cut-off and the rule keep.
 * @throws KooplineError `numeric.rank` when nothing is left, or a fixed rank exceeds min(n, P).
 */
export function chooseRank(
  values: Float64Array,
  size: MatrixSize,
  rule: RankRule,
  cutoff: Cutoff,
  total: number = sumShares(values),
): ChosenRank {
  const largest = values[0] ?? 0;
  const relative = resolveCutoff(cutoff, size);
  const above = values.filter((value) => value > relative * largest).length;
  if (above === 0) {
    throw new KooplineError({
      code: "numeric.rank",
      expected: "a singular value above the cut-off",
      found: `σ₁ = ${largest} and a relative cut-off of ${relative}`,
      hint: largest === 0
        ? "All snapshots are zero; there is no operator to fit."
        : "Lower the cut-off.",
    });
  }
  return { rank: Math.min(above, countByRule(values, size, rule, total)), cutoff: relative };
}

function countByRule(
  values: Float64Array,
  size: MatrixSize,
  rule: RankRule,
  total: number,
): number {
  switch (rule.kind) {
    case "full":
      return values.length;
    case "fixed":
      assertRank(rule, size);
      return rule.rank;
    case "energy":
      return countByEnergy(values, rule.fraction * total);
    case "optimal":
      return countByThreshold(
        values,
        Math.min(size.rows, size.columns) / Math.max(size.rows, size.columns),
      );
  }
}

/**
 * Throws when a fixed rank is more than a matrix of a size can have.
 *
 * @throws KooplineError `numeric.rank`.
 */
export function assertRank(rule: RankRule, { rows, columns }: MatrixSize): void {
  const most = Math.min(rows, columns);
  if (rule.kind !== "fixed" || rule.rank <= most) return;
  throw new KooplineError({
    code: "numeric.rank",
    expected: `a rank of at most ${most} for ${rows} observables × ${columns} pairs`,
    found: `rank ${rule.rank}`,
    hint: "Lower the rank, add delays or use longer trajectories.",
  });
}

/**
 * Counts the largest values whose squares add up to a sum.
 *
 * @param wanted the sum, in units of σ₁².
 * @returns the fewest; one more than there are values when all do not reach it.
 */
export function countByEnergy(values: Float64Array, wanted: number): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) {
    // Relative to σ₁, so that squares neither overflow nor vanish.
    const share = values[k]! / values[0]!;
    sum += share * share;
    if (sum >= wanted) return k + 1;
  }
  return values.length + 1;
}

function sumShares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + (value / values[0]!) * (value / values[0]!), 0);
}

function countByThreshold(values: Float64Array, aspect: number): number {
  const middle = values.length >> 1;
  const median = values.length % 2 === 1
    ? values[middle]!
    : (values[middle - 1]! + values[middle]!) / 2;
  const threshold = computeOptimalThreshold(aspect) * median;
  const count = values.filter((value) => value > threshold).length;
  if (count > 0) return count;
  throw new KooplineError({
    code: "numeric.rank",
    expected: "a singular value above the optimal hard threshold",
    found: `σ₁ = ${values[0]}, the threshold ${threshold} = ω · median(σ)`,
    hint:
      "The singular values look like noise alone; choose the rank rule `fixed`, `energy` or `full`.",
  });
}
