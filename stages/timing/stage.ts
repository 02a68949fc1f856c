import { Dataset } from "../../schemas/dataset.ts";
import { Timing } from "../../schemas/timing.ts";
import { Trajectories } from "../../schemas/trajectories.ts";
import { defineStage, one, optional } from "../define.ts";
import { TimingParams } from "./params.ts";

/** Times a step of the optimiser beside a step of its Koopman operators; README.md says how. */
export const timing = defineStage({
  kind: "timing",
  summary:
    "Measured times: a step of the optimiser, of its patch operators, and their construction.",
  params: TimingParams,
  needs: { trajectories: one(Trajectories), data: optional(one(Dataset)) },
  makes: Timing,
  effects: ["clock"],
  async run({ params, needs, clock, random, progress }) {
    const { timeSteps } = await import("./time.ts");
    return timeSteps(params, needs, { clock, random, progress });
  },
});
