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

/**
 * Chooses the rank.
 *
 * @param values singular values of an n × P matrix, all min(n, P) of them, largest first.
 * @param size n and P.
 * @returns k: what both the cut-off and the rule keep.
 * @throws KooplineError `numeric.rank` when nothing is left, or a fixed rank exceeds min(n, P).
 */
export function chooseRank(
  values: Float64Array,
  size: { readonly rows: number; readonly columns: number },
  rule: RankRule,
  cutoff: Cutoff,
): ChosenRank {
  const largest = values[0] ?? 0;
  const relative = cutoff === "machine"
    ? Math.max(size.rows, size.columns) * Number.EPSILON
    : cutoff;
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
  return { rank: Math.min(above, countByRule(values, size, rule)), cutoff: relative };
}

function countByRule(
  values: Float64Array,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  rule: RankRule,
): number {
  switch (rule.kind) {
    case "full":
      return values.length;
    case "fixed":
      return checkFixed(rule.rank, rows, columns);
    case "energy":
      return countByEnergy(values, rule.fraction);
    case "optimal":
      return countByThreshold(values, Math.min(rows, columns) / Math.max(rows, columns));
  }
}

function checkFixed(rank: number, rows: number, columns: number): number {
  if (rank <= Math.min(rows, columns)) return rank;
  throw new KooplineError({
    code: "numeric.rank",
    expected: `a rank of at most ${
      Math.min(rows, columns)
    } for ${rows} observables × ${columns} pairs`,
    found: `rank ${rank}`,
    hint: "Lower the rank, add delays or use longer trajectories.",
  });
}

function countByEnergy(values: Float64Array, fraction: number): number {
  // Relative to σ₁, so that squares neither overflow nor vanish.
  const shares = values.map((value) => (value / values[0]!) * (value / values[0]!));
  const total = shares.reduce((sum, share) => sum + share, 0);
  let sum = 0;
  for (let k = 0; k < shares.length; k++) {
    sum += shares[k]!;
    if (sum >= fraction * total) return k + 1;
  }
  return shares.length;
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
