/** A figure on the page, with what is needed to check it and to make it again. */

import { nameFigure } from "../markdown/parse_figure.ts";
import { renderCells } from "./cells.ts";
import type { TableData } from "./column.ts";
import { type Markup, markup } from "./html.ts";
import { inlineSvg } from "./inline_svg.ts";
import { renderMeasured } from "./measured.ts";
import type { NumberedFigure } from "./numbering.ts";
import { renderPipelineFile } from "./publish.ts";
import type { PageFigure } from "./source.ts";
import { renderTable } from "./table.ts";

/** Rows of a figure's data that the page shows. */
const DATA_ROWS = 20;

/** Cells that a list under a figure shows. */
const CELLS = 24;

/** How a figure is shown. */
export interface FigureOptions {
  /** Replaces the figure's own caption. */
  readonly caption: Markup | undefined;
  /** Whether the caption says which cell the figure is of, because others share it. */
  readonly labelled: boolean;
  /** The pipeline's name. */
  readonly pipeline: string;
  /** Stages whose results depend on the time. */
  readonly measured: ReadonlySet<string>;
}

/** Shows a figure with its caption and, folded away, its data, query, cells and command. */
export function renderFigure(numbered: NumberedFigure, options: FigureOptions): Markup {
  const { number, figure } = numbered;
  const { caption: own, title, alt } = figure.meta;
  const id = `figure-${number}`;
  const picture = inlineSvg(new TextDecoder().decode(figure.files.svg), {
    prefix: `${id}-plate`,
    alt: alt === "" ? title : alt,
    width: figure.meta.width,
  });
  const caption = options.caption ?? markup`${own === "" ? title : own}`;
  const labels = options.labelled ? describeLabels(figure) : "";
  const badge = renderMeasured(options.measured.has(figure.stage));
  return markup`<div class="block">
<figure id="${id}">
<div class="plate" id="${id}-plate">${picture}</div>
<figcaption><b>Figure ${number}.</b> ${caption}${labels}${badge}</figcaption>
</figure>
${renderSource(numbered, options)}
</div>
`;
}

function describeLabels({ labels }: PageFigure): string {
  const entries = Object.entries(labels).filter(([axis]) => axis !== "stage");
  if (entries.length === 0) return "";
  return ` (${entries.map(([axis, value]) => `${axis} = ${value}`).join(", ")})`;
}

function renderSource(
  { number, figure }: NumberedFigure,
  { pipeline, measured }: FigureOptions,
): Markup {
  const { meta, stage, labels, address } = figure;
  const made = meta.inputs === undefined || meta.inputs.length === 0
    ? undefined
    : markup`<dt>Made from</dt><dd>${renderCells(meta.inputs, CELLS, measured)}</dd>\n`;
  const cell = markup`<code>${nameFigure(stage, labels)}</code>`;
  const file = renderPipelineFile(pipeline);
  return markup`<details class="source">
<summary>Data, query and how to make it again</summary>
<dl>
<dt>Command</dt><dd><pre><code>deno task run ${file} --only ${stage}</code></pre></dd>
<dt>Cell</dt><dd>${cell}, drawn as <code>${meta.plot}</code></dd>
<dt>Artifact</dt><dd><code class="address">${address}</code></dd>
${made}<dt>Query</dt><dd><pre><code>${meta.sql.trim()}</code></pre></dd>
<dt id="figure-${number}-data">Data</dt><dd>${renderData(figure, number)}</dd>
</dl>
</details>`;
}

function renderData({ tables: { data } }: PageFigure, number: number): Markup {
  const table = { columns: data, rows: countRows(data) };
  return renderTable(table, { labelledBy: `figure-${number}-data`, limit: DATA_ROWS });
}

function countRows(columns: TableData["columns"]): number {
  const [first] = Object.values(columns);
  if (first === undefined) return 0;
  return "width" in first ? first.data.length / Math.max(1, first.width) : first.length;
}
