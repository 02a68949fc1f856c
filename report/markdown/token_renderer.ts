/** How Markdown's own parts are written: HTML in them is text, links are checked, headings get ids. */

import type { RendererObject, Token, Tokens } from "marked";
import { escapeHtml, markup, printHtml, trustHtml } from "../page/html.ts";
import { isSafeLink, makeSlugs } from "./link.ts";
import { replaceMarks, restoreSource } from "./mark.ts";
import { isInline } from "./piece.ts";
import type { Rendering } from "./piece_renderer.ts";

/** Makes marked's renderer for one text. */
export function makeTokenRenderer(rendering: Rendering): RendererObject {
  return { ...makeTextRenderer(rendering), ...makeBlockRenderer(rendering), ...TABLES };
}

function makeTextRenderer(rendering: Rendering): RendererObject {
  const restore = (text: string) => restoreSource(text, rendering.scanned);
  return {
    text(token) {
      if ("tokens" in token && token.tokens) return this.parser.parseInline(token.tokens);
      return escapeText(token.text);
    },
    codespan: ({ text }) => printHtml(markup`<code>${restore(text)}</code>`),
    link(token) {
      const address = fillIn(token.href, rendering);
      const text = trustHtml(this.parser.parseInline(token.tokens));
      if (!isSafeLink(address)) return printHtml(text);
      const outside = /^https?:/i.test(address);
      return printHtml(
        outside
          ? markup`<a href="${address}" rel="noreferrer">${text}</a>`
          : markup`<a href="${address}">${text}</a>`,
      );
    },
    // A picture from elsewhere would not travel with the page.
    image: ({ text }) => printHtml(fillIn(text, rendering)),
    checkbox: ({ checked }) => checked ? "☑ " : "☐ ",
    html(token) {
      if (/^\s*<!--[^]*-->\s*$/.test(token.text)) return "";
      const text = printHtml(restore(token.text));
      return "block" in token && token.block ? `<p>${text}</p>\n` : text;
    },
  };
}

function makeBlockRenderer(rendering: Rendering): RendererObject {
  const slug = makeSlugs();
  return {
    heading(token) {
      const above = rendering.headings.at(-1)?.level ?? 1;
      const level = Math.min(Math.max(2, token.depth), above + 1);
      const text = printPlain(token, rendering);
      const id = slug(text);
      rendering.headings.push({ id, level, text });
      const inner = this.parser.parseInline(token.tokens);
      return `<h${level} id="${escapeHtml(id)}">${inner}</h${level}>\n`;
    },
    code: ({ text }) =>
      printHtml(markup`<pre><code>${restoreSource(text, rendering.scanned)}</code></pre>\n`),
  };
}

const TABLES: RendererObject = {
  table(token) {
    const cells = (row: readonly Tokens.TableCell[]) =>
      row.map((cell) => this.tablecell(cell)).join("");
    const rows = token.rows.map((row) => `<tr>${cells(row)}</tr>\n`).join("");
    return `<div class="scroll" tabindex="0"><table>
<thead><tr>${cells(token.header)}</tr></thead>
<tbody>${rows}</tbody>
</table></div>
`;
  },
  tablecell(token) {
    const name = token.header ? 'th scope="col"' : "td";
    const manner = token.align === "right" ? ' class="number"' : "";
    const inner = this.parser.parseInline(token.tokens);
    return `<${name}${manner}>${inner}</${name.slice(0, 2)}>`;
  },
};

/** Escapes text but keeps the character references that Markdown allows, to characters that text may have. */
function escapeText(text: string): string {
  return escapeHtml(text).replace(
    /&amp;(?:#(\d{1,7})|#x([\da-f]{1,6})|[a-z]\w{1,31});/gi,
    (reference, decimal, hexadecimal) => {
      const code = decimal ? Number(decimal) : hexadecimal ? parseInt(hexadecimal, 16) : undefined;
      if (code === undefined) return `&${reference.slice(5)}`;
      const isAllowed = code <= 0x10ffff &&
        !escapeHtml(String.fromCodePoint(code)).includes("\ufffd");
      return isAllowed ? `&${reference.slice(5)}` : "\ufffd";
    },
  );
}

/** Puts values where only text can stand. */
function fillIn(text: string, { scanned, pieces }: Rendering): string {
  return replaceMarks(text, scanned, (piece) => isInline(piece) ? pieces.plain(piece) : "");
}

/** Gives the text of a token and of those in it, without markup. */
export function printPlain(token: Token, rendering: Rendering): string {
  if ("tokens" in token && token.tokens !== undefined && token.tokens.length > 0) {
    return token.tokens.map((inner) => printPlain(inner, rendering)).join("");
  }
  return fillIn(
    "text" in token && typeof token.text === "string" ? token.text : token.raw,
    rendering,
  );
}
