/**
 * Floating-point operations of patch operators and of the baselines beside them: the complexity analysis of Dogra &
 * Redman 2020 (section 3.4), the same on every machine.
 *
 * Counted are + − × ÷ √, each as 1; a sum starts from what it is added to, so that a product of p × q and q × s
 * takes 2·p·q·s. With n weights in a patch, P pairs of snapshots, rank r, c = 1 with the constant observable and 0
 * without, a = max(n + c, P), b = min(n + c, P):
 *
 * | task         | operations                                                                        |
 * | ------------ | --------------------------------------------------------------------------------- |
 * | construction | 6·a·b² + 20·b³ for the singular values and vectors (R-SVD, Golub & Van Loan 2013, figure 8.6.1: an iteration has no exact count), 2·n·P·r for Y·V, 2·n·r² for Uᵀ(Y·V), n·r + r² divisions by Σ |
 * | enter        | 2·n·r: Uᵀ·w, half of the first application                                        |
 * | step         | 2·r²: Ã·h, in the coordinates of the span                                         |
 * | dense step   | 2·n²: A·w, as the papers apply it                                                 |
 * | power        | with k = T − 1: (2·r³ + 2·r²) for each of ⌊log₂ k⌋ squarings, 2·r² for each 1 bit of k (`kernels/patch_power.ts`) |
 * | read         | 2·n·r: the weights B·h, where they are looked at                                  |
 *
 * Beyond n = P + 1 weights the program enters and reads through the P + 1 reflections of the span, about 4·n·P operations,
 * as it never makes the dense B and U that are counted.
 */

import type { Extrapolation } from "./extrapolation.ts";

/** A patch as far as it is counted: n and r. */
export interface CountedPatch {
  readonly size: number;
  readonly rank: number;
}

/** Operations of all patches together. */
export interface PatchOperations {
  /** Fitting all operators. */
  readonly construction: number;
  /** Taking weights to the coordinates of the spans. */
  readonly enter: number;
  /** One application of all operators. */
  readonly step: number;
  /** One application of matrices of n × n. */
  readonly dense: number;
  /** T applications at once. */
  readonly power: number;
  /** Taking the weights out. */
  readonly read: number;
}

/**
 * Counts the operations of the operators of a partition.
 *
 * @param pairs P; @param steps T ≥ 1; @param constant whether the constant is an observable.
 */
export function countPatchOperations(
  patches: readonly CountedPatch[],
  { pairs, steps, constant }: {
    readonly pairs: number;
    readonly steps: number;
    readonly constant: boolean;
  },
): PatchOperations {
  const sum = (count: (patch: CountedPatch) => number) =>
    patches.reduce((total, patch) => total + count(patch), 0);
  return {
    construction: sum((patch) => countConstruction(patch, pairs, constant)),
    enter: sum(({ size, rank }) => 2 * size * rank),
    step: sum(({ rank }) => 2 * rank * rank),
    dense: sum(({ size }) => 2 * size * size),
    power: sum(({ rank }) => countPower(rank, steps)),
    read: sum(({ size, rank }) => 2 * size * rank),
  };
}

/** Counts the fit of the operator of one patch. */
export function countConstruction(
  { size, rank }: CountedPatch,
  pairs: number,
  constant: boolean,
): number {
  const rows = size + Number(constant);
  const [long, short] = [Math.max(rows, pairs), Math.min(rows, pairs)];
  const singular = 6 * long * short * short + 20 * short * short * short;
  const products = 2 * size * pairs * rank + 2 * size * rank * rank;
  return singular + products + size * rank + rank * rank;
}

/**
 * Counts T applications at once, in the coordinates of the span.
 *
 * @param rank r; @param steps T ≥ 1, of which entering those coordinates is the first.
 */
export function countPower(rank: number, steps: number): number {
  const apply = 2 * rank * rank;
  let operations = 0;
  for (let left = steps - 1; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) operations += apply;
    if (left > 1) operations += 2 * rank * rank * rank + apply;
  }
  return operations;
}

/** Operations of a baseline. */
export interface ExtrapolationOperations {
  /** Before the first step: the mean of the snapshots. */
  readonly construction: number;
  /** One step, whichever. */
  readonly step: number;
}

/**
 * Counts a baseline as `extrapolation.ts` writes it, s = k/h:
 *
 * | kind      | construction | step                                                             |
 * | --------- | ------------ | ---------------------------------------------------------------- |
 * | hold      | 0            | 0                                                                |
 * | linear    | 0            | 3·D + 1: w₀ + s·(w₀ − w₁), and s                                 |
 * | quadratic | 0            | 8·D + 4: beside it + c·(w₀ − 2·w₁ + w₂), and c = s·(s + 1)/2     |
 * | average   | n·D + D      | 0                                                                |
 *
 * @param weights D; @param snapshots n.
 */
export function countExtrapolation(
  kind: Extrapolation,
  weights: number,
  snapshots: number,
): ExtrapolationOperations {
  switch (kind) {
    case "hold":
      return { construction: 0, step: 0 };
    case "linear":
      return { construction: 0, step: 3 * weights + 1 };
    case "quadratic":
      return { construction: 0, step: 8 * weights + 4 };
    case "average":
      return { construction: snapshots * weights + weights, step: 0 };
  }
}
