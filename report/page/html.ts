/** HTML that escapes by default: text put into a template is text, never markup. */

const MARKUP: unique symbol = Symbol("markup");

/** HTML that is known to be well formed and safe to show. */
export interface Markup {
  readonly [MARKUP]: string;
}

/** What a template takes between its pieces. `undefined` gives nothing. */
export type Part = string | number | Markup | undefined | readonly Part[];

/**
 * Control characters other than tab and newline, characters that override the direction of text, and
 * lone surrogates: HTML forbids them or a reader could be misled by them.
 */
const FORBIDDEN = /(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Cs}/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes text for element content and quoted attributes; forbidden characters become U+FFFD. */
export function escapeHtml(text: string): string {
  return text.replace(FORBIDDEN, "\ufffd").replace(/[&<>"']/g, (found) => ENTITIES[found] ?? found);
}

/** Vouches for text that already is safe HTML. */
export function trustHtml(markup: string): Markup {
  return { [MARKUP]: markup };
}

/** Gives the text of a piece of markup. */
export function printHtml(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "string") return escapeHtml(part);
  if (typeof part === "number") return String(part);
  return MARKUP in part ? part[MARKUP] : part.map(printHtml).join("");
}

/**
 * Builds markup from a template; strings in it are escaped, markup and lists of markup are not.
 *
 * @example
 * ```ts
 * import { markup, printHtml } from "../report/page/html.ts";
 * printHtml(markup`<b>${"a < b"}</b>`); // "<b>a &lt; b</b>"
 * ```
 */
export function markup(pieces: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let text = pieces[0] ?? "";
  parts.forEach((part, index) => {
    text += printHtml(part) + (pieces[index + 1] ?? "");
  });
  return trustHtml(text);
}
