/** Pieces within a line: values, references to figures, and what must be left alone. */

import { findClosingBraces, findClosingBracket, findParagraphEnd } from "./find_end.ts";
import { parseFigureName } from "./parse_figure.ts";
import { parseValue } from "./parse_value.ts";
import { locate, nameQuery, noteProblem, placePiece, type Scan, type Taken } from "./scan_state.ts";

/** Takes an escaped character, a code span or a comment: what is in them is left as it is. */
export function takeVerbatim(scan: Scan, at: number): Taken | undefined {
  const { source } = scan;
  if (source[at] === "\\") return { end: at + 2, text: source.slice(at, at + 2) };
  if (source.startsWith("<!--", at)) {
    const end = source.indexOf("-->", at + 4);
    return { end: end < 0 ? source.length : end + 3, text: "" };
  }
  if (source[at] !== "`") return undefined;
  const ticks = /`+/y;
  ticks.lastIndex = at;
  const run = ticks.exec(source)?.[0] ?? "`";
  const close = new RegExp(`(?<!\`)${run}(?!\`)`, "g");
  close.lastIndex = at + run.length;
  const found = close.exec(source)?.index;
  const end = found === undefined || found > findParagraphEnd(source, at)
    ? at + run.length
    : found + run.length;
  return { end, text: source.slice(at, end) };
}

/** Takes `{{ sql | format }}`. */
export function takeValue(scan: Scan, at: number): Taken | undefined {
  const { source } = scan;
  if (!source.startsWith("{{", at)) return undefined;
  const close = findClosingBraces(source, at + 2);
  if (close === undefined) {
    noteProblem(scan, at, {
      expected: "}} after a value",
      found: "the end of the paragraph",
      hint: "Write {{ select … | .4f }}; write \\{{ where two braces are meant.",
    });
    return { end: at + 2, text: "" };
  }
  const end = close + 2;
  const value = parseValue(source.slice(at + 2, close));
  if ("expected" in value) {
    noteProblem(scan, at, value);
    return { end, text: "" };
  }
  const text = placePiece(scan, {
    kind: "value",
    ...value,
    query: nameQuery(scan, value.sql),
    where: locate(scan, at),
    source: source.slice(at, end),
  });
  return { end, text };
}

/**
 * Takes `[text](figure:stage)`; refuses images that are no figures, because the page stands alone.
 *
 * @param scanText Scans a range of the text.
 */
export function takeLink(
  scan: Scan,
  at: number,
  scanText: (from: number, to: number) => string,
): Taken | undefined {
  const { source } = scan;
  const image = source.startsWith("![", at);
  if (!image && source[at] !== "[") return undefined;
  const open = image ? at + 1 : at;
  const close = findClosingBracket(source, open);
  const target = /\]\(([^()\n]*)\)/y;
  target.lastIndex = close ?? source.length;
  const [match, address = ""] = target.exec(source) ?? [];
  if (close === undefined || match === undefined) return undefined;
  const end = close + match.length;
  if (image) {
    noteProblem(scan, at, {
      expected: address.startsWith("figure:")
        ? "a figure on a line of its own"
        : "figure: and the name of a stage",
      found: address.startsWith("figure:") ? "one within a line" : `the image “${address}”`,
      hint: "A report stands alone: it shows figures that stages make, each on a line of its own.",
    });
    return { end, text: "" };
  }
  if (!address.startsWith("figure:")) return undefined;
  const figure = parseFigureName(address.slice("figure:".length));
  if (figure === undefined) {
    noteFigureName(scan, at, address);
    return { end, text: "" };
  }
  const text = placePiece(scan, {
    kind: "figure_link",
    figure,
    text: scanText(open + 1, close),
    where: locate(scan, at),
    source: source.slice(at, end),
  });
  return { end, text };
}

/** Notes that what follows `figure:` is no name. */
export function noteFigureName(scan: Scan, at: number, address: string): void {
  noteProblem(scan, at, {
    expected: "figure:stage or figure:stage[axis=value]",
    found: `“${address}”`,
    hint: "The stage is one that the report needs at its figures port.",
  });
}
