import { z } from "zod";
import { defineArtifact } from "./artifact_type.ts";
import { f64, utf8 } from "./column.ts";

/** Published or computed values that results are held against. */
export const Expectation = defineArtifact({
  name: "expectation",
  version: 1,
  summary: "Expected values with their source, to stand beside results.",
  tables: {
    values: {
      meaning: "One row an expected value.",
      columns: {
        name: utf8("what the value is of, unique in the table"),
        value: f64("the expected value"),
        tolerance: f64(
          "absolute difference that still counts as agreement; NaN when none is stated",
          {
            finite: false,
          },
        ),
        tag: utf8("S seen in a source, C computed, I inferred, D default chosen here"),
        source: utf8("where the value comes from"),
      },
    },
  },
  files: {},
  meta: z.strictObject({}),
});
