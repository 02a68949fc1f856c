/** The live block: a line for each open stage and one for the whole run, never wider than the terminal. */

import { formatSeconds } from "./amounts.ts";
import { describeFile, type FileTally } from "./fetch_tally.ts";
import type { Rest, StageTally } from "./progress_tally.ts";
import type { Paint, Style } from "./terminal.ts";

/** What a block shows. */
export interface BlockState {
  readonly stages: readonly StageTally[];
  /** Files on their way. */
  readonly files?: readonly FileTally[];
  /** Seconds since the start. */
  readonly seconds: number;
  readonly rest: Rest | undefined;
}

/** A line of the block. */
export interface BlockLine {
  /** How many columns it takes. */
  readonly columns: number;
  readonly text: string;
}

/** A piece of a line in one style. */
interface Piece {
  readonly text: string;
  readonly style?: Style;
}

const MOST_STAGES = 8;
const MOST_FILES = 3;
/** An estimate is shown from this time on: the first cells also start the workers. */
const FIRST_ESTIMATE = 2;

/** Renders the block for a terminal of so many columns and rows. */
export function renderBlock(
  { stages, files = [], seconds, rest }: BlockState,
  { columns, rows }: { readonly columns: number; readonly rows: number },
  paint: Paint,
): readonly BlockLine[] {
  const open = stages.filter(({ done, total }) => done < total);
  // The terminal keeps a few rows for what was there before.
  const shownFiles = files.slice(0, Math.min(MOST_FILES, Math.max(rows - 4, 0)));
  const most = Math.min(MOST_STAGES, Math.max(rows - 4 - shownFiles.length, 0));
  const shown = chooseStages(open, most);
  const longest = Math.max(0, ...shown.map(({ name }) => name.length));
  const name = Math.min(longest, Math.max(8, Math.floor(columns * 0.4)));
  const bar = columns >= 70 ? 20 : columns >= 50 ? 10 : 0;
  const lines = shown.map((stage) => describeStage(stage, name, bar));
  const hidden = open.length - shown.length;
  if (hidden > 0 && most > 0) lines.push([{ text: `  and ${hidden} more open`, style: "dim" }]);
  for (const file of shownFiles) lines.push([{ text: `  ${describeFile(file)}`, style: "dim" }]);
  lines.push(describeWhole(stages, seconds, rest));
  // The last column stays free: some terminals go to the next line when it is written.
  return lines.map((pieces) => fitLine(pieces, columns - 1, paint));
}

/** Stages that are under way before those that have not begun; in the pipeline's order. */
function chooseStages(open: readonly StageTally[], most: number): readonly StageTally[] {
  const begun = open.filter(({ done, running }) => done + running > 0);
  const idle = open.filter((stage) => !begun.includes(stage));
  const chosen = new Set([...begun, ...idle].slice(0, most));
  return open.filter((stage) => chosen.has(stage));
}

function describeStage(stage: StageTally, nameWidth: number, barWidth: number): readonly Piece[] {
  const { name, done, total, running, fractions, reused, failed } = stage;
  const filled = Math.floor(((done + fractions) / total) * barWidth);
  const shortName = name.length <= nameWidth ? name : `${name.slice(0, nameWidth - 1)}…`;
  return [
    { text: `  ${shortName.padEnd(nameWidth)}  ` },
    { text: "█".repeat(filled), style: "green" },
    { text: "░".repeat(barWidth - filled), style: "dim" },
    { text: `${barWidth > 0 ? "  " : ""}${done}/${total}` },
    ...note(running, "running"),
    ...note(reused, "reused", "dim"),
    ...note(failed, "failed", "red"),
  ];
}

function describeWhole(
  stages: readonly StageTally[],
  seconds: number,
  rest: Rest | undefined,
): readonly Piece[] {
  const sum = (read: (stage: StageTally) => number) =>
    stages.reduce((total, stage) => total + read(stage), 0);
  const total = sum((stage) => stage.total);
  const left = rest === undefined || seconds < FIRST_ESTIMATE
    ? []
    : [{ text: `  ${describeRest(rest)}` }];
  return [
    {
      text: `${sum(({ done }) => done)}/${total} ${total === 1 ? "cell" : "cells"}`,
      style: "bold",
    },
    { text: `  ${formatSeconds(Math.max(seconds, 0.1))}` },
    ...left,
    ...note(sum(({ running }) => running), "running"),
    ...note(sum(({ reused }) => reused), "reused", "dim"),
    ...note(sum(({ failed }) => failed), "failed", "red"),
  ];
}

function describeRest({ seconds, isPart }: Rest): string {
  const time = formatSeconds(Math.max(Math.ceil(seconds), 1));
  return `${isPart ? "more than" : "about"} ${time.replace(".0", "")} left`;
}

function note(count: number, word: string, style?: Style): readonly Piece[] {
  if (count === 0) return [];
  const text = `${count} ${word}`;
  return [{ text: "  " }, style === undefined ? { text } : { text, style }];
}

function fitLine(pieces: readonly Piece[], columns: number, paint: Paint): BlockLine {
  let free = Math.max(columns, 0);
  let line = "";
  for (const { text, style } of pieces) {
    const part = text.slice(0, free);
    if (part === "") continue;
    line += style === undefined ? part : paint(style, part);
    free -= part.length;
  }
  return { columns: columns - free, text: line };
}
