/** Renders scanned Markdown as HTML: marked, with everything that could act in a page taken out. */

import { Marked } from "marked";
import { escapeHtml, type Markup, trustHtml } from "../page/html.ts";
import { makeExtensions } from "./extensions.ts";
import { replaceMarks } from "./mark.ts";
import type { ScannedText } from "./piece.ts";
import type { Heading, PieceRenderer, Rendering } from "./piece_renderer.ts";
import { makeTokenRenderer, printPlain } from "./token_renderer.ts";

/** A rendered text. */
export interface RenderedText {
  /** The text's first heading when it is of level 1; it is not in `body`. */
  readonly title: string | undefined;
  readonly headings: readonly Heading[];
  readonly body: Markup;
}

/** Renders a report's text. Headings in the body begin at level 2 and skip none. */
export function renderMarkdown(scanned: ScannedText, pieces: PieceRenderer): RenderedText {
  const rendering: Rendering = { scanned, pieces, headings: [] };
  const marked = makeMarked(rendering);
  const tokens = marked.lexer(scanned.markdown);
  const first = tokens.findIndex((token) => token.type !== "space");
  const opening = tokens[first];
  const title = opening?.type === "heading" && opening["depth"] === 1
    ? printPlain(opening, rendering)
    : undefined;
  if (title !== undefined) tokens.splice(first, 1);
  const body = finish(marked.parser(tokens), scanned);
  return { title, headings: rendering.headings, body };
}

/** Renders Markdown within a line, such as a caption. */
export function renderInline(text: string, scanned: ScannedText, pieces: PieceRenderer): Markup {
  const marked = makeMarked({ scanned, pieces, headings: [] });
  return finish(marked.parseInline(text, { async: false }), scanned);
}

/** Replaces marks in places that no renderer reached by what was written there. */
function finish(markup: string, scanned: ScannedText): Markup {
  return trustHtml(replaceMarks(markup, scanned, (piece) => escapeHtml(piece.source)));
}

function makeMarked(rendering: Rendering): Marked {
  const marked = new Marked({ gfm: true, async: false });
  marked.use({ extensions: makeExtensions(rendering), renderer: makeTokenRenderer(rendering) });
  return marked;
}
