/** What koopline adds to marked: pieces by their marks, and `[S]` for the tags of expected values. */

import type { TokenizerAndRendererExtension, Tokens } from "marked";
import { escapeHtml, printHtml } from "../page/html.ts";
import { isTag, renderTag } from "../page/tag.ts";
import { readMark } from "./mark.ts";
import { isInline, MARKS } from "./piece.ts";
import type { Rendering } from "./piece_renderer.ts";

/** Makes marked's extensions for one text. */
export function makeExtensions(rendering: Rendering): TokenizerAndRendererExtension[] {
  return [readPieces(rendering, "inline"), readPieces(rendering, "block"), TAG];
}

function readPieces(
  { scanned, pieces }: Rendering,
  level: "inline" | "block",
): TokenizerAndRendererExtension {
  const name = `${level}_piece`;
  return {
    name,
    level,
    start: (text: string) => {
      const at = text.indexOf(MARKS[level].open);
      return at < 0 ? undefined : at;
    },
    tokenizer: (text: string) => {
      const raw = readMark(text, scanned, level)?.raw;
      return raw === undefined ? undefined : { type: name, raw };
    },
    renderer: ({ raw }: Tokens.Generic) => {
      const piece = readMark(raw, scanned, level)?.piece;
      if (piece === undefined) return "";
      return printHtml(isInline(piece) ? pieces.inline(piece) : pieces.block(piece));
    },
  };
}

/** `[S]` where it cannot be the text of a link, with the space before it, which must not break. */
const TAG: TokenizerAndRendererExtension = {
  name: "tag",
  level: "inline",
  start: (text: string) => {
    const at = text.search(/ ?\[[SCID]\](?![[(:])/);
    return at < 0 ? undefined : at;
  },
  tokenizer: (text: string) => {
    const raw = /^ ?\[[SCID]\](?![[(:])/.exec(text)?.[0];
    return raw === undefined ? undefined : { type: "tag", raw };
  },
  renderer: ({ raw }: Tokens.Generic) => {
    const tag = raw.slice(-2, -1);
    const space = raw.startsWith(" ") ? "\u00a0" : "";
    return isTag(tag) ? space + printHtml(renderTag(tag)) : escapeHtml(raw);
  },
};
