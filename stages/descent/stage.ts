import { z } from "zod";
import { mapToParameter, mapToPoint } from "../../numerics/geometry.ts";
import type { Matrix } from "../../numerics/matrix.ts";
import { type DescentProblem, runDescent } from "../../numerics/online_descent.ts";
import { Trajectories } from "../../schemas/trajectories.ts";
import { defineStage } from "../define.ts";
import { assertTrajectoryMemory, nameCoordinates, tabulateRuns } from "../trajectory_tables.ts";
import { Coordinate, countInitial, Initial, makeInitial, ownCoordinate } from "./initial.ts";

const POSITIVE = "Expected a number above 0: only the geometry `euclidean` takes others.";

/** Runs mirror or gradient descent on a box; README.md has the equations. */
export const descent = defineStage({
  kind: "descent",
  summary: "Trajectories of online mirror descent or online gradient descent on a box.",
  params: z.strictObject({
    method: z.enum(["mirror", "gradient"]).describe(
      "mirror descent in x, or gradient descent in u with x = q(u)",
    ),
    loss: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("tan") }),
      z.strictObject({ kind: z.literal("square") }),
      z.strictObject({ kind: z.literal("quartic") }),
      z.strictObject({
        kind: z.literal("quadratic"),
        centre: z.number().describe("c of Σ (x − c)²/2"),
      }),
    ]).prefault({ kind: "tan" }).describe("f(x): Σ tan x, Σ x², Σ x⁴ or Σ (x − c)²/2"),
    geometry: z.enum(["log_barrier", "entropy", "euclidean"]).default("log_barrier").describe(
      "R = −Σ log x with q(u) = eᵘ, R = Σ (x log x − x) with q(u) = u²/4, or R = Σ x²/2 with q(u) = u",
    ),
    rate: z.number().gt(0).default(0.01).describe("step length η"),
    steps: z.int().min(1).max(10_000_000).default(100).describe(
      "snapshots T: the initial condition and T − 1 updates",
    ),
    dimension: z.int().min(1).max(1000).default(2).describe("coordinates d of x"),
    box: z.strictObject({
      low: z.number().default(0.01),
      high: z.number().default(1),
    }).refine(({ low, high }) => low < high, { message: "low must be below high" }).prefault({})
      .describe("bounds of every coordinate of x; above 0 but for `euclidean`"),
    initial: Initial.describe("initial conditions: a grid, or uniform random draws"),
    observe: Coordinate.default("own").describe(
      "the coordinate recorded: the method's own, or x or u for both methods",
    ),
    relative_to: z.number().nullable().default(null).describe(
      "a point of x, such as a fixed point; its image in the recorded coordinate is subtracted",
    ),
    seed: z.int().default(0).describe("seeds `uniform` initial conditions"),
  }).refine(({ geometry, box }) => geometry === "euclidean" || box.low > 0, {
    path: ["box", "low"],
    message: POSITIVE,
  }).refine(({ geometry, relative_to }) => geometry === "euclidean" || (relative_to ?? 1) > 0, {
    path: ["relative_to"],
    message: POSITIVE,
  }),
  needs: {},
  makes: Trajectories,
  run({ params, random, progress }) {
    const { method, geometry, loss, rate, box, steps, dimension, initial } = params;
    const problem: DescentProblem = { method, geometry, loss, rate, box };
    assertTrajectoryMemory(countInitial(initial, dimension), steps, dimension);
    const starts = makeInitial(initial, problem, dimension, random("initial"));
    const recorded = params.observe === "own" ? ownCoordinate(method) : params.observe;
    const runs = starts.map((start, number) => {
      progress(number / starts.length);
      const trajectory = runDescent(problem, start, steps);
      return {
        trajectory: observe(problem, trajectory, recorded, params.relative_to),
        outcome: "completed",
        lastStep: steps - 1,
      };
    });
    return tabulateRuns(runs, nameCoordinates(recorded, dimension));
  },
});

/** Gives a trajectory in the coordinate that is recorded, relative to a point of x. */
function observe(
  { method, geometry }: DescentProblem,
  trajectory: Matrix,
  recorded: "x" | "u",
  origin: number | null,
): Matrix {
  const convert = (value: number, from: "x" | "u") => {
    if (from === recorded) return value;
    return recorded === "x" ? mapToPoint(geometry, value) : mapToParameter(geometry, value);
  };
  const shift = origin === null ? 0 : convert(origin, "x");
  const own = ownCoordinate(method);
  return { ...trajectory, data: trajectory.data.map((value) => convert(value, own) - shift) };
}
