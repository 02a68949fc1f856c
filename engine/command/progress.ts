/** Progress of a run: one live block on a terminal, plain lines elsewhere, JSON lines for machines. */

import { type Cell, nameCell } from "../pipeline/expanded.ts";
import type { RunEvent } from "../run/event.ts";
import { openFetchTally } from "./fetch_tally.ts";
import { type BlockLine, renderBlock } from "./progress_block.ts";
import { openLines } from "./progress_lines.ts";
import { openTally } from "./progress_tally.ts";
import {
  choosePaint,
  cleanText,
  drawErr,
  measureTerminal,
  writeErr,
  writeJson,
} from "./terminal.ts";

/** Shows the events of a run. */
export interface Progress {
  show(event: RunEvent): void;
  /** Says something else without disturbing the live block. */
  say(text: string): void;
  /** Removes the live block; call it before writing anything else. */
  close(): void;
}

/** How progress is shown. */
export type ProgressStyle = "live" | "lines" | "json" | "quiet";

/** Chooses the style: what was asked for, else live on a terminal and lines elsewhere. */
export function chooseStyle(options: { json?: boolean; quiet?: boolean }): ProgressStyle {
  if (options.json) return "json";
  if (options.quiet) return "quiet";
  return Deno.stderr.isTerminal() ? "live" : "lines";
}

/**
 * Opens a progress display.
 *
 * @param cells the cells of the run.
 * @param workers how many run at a time.
 */
export function openProgress(
  style: ProgressStyle,
  cells: readonly Cell[],
  workers: number,
): Progress {
  if (style === "json") return { show: showJson, say: writeErr, close: () => {} };
  if (style === "live") return openLive(cells, workers);
  return openLines({
    cells,
    wants: style === "quiet" ? isBad : () => true,
    say: writeErr,
    paint: choosePaint("stderr"),
    readSeconds: measureSince(performance.now()),
  });
}

function isBad(event: RunEvent): boolean {
  return event.kind === "failed" || event.kind === "damaged";
}

function showJson(event: RunEvent): void {
  if (event.kind === "progress") return;
  if (event.kind === "fetch" && event.fetch.step === "received") return;
  const { cell, kind, ...rest } = event;
  writeJson({ event: kind, cell: nameCell(cell), ...rest }, "stderr");
}

const REDRAW_MILLISECONDS = 80;

function openLive(cells: readonly Cell[], workers: number): Progress {
  const paint = choosePaint("stderr");
  const tally = openTally(cells, workers);
  const fetches = openFetchTally();
  const measureSeconds = measureSince(performance.now());
  let drawn: readonly BlockLine[] = [];
  let isClosed = false;
  /** Writes text where the block stood, and the block anew, at once: nothing flickers. */
  const draw = (text: string, block: readonly BlockLine[]) => {
    const lines = block.map((line) => `${cleanText(line.text)}\x1b[K\n`).join("");
    drawErr(`${goToTop(drawn)}${text === "" ? "" : `\x1b[J${cleanText(text)}`}${lines}\x1b[J`);
    drawn = block;
  };
  const render = () => {
    const seconds = measureSeconds();
    const { stages } = tally;
    const { files } = fetches;
    const state = { stages, files, seconds, rest: tally.estimateRest(seconds) };
    return renderBlock(state, measureTerminal(), paint);
  };
  const say = (text: string) => draw(text, drawn.length > 0 ? render() : []);
  const lines = openLines({
    cells,
    wants: (event) => isBad(event) || event.kind === "warned" || event.kind === "incomplete",
    say,
    paint,
    readSeconds: measureSeconds,
  });
  const timer = setInterval(() => draw("", render()), REDRAW_MILLISECONDS);
  return {
    show(event) {
      tally.count(event, measureSeconds());
      fetches.count(event);
      lines.show(event);
    },
    say,
    close() {
      if (isClosed) return;
      isClosed = true;
      clearInterval(timer);
      if (drawn.length > 0) draw("", []);
      lines.close();
    },
  };
}

function measureSince(start: number): () => number {
  return () => (performance.now() - start) / 1000;
}

/** Moves to the first line of a block, which takes more rows when the terminal has become narrower. */
function goToTop(block: readonly BlockLine[]): string {
  if (block.length === 0) return "";
  const { columns } = measureTerminal();
  const rows = block.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.columns / columns)), 0);
  return `\r\x1b[${rows}A`;
}
