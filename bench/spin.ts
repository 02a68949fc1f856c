/** A stage kind that only computes, to see how much a second worker gives. */

import { defineStage, Expectation, z } from "koopline";
import { describeText } from "./text_artifact.ts";

/** Iterates the logistic map. */
export const spin = defineStage({
  kind: "bench_spin",
  summary: "Computes for a while.",
  params: z.strictObject({ start: z.number(), steps: z.int() }),
  needs: {},
  makes: Expectation,
  run({ params }) {
    let x = 0.1 + params.start / 1000;
    for (let step = 0; step < params.steps; step++) x = 3.9 * x * (1 - x);
    return describeText("x", x, "");
  },
});
