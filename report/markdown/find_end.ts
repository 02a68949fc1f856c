/** Where things end in Markdown and SQL: brackets, quotes, paragraphs. */

/** Gives the offset of the next blank line at or after an offset, or the text's length. */
export function findParagraphEnd(text: string, from: number): number {
  const blank = /\n[ \t>]*(?=\n)/g;
  blank.lastIndex = from;
  return blank.exec(text)?.index ?? text.length;
}

/**
 * Finds the `}}` that closes a `{{`, ignoring those within SQL's quotes.
 *
 * @returns The offset of `}}`, or undefined when the paragraph ends first.
 */
export function findClosingBraces(text: string, from: number): number | undefined {
  const end = findParagraphEnd(text, from);
  const token = /'[^']*'|"[^"]*"|\}\}/g;
  token.lastIndex = from;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    if (found.index >= end) return undefined;
    if (found[0] === "}}") return found.index;
  }
  return undefined;
}

/**
 * Finds the `]` that closes the `[` at an offset; brackets nest, a backslash escapes, and values in
 * `{{…}}` are skipped.
 *
 * @returns The offset of `]`, or undefined when the paragraph ends first.
 */
export function findClosingBracket(text: string, open: number): number | undefined {
  const end = findParagraphEnd(text, open);
  let depth = 0;
  for (let at = open; at < end; at++) {
    if (text[at] === "\\") at++;
    else if (text.startsWith("{{", at)) at = (findClosingBraces(text, at + 2) ?? end) + 1;
    else if (text[at] === "[") depth++;
    else if (text[at] === "]" && --depth === 0) return at;
  }
  return undefined;
}
