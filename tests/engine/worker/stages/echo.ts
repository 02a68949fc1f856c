/** A well-behaved stage: numbers in, numbers out. */

import { defineArtifact, defineStage, f64, z } from "koopline";

/** A column of numbers. */
export const Numbers = defineArtifact({
  name: "numbers",
  version: 1,
  summary: "A column of numbers.",
  tables: { numbers: { meaning: "One row a number.", columns: { value: f64("the number") } } },
  files: {},
  meta: z.strictObject({ text: z.string() }),
});

/** Gives the parameter back. */
export const echo = defineStage({
  kind: "echo",
  summary: "Gives its parameters back.",
  params: z.strictObject({ text: z.string().default("nothing") }),
  needs: {},
  makes: Numbers,
  run({ params }) {
    return {
      tables: { numbers: { value: new Float64Array([1, 2, 3]) } },
      files: {},
      meta: { text: params.text },
    };
  },
});
