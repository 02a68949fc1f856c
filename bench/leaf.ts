/** The smallest stage kinds that do the work of the peers' tasks: copy a file, join many. */

import { defineStage, Expectation, z } from "koopline";

function describeText(name: string, text: string) {
  return {
    tables: {
      values: {
        name: [name],
        value: Float64Array.of(text.length),
        tolerance: Float64Array.of(0),
        tag: ["D"],
        source: [text],
      },
    },
    files: {},
    meta: {},
  };
}

/** `cat in > out`: the text of a file as a table. */
export const leaf = defineStage({
  kind: "bench_leaf",
  summary: "Copies a file.",
  params: z.strictObject({ file: z.string() }),
  needs: {},
  makes: Expectation,
  reads: ({ file }) => [file],
  run({ params, files }) {
    const bytes = files[params.file]?.bytes ?? new Uint8Array();
    return describeText(params.file, new TextDecoder().decode(bytes));
  },
});
