import { Dataset } from "../../schemas/dataset.ts";
import { Trajectories } from "../../schemas/trajectories.ts";
import { defineStage, one } from "../define.ts";
import { TrainParams } from "./params.ts";

/** Trains a net and records how its parameters move; README.md has the formulas. */
export const train = defineStage({
  kind: "train",
  summary: "The trajectory of a neural network's parameters under training.",
  params: TrainParams,
  needs: { data: one(Dataset) },
  makes: Trajectories,
  async run({ params, needs, random, ...rest }) {
    const { prepareTraining } = await import("./prepare.ts");
    const { runRecorded } = await import("./recorded_run.ts");
    return await runRecorded(
      (sinks) => prepareTraining(params, needs.data, random, sinks),
      rest,
    );
  },
});
