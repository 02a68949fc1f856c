import { z } from "zod";
import { figureFields } from "../../report/figure_spec.ts";
import { Figure } from "../../schemas/figure.ts";
import { defineStage } from "../define.ts";

/** What a figure keeps of the references that its open ports give. */
const Inputs = z.array(z.object({
  stage: z.string(),
  labels: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  address: z.string(),
}));

/** Draws one of the named plots from the rows of a query; see README.md for the plots. */
export const figure = defineStage({
  kind: "figure",
  summary: "A plot of the rows that SQL over the stage's needs gives, as SVG and PNG.",
  params: z.strictObject({
    sql: z.string().min(1).describe("the query whose rows are drawn"),
    ...figureFields,
  }),
  needs: {},
  open: true,
  makes: Figure,
  queries: ({ params }) => ({ data: params.sql }),
  async run({ params, needs, results, log }) {
    const { renderFigure } = await import("../../report/figure.ts");
    const { renderPng } = await import("../../report/png.ts");
    const { sql, ...spec } = params;
    const data = results["data"];
    if (data === undefined) throw new Error("The engine gave no result for the query.");
    const { svg, alt, note, width, height } = renderFigure(spec, data);
    if (note !== "") log(note);
    return {
      tables: { data: data.columns },
      files: { svg: new TextEncoder().encode(svg), png: await renderPng(svg) },
      meta: {
        title: spec.title,
        caption: [spec.caption, note].filter((words) => words !== "").join(" "),
        alt,
        sql,
        plot: spec.plot.kind,
        width,
        height,
        inputs: Inputs.parse(Object.values(needs).flat()),
      },
    };
  },
});
