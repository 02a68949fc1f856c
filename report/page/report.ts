/** A report: one self-contained HTML page, the same bytes for the same source. */

import { type Graph, isIncomplete } from "../graph/graph.ts";
import type { Heading } from "../markdown/piece_renderer.ts";
import { renderMarkdown } from "../markdown/render.ts";
import { scanReport } from "../markdown/scan.ts";
import { renderEnvironment } from "./environment_section.ts";
import { renderFigure } from "./figure_block.ts";
import { type Markup, markup } from "./html.ts";
import { renderPage } from "./layout.ts";
import { findMeasured } from "./measured.ts";
import { numberFigures } from "./numbering.ts";
import { MISSING_ID, renderMissing, renderNotice } from "./missing_section.ts";
import { makePieceRenderer, type PreparedText } from "./pieces.ts";
import { renderPipeline } from "./pipeline_section.ts";
import { renderProvenance } from "./provenance_section.ts";
import type { PageSource } from "./source.ts";
import { readValues } from "./value.ts";

/** A rendered report. */
export interface RenderedReport {
  readonly html: string;
  readonly title: string;
  /** Addresses of the figures shown, in order, each once. */
  readonly figures: readonly string[];
}

/**
 * Renders a report. What the text does not place follows it: figures, the pipeline, the environment.
 *
 * @throws {KooplineError} `report.text`, `report.figure` or `report.value`, at the Markdown's
 *   file:line:column.
 */
export function renderReport(source: PageSource): RenderedReport {
  const { graph } = source;
  const scanned = scanReport(source.text);
  const values = readValues(scanned, source.results, isIncomplete(graph));
  const numbering = numberFigures(scanned, source.figures, listAbsent(graph));
  const prepared: PreparedText = { source, scanned, values, numbering };
  const text = renderMarkdown(scanned, makePieceRenderer(prepared));
  const appendix = listAppendix(prepared);
  const title = source.title ?? text.title ?? (graph.title === "" ? graph.name : graph.title);
  const shown = [...[...numbering.placed.values()].flat(), ...numbering.rest];
  return {
    html: renderPage({
      title,
      graph,
      figures: source.figures.length,
      headings: [...text.headings, ...appendix.map(({ heading }) => heading)],
      body: markup`${isIncomplete(graph) ? renderNotice(graph.failed ?? []) : ""}${text.body}${
        appendix.map(renderSection)
      }`,
    }),
    title,
    figures: [...new Set(shown.map(({ figure }) => figure.address))],
  };
}

/** Lists the figure stages that may be absent without a mistake in the text: all, when cells failed. */
function listAbsent(graph: Graph): ReadonlySet<string> {
  const figures = graph.stages.filter(({ kind }) => kind === "figure").map(({ name }) => name);
  return new Set(isIncomplete(graph) ? figures : []);
}

interface Section {
  readonly heading: Heading;
  readonly body: Markup;
}

/** Lists the sections that follow the text. */
function listAppendix({ source, scanned, values, numbering }: PreparedText): readonly Section[] {
  const { graph, inputs } = source;
  const has = (section: string) =>
    scanned.pieces.some((piece) => piece.kind === "section" && piece.section === section);
  const measured = findMeasured(graph);
  const options = { caption: undefined, labelled: true, pipeline: graph.name, measured };
  const figures = numbering.rest.map((figure) => renderFigure(figure, options));
  return [
    ...(isIncomplete(graph)
      ? [makeSection(MISSING_ID, "Missing", renderMissing(graph.failed ?? []))]
      : []),
    ...(figures.length === 0
      ? []
      : [makeSection("a-figures", "Further figures", markup`${figures}`)]),
    ...(has("pipeline")
      ? []
      : [makeSection("a-pipeline", "The pipeline", renderPipeline(graph, "pipeline"))]),
    makeSection("a-sources", "Sources of this page", renderProvenance(values, inputs, measured)),
    ...(has("environment")
      ? []
      : [makeSection("a-environment", "Environment", renderEnvironment(graph))]),
  ];
}

function makeSection(id: string, text: string, body: Markup): Section {
  return { heading: { id, level: 2, text }, body };
}

function renderSection({ heading, body }: Section): Markup {
  return markup`<section aria-labelledby="${heading.id}">
<h2 id="${heading.id}">${heading.text}</h2>
${body}</section>
`;
}
