import { z } from "zod";
import { type BracketObservable, runBracket } from "../../numerics/bracket.ts";
import { Trajectories } from "../../schemas/trajectories.ts";
import { defineStage } from "../define.ts";
import { assertTrajectoryMemory, nameCoordinates, tabulateRuns } from "../trajectory_tables.ts";
import { countInitial, Initial, makeInitial } from "./bracket.ts";

/** Letters of the observables, as the equations name them. */
const LETTERS: Readonly<Record<BracketObservable, string>> = {
  point: "z",
  left: "a",
  right: "b",
  width: "w",
};

/** Runs bisection or regula falsi; README.md has the equations. */
export const rootfinding = defineStage({
  kind: "rootfinding",
  summary: "Trajectories of bisection or regula falsi.",
  params: z.strictObject({
    method: z.enum(["bisection", "regula_falsi"]).describe("how the next point is chosen"),
    function: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("tan") }),
      z.strictObject({
        kind: z.literal("bent"),
        delta: z.number().gt(1).describe("δ of z − (δ − 1)·z²"),
      }),
    ]).prefault({ kind: "tan" }).describe("f of F(z) = Σ f(z_i): tan z, or z − (δ − 1)·z²"),
    steps: z.int().min(1).max(10_000_000).default(100).describe(
      "snapshots T: the first point and T − 1 updates",
    ),
    dimension: z.int().min(1).max(1000).default(1).describe("coordinates d of z"),
    initial: Initial.describe("initial brackets [a, b]: a grid, or uniform random draws"),
    after_root: z.enum(["zero", "hold"]).default("hold").describe(
      "what follows an exact root: the root again, or zeros as in the authors' code",
    ),
    observe: z.array(z.enum(["point", "left", "right", "width"])).min(1)
      .refine((list) => new Set(list).size === list.length, { message: "name each only once" })
      .default(["point"])
      .describe("what is recorded of the bracket: z, a, b, b − a"),
    seed: z.int().default(0).describe("seeds `uniform` initial brackets"),
  }),
  needs: {},
  makes: Trajectories,
  run({ params, random, progress }) {
    const { method, steps, dimension, initial, observe } = params;
    const width = dimension * observe.length;
    assertTrajectoryMemory(countInitial(initial, dimension), steps, width);
    const brackets = makeInitial(initial, params.function, dimension, random("initial"));
    const problem = {
      method,
      function: params.function,
      afterRoot: params.after_root,
      observables: observe,
    };
    const runs = brackets.map(({ left, right }, number) => {
      progress(number / brackets.length);
      const { trajectory, rootStep } = runBracket(problem, left, right, steps);
      return {
        trajectory,
        outcome: rootStep === undefined ? "completed" : "exact root",
        lastStep: rootStep ?? steps - 1,
      };
    });
    return tabulateRuns(
      runs,
      observe.flatMap((observable) => nameCoordinates(LETTERS[observable], dimension)),
    );
  },
});
