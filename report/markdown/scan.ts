/**
 * Finds the pieces that koopline adds to Markdown: values, tables, figures and sections.
 *
 * It runs in the main process when a pipeline is planned, to know the queries, and again where the page
 * is made; so it needs no library, and leaves everything else to the Markdown renderer.
 */

import { type DeclaredText, readText } from "./read_text.ts";
import { MARKS, type ScannedText } from "./piece.ts";
import { takeFence, takeFigure, takeSection } from "./scan_block.ts";
import { takeLink, takeValue, takeVerbatim } from "./scan_inline.ts";
import { assertNoProblems, type Scan, type Taken } from "./scan_state.ts";

/**
 * Scans a report's Markdown.
 *
 * @param file The file as the pipeline declared it.
 * @throws {KooplineError} `report.text` with every mistake at its file:line:column; `pipeline.file` when
 *   the file is not UTF-8.
 */
export function scanReport(file: DeclaredText): ScannedText {
  const marks = new RegExp(`[${Object.values(MARKS).map((m) => m.open + m.close).join("")}]`, "g");
  const scan: Scan = {
    path: file.path,
    source: readText(file).replace(marks, "\ufffd"),
    pieces: [],
    queries: new Map(),
    problems: [],
  };
  const markdown = scanRange(scan, 0, scan.source.length, true);
  assertNoProblems(scan);
  const queries = Object.fromEntries([...scan.queries].map(([sql, name]) => [name, sql]));
  return { markdown, pieces: scan.pieces, queries };
}

/** Scans from one offset to another; captions and the like hold no blocks. */
function scanRange(scan: Scan, from: number, to: number, blocks: boolean): string {
  const scanText = (start: number, end: number) => scanRange(scan, start, end, false);
  let text = "";
  let at = from;
  while (at < to) {
    const lineStart = blocks && (at === 0 || scan.source[at - 1] === "\n");
    const taken = (lineStart ? takeBlock(scan, at, scanText) : undefined) ??
      takeVerbatim(scan, at) ?? takeValue(scan, at) ?? takeLink(scan, at, scanText);
    if (taken === undefined || taken.end > to) text += scan.source[at++];
    else ({ at, text } = { at: taken.end, text: text + taken.text });
  }
  return text;
}

function takeBlock(
  scan: Scan,
  at: number,
  scanText: (from: number, to: number) => string,
): Taken | undefined {
  return takeFence(scan, at, scanText) ?? takeFigure(scan, at, scanText) ?? takeSection(scan, at);
}
