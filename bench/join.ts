/** `cat out/* > all`: joins what the leaves made. */

import { defineStage, Expectation, many, z } from "koopline";
import { describeText } from "./text_artifact.ts";

/** Joins the leaves' texts. */
export const join = defineStage({
  kind: "bench_join",
  summary: "Joins many copies.",
  params: z.strictObject({}),
  needs: { leaves: many(Expectation) },
  makes: Expectation,
  run({ needs }) {
    const text = needs.leaves.map(({ tables }) => tables.values.source[0] ?? "").join("");
    return describeText("all", text.length, text);
  },
});
