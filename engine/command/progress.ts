/** Progress of a run: one live block on a terminal, plain lines elsewhere, JSON lines for machines. */

import { formatProblem } from "../../schemas/error.ts";
import { type Cell, type ExpandedStage, nameCell } from "../pipeline/expanded.ts";
import type { RunEvent } from "../run/event.ts";
import { choosePaint, cleanText, formatSeconds, measureWidth, writeErr } from "./terminal.ts";

/** Shows the events of a run. */
export interface Progress {
  show(event: RunEvent): void;
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

/** Opens a progress display over the cells of a run. */
export function openProgress(style: ProgressStyle, cells: readonly Cell[]): Progress {
  switch (style) {
    case "live":
      return openLive(cells);
    case "lines":
      return { show: showLine, close: () => {} };
    case "json":
      return { show: showJson, close: () => {} };
    case "quiet":
      return { show: (event) => isBad(event) && showLine(event), close: () => {} };
  }
}

const paint = choosePaint("stderr");

function isBad(event: RunEvent): boolean {
  return event.kind === "failed" || event.kind === "damaged";
}

function describeEvent(event: RunEvent): string | undefined {
  const name = nameCell(event.cell);
  switch (event.kind) {
    case "executed":
      return `${paint("green", "done")}    ${name} ${
        paint("dim", formatSeconds(event.milliseconds / 1000))
      }`;
    case "failed": {
      const earlier = event.again ? " (in an earlier run; --retry tries again)" : "";
      return `${paint("red", "failed")}  ${name}${earlier}\n${
        indent(cleanText(formatProblem(event.problem)))
      }`;
    }
    case "damaged":
      return `${paint("yellow", "damaged")} ${name}: derived again\n${
        indent(cleanText(formatProblem(event.problem)))
      }`;
    case "waiting":
      return `${paint("blue", "waits")}   ${name} for another run`;
    default:
      return undefined;
  }
}

function indent(text: string): string {
  return text.split("\n").map((line) => `        ${line}`).join("\n");
}

function showLine(event: RunEvent): void {
  const line = describeEvent(event);
  if (line !== undefined) writeErr(`${line}\n`);
}

function showJson(event: RunEvent): void {
  if (event.kind === "progress") return;
  const { cell, kind, ...rest } = event;
  writeErr(`${JSON.stringify({ event: kind, cell: nameCell(cell), ...rest })}\n`);
}

interface StageTally {
  readonly stage: ExpandedStage;
  readonly total: number;
  done: number;
  reused: number;
  failed: number;
  milliseconds: number;
  readonly running: Map<Cell, number>;
}

const REDRAW_MILLISECONDS = 80;

function openLive(cells: readonly Cell[]): Progress {
  const tallies = tallyStages(cells);
  const started = performance.now();
  let lines = 0;
  const erase = () => {
    if (lines > 0) writeErr(`\x1b[${lines}A\x1b[J`);
    lines = 0;
  };
  const draw = () => {
    const block = renderBlock([...tallies.values()], (performance.now() - started) / 1000);
    erase();
    writeErr(block.map((line) => `${line}\n`).join(""));
    lines = block.length;
  };
  const timer = setInterval(draw, REDRAW_MILLISECONDS);
  return {
    show(event) {
      const tally = tallies.get(event.cell.stage);
      if (tally !== undefined) countEvent(tally, event);
      if (!isBad(event)) return;
      erase();
      showLine(event);
      draw();
    },
    close() {
      clearInterval(timer);
      erase();
    },
  };
}

function tallyStages(cells: readonly Cell[]): Map<ExpandedStage, StageTally> {
  const totals = new Map<ExpandedStage, number>();
  for (const { stage } of cells) totals.set(stage, (totals.get(stage) ?? 0) + 1);
  return new Map(
    [...totals].map(([stage, total]) => [
      stage,
      { stage, total, done: 0, reused: 0, failed: 0, milliseconds: 0, running: new Map() },
    ]),
  );
}

function countEvent(tally: StageTally, event: RunEvent): void {
  switch (event.kind) {
    case "started":
      tally.running.set(event.cell, 0);
      return;
    case "progress":
      tally.running.set(event.cell, event.fraction);
      return;
    case "reused":
      tally.reused += 1;
      tally.done += 1;
      break;
    case "executed":
      tally.milliseconds += event.milliseconds;
      tally.done += 1;
      break;
    case "failed":
    case "blocked":
      tally.failed += 1;
      tally.done += 1;
      break;
  }
  tally.running.delete(event.cell);
}

/** The block: stages that are not finished, at most eight, then a line over all. */
function renderBlock(tallies: readonly StageTally[], seconds: number): readonly string[] {
  const width = Math.min(measureWidth(), 120);
  const open = tallies.filter(({ done, total }) => done < total);
  const lines = open.slice(0, 8).map((tally) => renderStage(tally).slice(0, width + 20));
  if (open.length > 8) lines.push(paint("dim", `  … and ${open.length - 8} more stages`));
  const total = sum(tallies, ({ total }) => total);
  const done = sum(tallies, ({ done }) => done);
  const reused = sum(tallies, ({ reused }) => reused);
  const running = sum(tallies, ({ running }) => running.size);
  const rest = estimateRest(tallies, seconds);
  lines.push(
    `${paint("bold", `${done}/${total} cells`)}  ${running} running  ${reused} reused  ` +
      `${formatSeconds(seconds)}${rest === undefined ? "" : `  ETA ${formatSeconds(rest)}`}`,
  );
  return lines;
}

function renderStage(tally: StageTally): string {
  const { stage, done, total, reused, failed, running } = tally;
  const cells = 20;
  const partial = [...running.values()].reduce((a, b) => a + b, 0);
  const filled = Math.floor(((done + partial) / total) * cells);
  const bar = "█".repeat(filled) + "░".repeat(cells - filled);
  const notes = [
    running.size > 0 ? `${running.size} running` : "",
    reused > 0 ? `${reused} reused` : "",
    failed > 0 ? paint("red", `${failed} failed`) : "",
  ].filter((note) => note !== "");
  return `  ${stage.name.padEnd(20)} ${bar} ${done}/${total}  ${notes.join("  ")}`;
}

/** Time left at the pace so far, from cells that really ran; unknown before the first of them. */
function estimateRest(tallies: readonly StageTally[], seconds: number): number | undefined {
  const executed = sum(tallies, ({ done, reused }) => done - reused);
  const open = sum(tallies, ({ total, done }) => total - done);
  return executed === 0 || open === 0 ? undefined : (seconds / executed) * open;
}

function sum(tallies: readonly StageTally[], read: (tally: StageTally) => number): number {
  return tallies.reduce((total, tally) => total + read(tally), 0);
}
