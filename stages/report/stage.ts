import { z } from "zod";
import { Figure } from "../../schemas/figure.ts";
import { Report } from "../../schemas/report.ts";
import { scanReport } from "../../report/markdown/scan.ts";
import { defineStage, many, optional } from "../define.ts";

/** Makes the report of a pipeline; see README.md for what its Markdown can say. */
export const report = defineStage({
  kind: "report",
  summary: "One self-contained HTML page from Markdown, with figures, tables and values by SQL.",
  params: z.strictObject({
    text: z.string().min(1).describe("path of the Markdown file, beside the pipeline"),
    title: z.string().min(1).optional().describe("replaces the title in the text"),
  }),
  needs: { figures: optional(many(Figure)) },
  open: true,
  makes: Report,
  reads: ({ text }) => [text],
  queries: ({ params, files }) => scanReport(findText(files, params.text)).queries,
  shows: "pipeline",
  async run({ params, needs, files, results, pipeline }) {
    const { renderReport } = await import("../../report/page/report.ts");
    if (pipeline === undefined) {
      throw new Error("The engine gave no pipeline to a kind that shows it.");
    }
    const { html, title, figures } = renderReport({
      text: findText(files, params.text),
      title: params.title,
      figures: needs.figures,
      results,
      inputs: Object.values(needs).flat(),
      graph: pipeline,
    });
    return {
      tables: {},
      files: { html: new TextEncoder().encode(html) },
      meta: { title, figures: [...figures] },
    };
  },
});

/** Finds the declared text; the engine refuses a missing file before, so its absence is a defect. */
function findText<F>(files: Readonly<Record<string, F>>, path: string): F {
  const file = files[path];
  if (file === undefined) throw new Error(`The engine gave no file ${path}.`);
  return file;
}
