/** The contract between a scanned text and what renders its pieces. */

import type { Markup } from "../page/html.ts";
import type { BlockPiece, InlinePiece, ScannedText } from "./piece.ts";

/** What pieces become. */
export interface PieceRenderer {
  readonly block: (piece: BlockPiece) => Markup;
  readonly inline: (piece: InlinePiece) => Markup;
  /** The same as text, for titles and addresses. */
  readonly plain: (piece: InlinePiece) => string;
}

/** A heading of the text. */
export interface Heading {
  readonly id: string;
  readonly level: number;
  readonly text: string;
}

/** What rendering a text needs and gathers. */
export interface Rendering {
  readonly scanned: ScannedText;
  readonly pieces: PieceRenderer;
  /** Filled in the order of the text. */
  readonly headings: Heading[];
}
