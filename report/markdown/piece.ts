/** The pieces that koopline adds to Markdown, as the scanner finds them. */

import type { ValueFormat } from "./number_format.ts";

interface Located {
  /** `file:line:column` of its first character. */
  readonly where: string;
  /** The text it was written as. */
  readonly source: string;
}

/** `{{ select … | .4f }}`: one value of a query. */
export interface ValuePiece extends Located {
  readonly kind: "value";
  readonly sql: string;
  /** Name of the query's result. */
  readonly query: string;
  /** Absent when the value decides. */
  readonly format: ValueFormat | undefined;
}

/** `[text](figure:stage[axis=value])`: a reference to a figure's number. */
export interface FigureLinkPiece extends Located {
  readonly kind: "figure_link";
  readonly figure: FigureName;
  /** Scanned Markdown; empty for "Figure 1". */
  readonly text: string;
}

/** A fenced block of SQL that becomes a table. */
export interface TablePiece extends Located {
  readonly kind: "table";
  readonly sql: string;
  readonly query: string;
  /** Scanned Markdown. */
  readonly caption: string;
  /** Formats by column. */
  readonly formats: Readonly<Record<string, ValueFormat>>;
}

/** `![caption](figure:stage)`: the figures of a stage, or those with certain labels. */
export interface FigurePiece extends Located {
  readonly kind: "figure";
  readonly figure: FigureName;
  /** Scanned Markdown; empty for the figure's own caption. */
  readonly caption: string;
}

/** The sections that `[[name]]` places. */
export const SECTIONS = ["pipeline", "environment"] as const;

/** `[[pipeline]]`: a section that koopline writes. */
export interface SectionPiece extends Located {
  readonly kind: "section";
  readonly section: (typeof SECTIONS)[number];
}

/** The figures of a stage whose labels have these values, written as text. */
export interface FigureName {
  readonly stage: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A piece within a line. */
export type InlinePiece = ValuePiece | FigureLinkPiece;

/** A piece on lines of its own. */
export type BlockPiece = TablePiece | FigurePiece | SectionPiece;

/** A report's text, scanned. */
export interface ScannedText {
  /** The Markdown with a mark in the place of each piece. */
  readonly markdown: string;
  /** The pieces by the number in their mark, in the order of the text. */
  readonly pieces: readonly (InlinePiece | BlockPiece)[];
  /** SQL by result name; the same SQL has one name. */
  readonly queries: Readonly<Record<string, string>>;
}

/** Tells whether a piece stands within a line. */
export function isInline(piece: InlinePiece | BlockPiece): piece is InlinePiece {
  return piece.kind === "value" || piece.kind === "figure_link";
}

/**
 * The characters around a piece's number in scanned Markdown. They are for private use, so that Markdown
 * gives them no meaning; the scanner takes them out of what people write.
 */
export const MARKS = {
  inline: { open: "\ue000", close: "\ue001" },
  block: { open: "\ue002", close: "\ue003" },
} as const;
