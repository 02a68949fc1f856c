import { z } from "zod";
import { defineArtifact } from "./artifact_type.ts";
import { f64, i32, utf8 } from "./column.ts";

const task = utf8(
  "`optimiser_step`, `koopman_step` (all patches), `koopman_power` (T steps at once, from weights to weights) or `construction` (fitting all patch operators)",
);

/** Times measured on one machine: never the same twice, and marked so. */
export const Timing = defineArtifact({
  name: "timing",
  version: 1,
  summary: "How long a step of the optimiser and a step of its Koopman operators take here.",
  tables: {
    samples: {
      meaning: "One row a timed sample, after warm-up, in the order taken.",
      columns: {
        task,
        sample: i32("from 0"),
        seconds: f64("for one call: a step, T steps at once, or a construction", { unit: "s" }),
      },
    },
    medians: {
      meaning: "One row a task: median and quartiles of its samples.",
      columns: {
        task,
        samples: i32("timed samples"),
        calls: i32("calls in each sample"),
        median: f64("median, for one call", { unit: "s" }),
        lower: f64("first quartile", { unit: "s" }),
        upper: f64("third quartile", { unit: "s" }),
        operations: f64("floating-point operations of one call, as counted; not measured"),
      },
    },
  },
  files: {},
  meta: z.strictObject({
    partition: z.string(),
    method: z.enum(["koopman", "affine"]),
    precision: z.enum(["float32", "float64"]).describe("of the operators"),
    optimiser: z.string().describe("kind of the optimiser"),
    patches: z.int(),
    weights: z.int(),
    from: z.int().describe("step of the first snapshot of the fit, t1"),
    to: z.int().describe("step of the last, t2"),
    steps: z.int().describe("predicted steps T of `koopman_power`"),
  }),
});
