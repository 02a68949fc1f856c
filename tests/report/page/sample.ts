/** A small pipeline with two figures and made-up results, for tests of report pages. */

import type { PageFigure, PageSource } from "../../../report/page/source.ts";
import { scanReport } from "../../../report/markdown/scan.ts";
import type { TableData } from "../../../report/page/column.ts";
import type { Labels } from "../../../schemas/json.ts";

/** Makes a declared text of a Markdown source. */
export function declareText(text: string) {
  return { path: "report.md", bytes: new TextEncoder().encode(text) };
}

/** Makes a figure; the picture has ids and a reference to them, as plots do. */
export function makeFigure(
  stage: string,
  labels: Labels = {},
  changes: Partial<PageFigure["meta"]> & { svg?: string } = {},
): PageFigure {
  const { svg = PICTURE, ...meta } = changes;
  return {
    stage,
    labels,
    address: [...`${stage}${JSON.stringify(labels)}`].map((letter) =>
      letter.charCodeAt(0).toString(16).padStart(2, "0")
    ).join("").padEnd(64, "0").slice(0, 64),
    tables: { data: { re: Float64Array.of(0.5, 0.25), name: ["first", "second"] } },
    files: { svg: new TextEncoder().encode(svg), png: new Uint8Array() },
    meta: {
      title: `Title of ${stage}`,
      caption: `Caption of ${stage}`,
      alt: `Alternative of ${stage}`,
      sql: "select re, name from spectrum.eigenvalues",
      plot: "spectrum",
      width: 100,
      height: 50,
      ...meta,
    },
  };
}

const PICTURE =
  `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="0 0 100 50"><defs><clipPath id="clip"><rect width="9" height="9"/></clipPath></defs><g clip-path="url(#clip)"><circle r="3"/></g></svg>`;

/** Makes the source of a page; `answer` gives the result of each query. */
export function makeSource(
  text: string,
  figures: readonly PageFigure[] = [],
  answer: (sql: string) => TableData = () => ({ columns: { n: Int32Array.of(7) }, rows: 1 }),
): PageSource {
  const { queries } = scanReport(declareText(text));
  return {
    text: declareText(text),
    title: undefined,
    figures,
    results: Object.fromEntries(
      Object.entries(queries).map(([name, sql]) => [name, answer(sql)]),
    ),
    inputs: figures,
    graph: {
      name: "sample",
      title: "A sample",
      description: "What a sample is for.",
      axes: { width: [5, 10, 40] },
      parameters: { rate: 0.1 },
      stages: [
        { name: "train", kind: "train", over: ["width"], needs: [], cells: 3 },
        { name: "spectrum", kind: "spectrum", over: ["width"], needs: ["train"], cells: 3 },
        { name: "spectra", kind: "figure", over: [], needs: ["spectrum"], cells: 1 },
        { name: "report", kind: "report", over: [], needs: ["spectra", "spectrum"], cells: 1 },
      ],
    },
  };
}
