/** The marks that stand for pieces in scanned Markdown, turned back into what they stand for. */

import { type BlockPiece, type InlinePiece, isInline, MARKS, type ScannedText } from "./piece.ts";

const MARK = new RegExp(
  Object.values(MARKS).map(({ open, close }) => `${open}(\\d+)${close}`).join("|"),
  "g",
);

/** Replaces every mark in a text. */
export function replaceMarks(
  text: string,
  { pieces }: ScannedText,
  replace: (piece: InlinePiece | BlockPiece) => string,
): string {
  return text.replace(MARK, (mark, inline, block) => {
    const piece = pieces[Number(inline ?? block)];
    return piece === undefined ? mark : replace(piece);
  });
}

/** Puts back what was written where Markdown takes text as it is: code and HTML. */
export function restoreSource(text: string, scanned: ScannedText): string {
  return replaceMarks(text, scanned, (piece) => piece.source);
}

/** Reads the mark at the beginning of a text. */
export function readMark(
  text: string,
  { pieces }: ScannedText,
  kind: "inline" | "block",
): { readonly raw: string; readonly piece: InlinePiece | BlockPiece } | undefined {
  const { open, close } = MARKS[kind];
  const pattern = kind === "inline"
    ? `^${open}(\\d+)${close}`
    : `^ {0,3}${open}(\\d+)${close}[ \\t]*(?:\\n|$)`;
  const [raw, number] = new RegExp(pattern).exec(text) ?? [];
  const piece = pieces[Number(number)];
  if (raw === undefined || piece === undefined) return undefined;
  return isInline(piece) === (kind === "inline") ? { raw, piece } : undefined;
}
