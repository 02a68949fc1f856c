/** Pieces on lines of their own: tables, figures and sections; and code blocks, which are left alone. */

import { findClosingBracket } from "./find_end.ts";
import { parseFigureName } from "./parse_figure.ts";
import { parseTable } from "./parse_table.ts";
import { SECTIONS } from "./piece.ts";
import { noteFigureName } from "./scan_inline.ts";
import { locate, nameQuery, noteProblem, placePiece, type Scan, type Taken } from "./scan_state.ts";

/** Scans a range of the text for pieces within lines. */
type ScanText = (from: number, to: number) => string;

const FENCE = /([ \t>]*)(`{3,}|~{3,})[ \t]*([^\n`]*)(?:\n|$)/y;
const SECTION = /([ \t>]*)\[\[([^[\]\n]*)\]\][ \t]*(?=\n|$)/y;
const IMAGE = /([ \t>]*)!\[/y;
const TARGET = /\]\(figure:([^()\n]*)\)[ \t]*(?=\n|$)/y;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Takes a fenced block that begins at the start of a line: a table's, or code. */
export function takeFence(scan: Scan, at: number, scanText: ScanText): Taken | undefined {
  const opening = matchAt(FENCE, scan.source, at);
  if (opening === null) return undefined;
  const [line, indent = "", fence = "", info = ""] = opening;
  const body = at + line.length;
  const closing = new RegExp(`^[ \\t>]*\\${fence[0]}{${fence.length},}[ \\t]*$`, "gm");
  closing.lastIndex = body;
  const close = closing.exec(scan.source);
  const end = close === null ? scan.source.length : close.index + close[0].length;
  if (info.trim() !== "table") return { end, text: scan.source.slice(at, end) };
  return takeTable(scan, { at, end, indent, body, close: close?.index ?? end }, scanText);
}

interface TableRange {
  readonly at: number;
  readonly end: number;
  readonly indent: string;
  readonly body: number;
  readonly close: number;
}

function takeTable(scan: Scan, range: TableRange, scanText: ScanText): Taken {
  const { at, end, indent, body, close } = range;
  const table = parseTable(scan.source.slice(body, close));
  for (const problem of table.problems) noteProblem(scan, at + indent.length, problem);
  if (table.problems.length > 0) return { end, text: indent };
  const caption = table.caption === undefined
    ? ""
    : scanText(body + table.caption.from, body + table.caption.to);
  const mark = placePiece(scan, {
    kind: "table",
    sql: table.sql,
    query: nameQuery(scan, table.sql),
    caption,
    formats: table.formats,
    where: locate(scan, at + indent.length),
    source: scan.source.slice(at, end),
  });
  return { end, text: indent + mark };
}

/** Takes `![caption](figure:stage)` on a line of its own. */
export function takeFigure(scan: Scan, at: number, scanText: ScanText): Taken | undefined {
  const opening = matchAt(IMAGE, scan.source, at);
  if (opening === null) return undefined;
  const [line, indent = ""] = opening;
  const start = at + indent.length;
  const close = findClosingBracket(scan.source, start + 1);
  if (close === undefined) return undefined;
  const target = matchAt(TARGET, scan.source, close);
  if (target === null) return undefined;
  const end = close + target[0].length;
  const figure = parseFigureName(target[1] ?? "");
  if (figure === undefined) {
    noteFigureName(scan, start, `figure:${target[1]}`);
    return { end, text: indent };
  }
  const caption = scanText(at + line.length, close);
  const mark = placePiece(scan, {
    kind: "figure",
    figure,
    caption,
    where: locate(scan, start),
    source: scan.source.slice(start, end),
  });
  return { end, text: indent + mark };
}

/** Takes `[[pipeline]]` or `[[environment]]` on a line of its own. */
export function takeSection(scan: Scan, at: number): Taken | undefined {
  const match = matchAt(SECTION, scan.source, at);
  if (match === null) return undefined;
  const [line, indent = "", name = ""] = match;
  const end = at + line.length;
  const section = SECTIONS.find((known) => known === name.trim());
  if (section === undefined) {
    noteProblem(scan, at + indent.length, {
      expected: `one of ${SECTIONS.map((known) => `[[${known}]]`).join(", ")}`,
      found: `[[${name}]]`,
      hint: "Double brackets on a line of their own place a section that koopline writes.",
    });
    return { end, text: indent };
  }
  const where = locate(scan, at + indent.length);
  const source = scan.source.slice(at + indent.length, end);
  return { end, text: indent + placePiece(scan, { kind: "section", section, where, source }) };
}
