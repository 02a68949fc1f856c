/** The picture of a pipeline as SVG that follows the page's colours. */

import { type Markup, markup } from "../page/html.ts";
import { describeCells, describeGraph, type Graph } from "./graph.ts";
import { drawArrows, round } from "./curve.ts";
import { type Box, layOutGraph, TEXT } from "./layout.ts";

/** Below this part of its natural size the picture scrolls instead of shrinking. */
const SMALLEST = 0.7;

const HEAD =
  markup`viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"`;

/**
 * Draws a pipeline: a box a stage with its kind, cells and axes, an arrow to each stage that needs it.
 *
 * @param id Prefix of the ids in the picture.
 */
export function renderGraph(graph: Graph, id: string): Markup {
  const { width, height, boxes, arrows } = layOutGraph(graph);
  const [w, h] = [round(width), round(height)];
  const least = Math.round(width * SMALLEST);
  const names = `${id}-title ${id}-description`;
  const size = markup`viewBox="0 0 ${w} ${h}" width="${w}" height="${h}"`;
  return markup`<svg class="graph" role="img" aria-labelledby="${names}" ${size} style="min-width:${least}px">
<title id="${id}-title">Stages of ${graph.name}</title>
<desc id="${id}-description">${describeGraph(graph)}</desc>
<defs><marker id="${id}-arrow" ${HEAD}><path class="graph-head" d="M0 0.5L8 4L0 7.5z"/></marker></defs>
${drawArrows(arrows).map((path) => renderArrow(path, id))}${boxes.map(renderBox)}</svg>`;
}

function renderArrow(path: string, id: string): Markup {
  return markup`<path class="graph-arrow" d="${path}" marker-end="url(#${id}-arrow)"/>\n`;
}

function renderBox({ stage, x, y, width, height }: Box): Markup {
  const place = markup`x="${round(x)}" y="${round(y)}"`;
  const size = markup`width="${round(width)}" height="${round(height)}"`;
  const line = (name: string, below: number, font: number, text: string) =>
    markup`<text class="graph-${name}" x="${round(x + width / 2)}" y="${
      round(y + below)
    }" font-size="${font}">${text}</text>\n`;
  return markup`<g class="graph-stage">
<rect ${place} ${size} rx="7"/>
${line("name", 21, TEXT.name, stage.name)}${line("kind", 38, TEXT.small, stage.kind)}${
    line("cells", 53, TEXT.small, describeCells(stage))
  }</g>
`;
}
