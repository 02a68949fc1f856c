import { z } from "zod";
import { Trajectories } from "../../schemas/trajectories.ts";
import { defineStage, one } from "../define.ts";

/** Multiplies snapshots by a factor. Rename this, and say what your kind does in one sentence. */
export const template = defineStage({
  // The name that pipelines write after `uses:`; the folder has the same name.
  kind: "template",
  summary: "Trajectories with every observable multiplied by a factor.",
  // Strict: a pipeline with any other key is refused before it runs. Defaults are part of the key.
  params: z.strictObject({
    factor: z.number().default(1).describe("what observables are multiplied by"),
  }),
  // `one(Type)` takes one artifact; `many(Type)` a list, each item with its labels.
  needs: { trajectories: one(Trajectories) },
  // The engine checks what `run` returns against this type: columns, dtypes, lengths, finiteness.
  makes: Trajectories,
  // Pure: no clock, files, network or randomness but `random`. Heavy packages are imported in here.
  run({ params, needs }) {
    const { tables, meta } = needs.trajectories;
    const { trajectory, step, values } = tables.snapshots;
    const data = values.data.map((value) => params.factor * value);
    return {
      tables: {
        snapshots: { trajectory, step, values: { width: values.width, data } },
        outcomes: tables.outcomes,
        curves: tables.curves,
      },
      files: {},
      meta,
    };
  },
});
