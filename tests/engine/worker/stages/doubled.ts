/** A stage whose schema changes what it parses. */

import { defineStage, z } from "koopline";
import { Numbers } from "./echo.ts";

/** Gives its parameter back, which the schema has doubled. */
export const doubled = defineStage({
  kind: "doubled",
  summary: "Doubles a number while it parses it.",
  params: z.strictObject({ value: z.number().transform((value) => 2 * value) }),
  needs: {},
  makes: Numbers,
  run: ({ params }) => ({
    tables: { numbers: { value: Float64Array.of(params.value) } },
    files: {},
    meta: { text: String(params.value) },
  }),
});
