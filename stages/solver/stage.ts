import { Trajectories } from "../../schemas/trajectories.ts";
import { defineStage } from "../define.ts";
import { SolverParams } from "./params.ts";

/** Trains a net that solves Hamilton's equations; README.md has them. */
export const solver = defineStage({
  kind: "solver",
  summary: "The trajectory of a net's parameters while it learns to solve Hamilton's equations.",
  params: SolverParams,
  needs: {},
  makes: Trajectories,
  async run({ params, random, ...rest }) {
    const { prepareSolver } = await import("./prepare.ts");
    const { runRecorded } = await import("../train/recorded_run.ts");
    return await runRecorded((sinks) => prepareSolver(params, random, sinks), rest);
  },
});
