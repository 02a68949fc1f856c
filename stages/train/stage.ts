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
  async run({ params, needs, random, progress, log, stream }) {
    const { prepareTraining } = await import("./prepare.ts");
    const { runTraining } = await import("../../training/run.ts");
    const snapshots = stream("snapshots");
    const curves = stream("curves");
    const { run, names, system, notes } = await prepareTraining(params, needs.data, random, {
      snapshots: (rows) => snapshots.append(rows),
      curves: (rows) => curves.append(rows),
    });
    notes.forEach(log);
    const { outcome, lastStep, reason } = await runTraining({ ...run, progress });
    if (outcome === "diverged") {
      log(`warning: training diverged: ${reason}; what is recorded ends with step ${lastStep}.`);
    }
    return {
      tables: {
        snapshots,
        outcomes: {
          trajectory: new Int32Array(1),
          outcome: [outcome],
          last_step: Int32Array.of(lastStep),
        },
        curves,
      },
      files: {},
      meta: { observables: [...names], ...(system === undefined ? {} : { system }) },
    };
  },
});
