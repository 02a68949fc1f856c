/** Initial conditions of a descent. */

import { z } from "zod";
import { type Geometry, mapToParameter, mapToPoint } from "../../numerics/geometry.ts";
import { countGrid, listGridIndices, spaceEvenly } from "../../numerics/grid.ts";
import {
  type DescentMethod,
  type DescentProblem,
  findBounds,
} from "../../numerics/online_descent.ts";
import type { RandomStream } from "../../numerics/random.ts";
import { KooplineError } from "../../schemas/error.ts";

/** The coordinate that numbers are given or recorded in. */
export const Coordinate = z.enum(["own", "x", "u"]);

/** A coordinate as a pipeline names it. */
export type Coordinate = z.output<typeof Coordinate>;

const range = {
  coordinate: Coordinate.default("own").describe(
    "what low and high are in: the method's own coordinate (x for mirror, u for gradient), or x or u for both",
  ),
  low: z.number().describe("lowest value of each coordinate"),
  high: z.number().describe("highest value of each coordinate"),
};

/** The `initial` parameter. */
export const Initial = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("grid"),
    points: z.int().min(1).max(10_000).describe("points along each coordinate"),
    ...range,
  }),
  z.strictObject({
    kind: z.literal("uniform"),
    count: z.int().min(1).max(1_000_000).describe("initial conditions drawn"),
    ...range,
  }),
]);

/** Initial conditions as a pipeline declares them. */
export type Initial = z.output<typeof Initial>;

/** Gives how many initial conditions there are, without making them. */
export function countInitial(initial: Initial, dimension: number): number {
  return initial.kind === "grid" ? countGrid(initial.points, dimension) : initial.count;
}

/**
 * Makes the initial conditions in the method's own coordinate.
 *
 * @param stream drawn from for `uniform`: condition by condition, coordinate by coordinate.
 * @throws KooplineError `input.value` when low, high or a condition is outside the box.
 */
export function makeInitial(
  initial: Initial,
  problem: DescentProblem,
  dimension: number,
  stream: RandomStream,
): Float64Array[] {
  const { method, geometry } = problem;
  const from = initial.coordinate === "own" ? ownCoordinate(method) : initial.coordinate;
  const convert = (value: number) => convertCoordinate(geometry, value, from, method);
  for (const end of ["low", "high"] as const) checkInside(initial[end], convert, problem, from);
  if (initial.kind === "uniform") {
    return Array.from(
      { length: initial.count },
      () =>
        Float64Array.from(
          { length: dimension },
          () => convert(stream.uniform(initial.low, initial.high)),
        ),
    );
  }
  const values = spaceEvenly(initial.low, initial.high, initial.points).map(convert);
  return listGridIndices(initial.points, dimension).map((indices) =>
    Float64Array.from(indices, (index) => values[index]!)
  );
}

/** Gives the coordinate that a method moves. */
export function ownCoordinate(method: DescentMethod): "x" | "u" {
  return method === "mirror" ? "x" : "u";
}

function convertCoordinate(
  geometry: Geometry,
  value: number,
  from: "x" | "u",
  method: DescentMethod,
): number {
  if (from === ownCoordinate(method)) return value;
  return from === "x" ? mapToParameter(geometry, value) : mapToPoint(geometry, value);
}

function checkInside(
  value: number,
  convert: (value: number) => number,
  problem: DescentProblem,
  coordinate: "x" | "u",
): void {
  const own = convert(value);
  const { low, high } = findBounds(problem);
  if (own >= low && own <= high) return;
  throw new KooplineError({
    code: "input.value",
    expected: `initial conditions in the box, ${
      ownCoordinate(problem.method)
    } from ${low} to ${high}`,
    found: `${coordinate} = ${value}`,
    hint: "Change initial.low and initial.high, or the box.",
  });
}
