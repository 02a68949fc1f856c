/** The smallest stage kind that does the work of the peers' leaf tasks: copy a file. */

import { defineStage, Expectation, z } from "koopline";
import { describeText } from "./text_artifact.ts";

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
    const text = new TextDecoder().decode(bytes);
    return describeText(params.file, text.length, text);
  },
});
