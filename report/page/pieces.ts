/** What the pieces of a text become on the page. */

import { nameFigure } from "../markdown/parse_figure.ts";
import type { BlockPiece, FigurePiece, InlinePiece, ScannedText } from "../markdown/piece.ts";
import type { PieceRenderer } from "../markdown/piece_renderer.ts";
import { renderInline } from "../markdown/render.ts";
import { renderEnvironment } from "./environment_section.ts";
import { renderFigure } from "./figure_block.ts";
import { type Markup, markup } from "./html.ts";
import { findMeasured, isMeasuredQuery, renderMeasured } from "./measured.ts";
import { MISSING_ID } from "./missing_section.ts";
import { findNumber, type Numbering } from "./numbering.ts";
import { renderPipeline } from "./pipeline_section.ts";
import type { PageSource } from "./source.ts";
import { renderTableBlock } from "./table_block.ts";
import { findResult, type ReadValues, renderValue } from "./value.ts";

/** A text whose values are read and whose figures are numbered. */
export interface PreparedText {
  readonly source: PageSource;
  readonly scanned: ScannedText;
  readonly values: ReadValues;
  readonly numbering: Numbering;
}

/** Makes the renderer of a text's pieces. */
export function makePieceRenderer(text: PreparedText): PieceRenderer {
  const pieces: PieceRenderer = {
    inline: (piece) => renderInlinePiece(text, piece, renderCaption),
    block: (piece) => renderBlockPiece(text, piece, renderCaption),
    plain: (piece) =>
      piece.kind === "value"
        ? text.values.get(piece)?.text ?? ""
        : `Figure ${findNumber(text.numbering, piece.figure) ?? "–"}`,
  };
  const renderCaption = (caption: string) => renderInline(caption, text.scanned, pieces);
  return pieces;
}

type RenderCaption = (caption: string) => Markup;

function renderInlinePiece(
  { values, numbering }: PreparedText,
  piece: InlinePiece,
  renderCaption: RenderCaption,
): Markup {
  if (piece.kind === "value") {
    const value = values.get(piece);
    return value === undefined ? markup`` : renderValue(value, piece.sql);
  }
  const number = findNumber(numbering, piece.figure);
  if (number === undefined) {
    const words = piece.text === "" ? markup`a missing figure` : renderCaption(piece.text);
    return markup`<a href="#${MISSING_ID}">${words}</a>`;
  }
  const words = piece.text === "" ? `Figure ${number}` : renderCaption(piece.text);
  return markup`<a href="#figure-${number}">${words}</a>`;
}

function renderBlockPiece(
  text: PreparedText,
  piece: BlockPiece,
  renderCaption: RenderCaption,
): Markup {
  const { source, scanned, numbering } = text;
  if (piece.kind === "figure") return renderFigures(text, piece, renderCaption);
  if (piece.kind === "table") {
    const number = numbering.tables.get(piece) ?? 0;
    const data = findResult(source.results, piece.query);
    const badge = renderMeasured(isMeasuredQuery(piece.sql, findMeasured(source.graph)));
    const caption = markup`${renderCaption(piece.caption)}${badge}`;
    return renderTableBlock(piece, number, data, caption);
  }
  if (piece.section === "environment") return renderEnvironment(source.graph);
  return renderPipeline(source.graph, `pipeline-${scanned.pieces.indexOf(piece)}`);
}

function renderFigures(
  { source, numbering }: PreparedText,
  piece: FigurePiece,
  renderCaption: RenderCaption,
): Markup {
  const figures = numbering.placed.get(piece) ?? [];
  if (figures.length === 0) {
    const name = nameFigure(piece.figure.stage, piece.figure.labels);
    return markup`<p class="missing">The figure <code>${name}</code> is <a href="#${MISSING_ID}">missing</a>.</p>\n`;
  }
  const options = {
    caption: piece.caption === "" ? undefined : renderCaption(piece.caption),
    labelled: figures.length > 1,
    pipeline: source.graph.name,
    measured: findMeasured(source.graph),
  };
  return markup`${figures.map((figure) => renderFigure(figure, options))}`;
}
