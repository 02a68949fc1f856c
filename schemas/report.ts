import { z } from "zod";
import { defineArtifact } from "./artifact_type.ts";

/** A report: one self-contained HTML page. */
export const Report = defineArtifact({
  name: "report",
  version: 1,
  summary: "A self-contained HTML report.",
  tables: {},
  files: { html: { meaning: "the page", mediaType: "text/html" } },
  meta: z.strictObject({
    title: z.string(),
    figures: z.array(z.string()).describe("addresses of the figures shown, in order"),
  }),
});
