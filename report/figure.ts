/** Renders a figure: one of the named plots over the rows of a query, as SVG with a text for it. */

import { assertRows, countHidden, describeHidden, type FigureData } from "./figure_data.ts";
import type { FigureSpec, PlotSpec } from "./figure_spec.ts";
import { drawBars } from "./plot/bars.ts";
import { drawCurves } from "./plot/curves.ts";
import type { Drawing, Size } from "./plot/drawing.ts";
import { drawMatrix } from "./plot/matrix.ts";
import { drawScatter } from "./plot/scatter.ts";
import { drawSpectrum } from "./plot/spectrum.ts";
import { INK, makeNode } from "./plot/svg_node.ts";
import { cleanText, FONT_FAMILY, FONT_SIZE } from "./plot/text.ts";
import { drawTrajectories } from "./plot/trajectories.ts";
import { writeSvg } from "./plot/write_svg.ts";

/** A rendered figure. */
export interface RenderedFigure {
  /** A self-contained SVG document, safe to inline in HTML. */
  readonly svg: string;
  /** What a reader who cannot see the figure needs to know. */
  readonly alt: string;
  /** Which rows the plot leaves out, as a sentence; empty when it shows all. */
  readonly note: string;
  /** Size in px. */
  readonly width: number;
  readonly height: number;
  /** Number of rows left out. */
  readonly dropped: number;
}

/**
 * Renders a figure.
 *
 * Pure: the same spec and rows give the same bytes on every machine. Rows with missing or infinite
 * values are left out and counted in `note` and `alt`. The title is the SVG's `<title>`, not drawn.
 *
 * @param spec what {@link parseFigureSpec} gives.
 * @param data the rows of the figure's query.
 * @throws {KooplineError} `pipeline.params` for a column that the query does not give or that has the
 *   wrong type; `input.value` for rows that cannot be drawn.
 */
export function renderFigure(spec: FigureSpec, data: FigureData): RenderedFigure {
  assertRows(data);
  const drawing = drawPlot(spec.plot, data, { width: spec.width, height: spec.height });
  const note = describeHidden(drawing.hidden);
  const text = cleanText(spec.alt ?? drawing.description);
  const alt = note === "" ? text : `${text} ${note}`;
  const { width, height } = drawing;
  const svg = writeSvg(makeNode("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: "img",
    "aria-labelledby": "title desc",
    "font-family": FONT_FAMILY,
    "font-size": FONT_SIZE,
    fill: INK,
  }, [
    makeNode("title", { id: "title" }, [spec.title]),
    makeNode("desc", { id: "desc" }, [alt]),
    makeNode("rect", { width, height, fill: "#ffffff" }),
    ...drawing.nodes,
  ]));
  return { svg, alt, note, width, height, dropped: countHidden(drawing.hidden) };
}

function drawPlot(plot: PlotSpec, data: FigureData, size: Size): Drawing {
  switch (plot.kind) {
    case "spectrum":
      return drawSpectrum(plot, data, size);
    case "curves":
      return drawCurves(plot, data, size);
    case "matrix":
      return drawMatrix(plot, data, size);
    case "trajectories":
      return drawTrajectories(plot, data, size);
    case "bars":
      return drawBars(plot, data, size);
    case "scatter":
      return drawScatter(plot, data, size);
  }
}
