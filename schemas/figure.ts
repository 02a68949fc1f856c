import { z } from "zod";
import { defineArtifact } from "./artifact_type.ts";

/** A figure and everything needed to check it: the picture, its data and the query that gave them. */
export const Figure = defineArtifact({
  name: "figure",
  version: 1,
  summary: "A plot as SVG and PNG, with its data and query.",
  tables: {
    data: { meaning: "The rows that the plot shows, as its SQL gave them.", columns: "open" },
  },
  files: {
    svg: { meaning: "the figure, self-contained", mediaType: "image/svg+xml" },
    png: { meaning: "the figure at twice its size", mediaType: "image/png" },
  },
  meta: z.strictObject({
    title: z.string(),
    caption: z.string(),
    alt: z.string().describe("what a reader who cannot see the figure needs to know"),
    sql: z.string(),
    plot: z.string().describe("the named plot"),
    width: z.number().describe("px"),
    height: z.number().describe("px"),
    inputs: z.array(z.strictObject({
      stage: z.string(),
      labels: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
      address: z.string(),
    })).optional().describe("the artifacts that the query saw, for reports"),
  }),
});
