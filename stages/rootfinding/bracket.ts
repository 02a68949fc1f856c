/** Initial brackets of a root finding. */

import { z } from "zod";
import { type BracketFunction, evaluateFunction } from "../../numerics/bracket.ts";
import { countGrid, listGridIndices, spaceEvenly } from "../../numerics/grid.ts";
import type { RandomStream } from "../../numerics/random.ts";
import { KooplineError } from "../../schemas/error.ts";

const Ends = z.strictObject({
  low: z.number().describe("the end where the bracket lies lowest"),
  high: z.number().describe("the end where it lies highest"),
});

const ends = {
  left: Ends.describe("range of the left end a of each coordinate"),
  right: Ends.describe("range of the right end b of each coordinate"),
};

/** The `initial` parameter: a and b move together from low to high. */
export const Initial = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("grid"),
    points: z.int().min(1).max(10_000).describe("brackets along each coordinate"),
    ...ends,
  }),
  z.strictObject({
    kind: z.literal("uniform"),
    count: z.int().min(1).max(1_000_000).describe("brackets drawn"),
    ...ends,
  }),
]);

/** Initial brackets as a pipeline declares them. */
export type Initial = z.output<typeof Initial>;

/** A bracket: F(left) < 0 < F(right). */
export interface Bracket {
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/** Gives how many brackets there are, without making them. */
export function countInitial(initial: Initial, dimension: number): number {
  return initial.kind === "grid" ? countGrid(initial.points, dimension) : initial.count;
}

/**
 * Makes the initial brackets.
 *
 * @param stream drawn from for `uniform`: bracket by bracket, one number a coordinate for both ends.
 * @throws KooplineError `input.value` when F does not change its sign from − to + over a bracket.
 */
export function makeInitial(
  initial: Initial,
  chosen: BracketFunction,
  dimension: number,
  stream: RandomStream,
): Bracket[] {
  const brackets = initial.kind === "grid"
    ? makeGrid(initial, dimension)
    : Array.from({ length: initial.count }, () => drawBracket(initial, dimension, stream));
  brackets.forEach((bracket, number) => checkSigns(chosen, bracket, number));
  return brackets;
}

function makeGrid(
  { left, right, points }: Extract<Initial, { kind: "grid" }>,
  dimension: number,
): Bracket[] {
  const lefts = spaceEvenly(left.low, left.high, points);
  const rights = spaceEvenly(right.low, right.high, points);
  return listGridIndices(points, dimension).map((indices) => ({
    left: Float64Array.from(indices, (index) => lefts[index]!),
    right: Float64Array.from(indices, (index) => rights[index]!),
  }));
}

function drawBracket({ left, right }: Initial, dimension: number, stream: RandomStream): Bracket {
  const shares = Float64Array.from({ length: dimension }, () => stream.uniform());
  return {
    left: shares.map((share) => left.low + share * (left.high - left.low)),
    right: shares.map((share) => right.low + share * (right.high - right.low)),
  };
}

function checkSigns(chosen: BracketFunction, { left, right }: Bracket, number: number): void {
  const [below, above] = [evaluateFunction(chosen, left), evaluateFunction(chosen, right)];
  if (below < 0 && above > 0) return;
  throw new KooplineError({
    code: "input.value",
    expected: "brackets over which the function changes its sign from − to +",
    found: `F = ${below} and ${above} at the ends of bracket ${number}`,
    hint: "Change initial.left and initial.right.",
  });
}
