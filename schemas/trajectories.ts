import { z } from "zod";
import { defineArtifact } from "./artifact_type.ts";
import { f64, i32, utf8, vector } from "./column.ts";
import { TrainingSystem } from "./training_system.ts";

/** Recorded trajectories: N runs of one system, each a sequence of snapshots of D observables. */
export const Trajectories = defineArtifact({
  name: "trajectories",
  version: 2,
  summary: "Snapshots of observables along one or more trajectories of a dynamical system.",
  tables: {
    snapshots: {
      meaning: "One row a snapshot, ordered by trajectory, then step.",
      columns: {
        trajectory: i32("number of the trajectory (initial condition), from 0"),
        step: i32("number of the iteration, from 0 at the initial condition", { unit: "step" }),
        values: vector("f64", "the D observables"),
      },
    },
    outcomes: {
      meaning: "One row a trajectory: how it ended.",
      columns: {
        trajectory: i32("number of the trajectory, from 0"),
        outcome: utf8("`completed`, or the reason why it stopped changing or ended early"),
        last_step: i32("the last step that the dynamics computed", { unit: "step" }),
      },
    },
    curves: {
      meaning:
        "One row a quantity measured along the way, such as a loss; empty for systems that measure none.",
      columns: {
        trajectory: i32("number of the trajectory, from 0"),
        step: i32("number of the iteration", { unit: "step" }),
        quantity: utf8("what was measured, such as `train_loss` or `test_accuracy`"),
        value: f64("its value"),
      },
    },
  },
  files: {},
  meta: z.strictObject({
    observables: z.array(z.string()).describe("a name for each of the D observables"),
    system: TrainingSystem.optional().describe(
      "what was trained; only where the observables are all its parameters, in order",
    ),
  }),
});
