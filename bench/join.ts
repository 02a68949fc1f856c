/** `cat out/* > all`: joins what the leaves made. */

import { defineStage, Expectation, many, z } from "koopline";

/** Joins the leaves' texts. */
export const join = defineStage({
  kind: "bench_join",
  summary: "Joins many copies.",
  params: z.strictObject({}),
  needs: { leaves: many(Expectation) },
  makes: Expectation,
  run({ needs }) {
    const text = needs.leaves.map(({ tables }) => tables.values.source[0] ?? "").join("");
    return {
      tables: {
        values: {
          name: ["all"],
          value: Float64Array.of(text.length),
          tolerance: Float64Array.of(0),
          tag: ["D"],
          source: [text],
        },
      },
      files: {},
      meta: {},
    };
  },
});
