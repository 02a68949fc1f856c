/** Events of a run as lines: what many cells have in common is said once. */

import { type Cell, type ExpandedStage, nameCell } from "../pipeline/expanded.ts";
import { formatCount } from "../pipeline/describe.ts";
import type { RunEvent } from "../run/event.ts";
import { countNoun, formatSeconds } from "./amounts.ts";
import { describeEvent, listNotes } from "./event_lines.ts";
import type { Progress } from "./progress.ts";
import type { Paint } from "./terminal.ts";

/** Stages of more cells than these are counted instead of told cell by cell. */
const MOST_TOLD = 20;
/** Lines that a stage is counted in. */
const COUNTS = 20;
/** Seconds after which a stage is counted again, however little has happened. */
const LONGEST_SILENCE = 15;
/** Failures, and notes of a stage, that are shown in full before the rest is counted. */
const MOST_SHOWN = 10;

/** How lines are shown. */
export interface LineOptions {
  readonly cells: readonly Cell[];
  readonly wants: (event: RunEvent) => boolean;
  readonly say: (text: string) => void;
  readonly paint: Paint;
  /** Seconds since the run began. */
  readonly readSeconds: () => number;
}

/** Opens a display in lines. */
export function openLines(options: LineOptions): Progress {
  const { wants, say, paint } = options;
  const counts = openCounts(options);
  const failures = openGroup(MOST_SHOWN);
  const notes = new Map<ExpandedStage, Group>();
  let isClosed = false;
  return {
    show(event) {
      counts.count(event);
      if (!wants(event)) return;
      const { stage } = event.cell;
      if (event.kind === "executed" && counts.isCounted(stage)) {
        const line = counts.describe(stage);
        if (line !== undefined) say(`${line}\n`);
        return;
      }
      if (event.kind === "failed") {
        const { where: _, ...problem } = event.problem;
        if (!failures.isNew(event.cell, JSON.stringify([stage.name, problem]))) return;
      }
      if (event.kind === "warned" || event.kind === "incomplete") {
        const group = notes.get(stage) ?? openGroup(MOST_SHOWN);
        notes.set(stage, group);
        for (const { text, line } of listNotes(event, paint)) {
          if (group.isNew(event.cell, text)) say(`${line}\n`);
        }
        return;
      }
      const line = describeEvent(event, paint);
      if (line !== undefined) say(`${line}\n`);
    },
    say,
    close() {
      if (isClosed) return;
      isClosed = true;
      for (const group of notes.values()) {
        for (const { first, more } of group.list()) {
          say(`${paint("yellow", "note")}    and ${formatCount(more)} more like ${first}\n`);
        }
        if (group.hidden() > 0) {
          say(
            `${paint("yellow", "note")}    and ${
              countNoun(group.hidden(), "note")
            } more; \`explain\` shows them\n`,
          );
        }
      }
      for (const { first, more } of failures.list()) {
        say(`${paint("red", "failed")}  and ${formatCount(more)} more like ${first}\n`);
      }
      const hidden = failures.hidden();
      if (hidden > 0) say(`and ${countNoun(hidden, "cell")} more failed; \`plan\` lists why\n`);
    },
  };
}

/** Texts of which the first few different ones are shown, each once. */
interface Group {
  /** Whether the text is to be shown; it is counted if not. */
  isNew(cell: Cell, text: string): boolean;
  /** Texts that came again, by the cell that they were shown for. */
  list(): readonly { readonly first: string; readonly more: number }[];
  /** How often texts came that are not shown at all. */
  hidden(): number;
}

function openGroup(most: number): Group {
  const shown = new Map<string, { readonly first: string; more: number }>();
  let hidden = 0;
  return {
    isNew(cell, text) {
      const known = shown.get(text);
      if (known !== undefined) known.more += 1;
      else if (shown.size >= most) hidden += 1;
      else shown.set(text, { first: nameCell(cell), more: 0 });
      return known === undefined && shown.has(text);
    },
    list: () => [...shown.values()].filter(({ more }) => more > 0),
    hidden: () => hidden,
  };
}

interface StageCount {
  readonly total: number;
  settled: number;
  executed: number;
  reused: number;
  milliseconds: number;
  /** Steps of `COUNTS` that were told, and when. */
  step: number;
  at: number;
}

/** Counts the cells of stages that have many. */
function openCounts({ cells, paint, readSeconds }: LineOptions) {
  const counts = new Map<ExpandedStage, StageCount>();
  for (const [stage, { length }] of Map.groupBy(cells, ({ stage }) => stage)) {
    if (length <= MOST_TOLD) continue;
    const none = { settled: 0, executed: 0, reused: 0, milliseconds: 0, step: 0, at: 0 };
    counts.set(stage, { total: length, ...none });
  }
  return {
    isCounted: (stage: ExpandedStage) => counts.has(stage),
    count(event: RunEvent) {
      const count = counts.get(event.cell.stage);
      if (count === undefined) return;
      if (event.kind === "executed") {
        count.executed += 1;
        count.milliseconds += event.milliseconds;
      }
      if (event.kind === "reused") count.reused += 1;
      if (["executed", "reused", "failed", "blocked"].includes(event.kind)) count.settled += 1;
    },
    /** Describes how far a stage is; nothing when that was told a moment ago. */
    describe(stage: ExpandedStage): string | undefined {
      const count = counts.get(stage);
      if (count === undefined) return undefined;
      const step = Math.floor((COUNTS * count.settled) / count.total);
      const seconds = readSeconds();
      if (step === count.step && seconds - count.at < LONGEST_SILENCE) return undefined;
      count.step = step;
      count.at = seconds;
      const { total, settled, executed, reused } = count;
      const each = formatSeconds(count.milliseconds / executed / 1000);
      const rest = reused > 0 ? `, ${formatCount(reused)} reused` : "";
      return `${paint("green", "done")}    ${stage.name} ${formatCount(settled)} of ` +
        `${formatCount(total)}${rest} ${paint("dim", `${each} each`)}`;
    },
  };
}
