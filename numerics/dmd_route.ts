/**
 * Which way a fit goes, by what it asks for and how large it is.
 *
 * The route `krylov` computes only the largest singular values, so it takes the rank rules `fixed` and
 * `energy` (of less than 1). `auto` takes it where that pays: at least 128 observables and pairs, eight
 * times the rank. When it does not end, or σ_k is below 1e-6·σ₁, `auto` goes on with `svd`.
 */

import { KooplineError } from "../schemas/error.ts";
import type { DmdOptions } from "./dmd.ts";
import type { PairFactors } from "./dmd_factors.ts";
import { factorByKrylov, guessRank, limitBasis } from "./dmd_krylov.ts";
import { factorBySvd } from "./dmd_svd.ts";
import { factorByKernel } from "./kernel_dmd.ts";
import type { Matrix } from "./matrix.ts";
import { assertMemory } from "./memory.ts";
import { assertRank } from "./rank.ts";
import {
  measureStack,
  type SnapshotStack,
  type StackShape,
  stackSnapshots,
} from "./snapshot_stack.ts";

/** A route as it is asked for. */
export type DmdRoute = "auto" | "svd" | "krylov";

/** Observables and pairs from which on `krylov` pays. */
const LARGE = 128;
/** Observables and pairs for each singular value that is kept, from which on `krylov` pays. */
const WIDE = 8;

const HINT = "Take fewer delays, fewer trajectories, a shorter window, or `reduce` the snapshots.";

/** What a route gave. */
export interface FactoredPairs {
  readonly factors: PairFactors;
  readonly stack: SnapshotStack;
  /** Why `auto` left a route for another. */
  readonly remark: string | undefined;
}

/**
 * Factors the pairs of trajectories.
 *
 * @throws KooplineError as `fitDmd`.
 */
export function factorPairs(
  trajectories: readonly Matrix[],
  options: DmdOptions,
): FactoredPairs {
  const shape = measureStack(trajectories, options.delays);
  const plain = { stack: () => stackSnapshots(trajectories, options.delays), remark: undefined };
  if (options.kernel !== undefined) {
    assertKernelMemory(shape);
    const stack = plain.stack();
    return { factors: factorByKernel(stack, options.kernel, options), stack, remark: undefined };
  }
  assertRank(options.rank, { rows: shape.observables, columns: shape.pairs });
  const route = options.route === "auto" ? chooseRoute(shape, options) : options.route;
  if (route === "svd") {
    assertSvdMemory(shape);
    const stack = plain.stack();
    return { factors: factorBySvd(stack, options), stack, remark: undefined };
  }
  assertKrylov(shape, options);
  const stack = plain.stack();
  const factors = factorByKrylov(stack, options);
  if (!("problem" in factors)) return { factors, stack, remark: undefined };
  if (options.route === "krylov") throw new KooplineError(factors.problem);
  assertSvdMemory(shape);
  const { expected, found } = factors.problem;
  return {
    factors: factorBySvd(stack, options),
    stack,
    remark: `expected ${expected}, but found ${found}; the fit takes the route \`svd\``,
  };
}

/** Gives the route that `auto` starts with. */
export function chooseRoute(
  { observables, pairs }: Pick<StackShape, "observables" | "pairs">,
  { rank }: Pick<DmdOptions, "rank">,
): "svd" | "krylov" {
  const guess = guessRank(rank);
  const smaller = Math.min(observables, pairs);
  const pays = guess !== undefined && smaller >= LARGE && smaller >= WIDE * guess;
  return pays ? "krylov" : "svd";
}

function assertSvdMemory({ observables, pairs }: StackShape): void {
  const smaller = Math.min(observables, pairs);
  // The snapshots, x, y, and what a singular value decomposition holds besides: a copy, its factors.
  assertMemory(
    5 * observables * pairs + 6 * smaller * smaller,
    `a fit of ${observables} observables × ${pairs} pairs by the route \`svd\``,
    HINT + " The rank rules `fixed` and `energy` need less, by the route `krylov`.",
  );
}

function assertKrylov({ observables, pairs, lengths, delays }: StackShape, options: DmdOptions) {
  const guess = guessRank(options.rank);
  if (guess === undefined) {
    throw new KooplineError({
      code: "input.value",
      expected: "the rank rule `fixed`, or `energy` below 1, for the route `krylov`",
      found: `the rule \`${options.rank.kind}\`, which needs every singular value`,
      hint: "Take `route: auto` or `route: svd`.",
    });
  }
  const snapshots = lengths.reduce((sum, length) => sum + length, 0);
  const block = (delays + 1) * (guess + 2);
  const most = Math.min(limitBasis(guess), observables, pairs);
  // The snapshots; products with one block; bases of both sides, their images, pairs along them, twice.
  assertMemory(
    (snapshots * observables) / (delays + 1) + 3 * snapshots * block +
      2 * most * (2 * observables + 3 * pairs),
    `a fit of ${observables} observables × ${pairs} pairs by the route \`krylov\``,
    HINT,
  );
}

function assertKernelMemory({ observables, pairs }: StackShape): void {
  // x, y; the kernel between pairs, its eigenvectors, and what their computation holds.
  assertMemory(
    3 * observables * pairs + 8 * pairs * pairs,
    `a kernel between ${pairs} pairs`,
    "Take fewer trajectories or a shorter window, or a dictionary of functions.",
  );
}
