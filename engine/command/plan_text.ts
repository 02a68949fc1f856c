/** A plan as people read it: a line a stage, below it why, and the whole in one line. */

import { formatProblem } from "../../schemas/error.ts";
import { formatCount } from "../pipeline/describe.ts";
import { type ExpandedStage, type Measured, nameCell } from "../pipeline/expanded.ts";
import type { PlannedCell } from "../plan/plan.ts";
import { countNoun, formatSeconds } from "./amounts.ts";
import type { Paint, Style } from "./terminal.ts";
import { wrapWords } from "./wrap.ts";

type PlanKind = PlannedCell["kind"];

const ORDER: readonly PlanKind[] = ["run", "wait", "failed", "blocked", "reuse"];

const WORDS: Readonly<Record<PlanKind, string>> = {
  run: "to run",
  wait: "waiting",
  failed: "failed before",
  blocked: "blocked",
  reuse: "up to date",
};

const MARKS: Readonly<Record<Measured, string>> = {
  clock: "measured: reads the clock, runs alone",
  inputs: "measured: made from times",
};

const COLOURS: Readonly<Record<PlanKind, Style>> = {
  run: "green",
  wait: "yellow",
  failed: "red",
  blocked: "red",
  reuse: "dim",
};

/** Cells with one reason that are named before the rest is counted. */
const NAMED_CELLS = 6;
/** Groups of one stage that are shown one by one before they are put together. */
const MOST_GROUPS = 4;
/** Lines of one group, such as changed modules, before the rest is counted. */
const MOST_LINES = 8;

const CONDITION = ", if that changes what it takes";

/** How a plan is shown. */
export interface PlanLayout {
  /** Whether there is also a line for each cell. */
  readonly cells: boolean;
  /** Columns to wrap to. */
  readonly columns: number;
}

/** Renders a plan. */
export function renderPlan(
  planned: readonly PlannedCell[],
  paint: Paint,
  { cells: everyCell, columns }: PlanLayout,
): string {
  const byStage = Map.groupBy(planned, ({ cell }) => cell.stage);
  const width = Math.max(...[...byStage.keys()].map(({ name }) => name.length));
  const lines: string[] = [];
  for (const [stage, cells] of byStage) {
    const marks = listMarks(stage).map((mark) => `  ${paint("dim", mark)}`).join("");
    lines.push(`${paint("bold", stage.name.padEnd(width))}  ${countKinds(cells, paint)}${marks}`);
    lines.push(...renderReasons(cells, paint, columns));
    if (everyCell) {
      lines.push(...cells.map((one) => `    ${WORDS[one.kind].padEnd(13)} ${nameCell(one.cell)}`));
    }
  }
  const isDone = planned.every(({ kind }) => kind === "reuse");
  const whole = isDone ? "all up to date" : countKinds(planned, paint);
  return [...lines, `${countNoun(planned.length, "cell")}: ${whole}`].join("\n");
}

function listMarks({ measured, timeLimit }: ExpandedStage): readonly string[] {
  return [
    ...(timeLimit === undefined ? [] : [`at most ${formatSeconds(timeLimit)} a cell`]),
    ...(measured === undefined ? [] : [MARKS[measured]]),
  ];
}

function countKinds(cells: readonly PlannedCell[], paint: Paint): string {
  const counts = Map.groupBy(cells, ({ kind }) => kind);
  return ORDER.flatMap((kind) => {
    const count = counts.get(kind)?.length ?? 0;
    return count === 0 ? [] : [paint(COLOURS[kind], `${formatCount(count)} ${WORDS[kind]}`)];
  }).join(", ");
}

/** Cells that something is said of, and what. */
interface Group {
  readonly lines: readonly string[];
  readonly cells: readonly PlannedCell[];
}

function renderReasons(
  cells: readonly PlannedCell[],
  paint: Paint,
  columns: number,
): readonly string[] {
  return groupCells(cells).flatMap((group) => {
    const hidden = group.lines.length - MOST_LINES;
    const lines = group.lines.slice(0, MOST_LINES);
    if (hidden > 0) lines.push(`and ${formatCount(hidden)} more; \`explain\` lists them`);
    const names = group.cells.length === cells.length ? "" : nameCells(group.cells);
    return [
      ...lines.flatMap((line) => indent(line, 4, columns)),
      ...(names === "" ? [] : indent(names, 6, columns).map((line) => paint("dim", line))),
    ];
  });
}

/** Indents a text, further lines of it a little more. */
function indent(text: string, depth: number, columns: number): readonly string[] {
  return wrapWords(text, columns - depth - 3)
    .map((line, index) => `${" ".repeat(index === 0 ? depth : depth + 2)}${line}`);
}

/** Groups cells by reason; where every cell has its own, by what the reasons are about. */
function groupCells(cells: readonly PlannedCell[]): readonly Group[] {
  const byReason = groupBy(cells, (one) => giveReasons(one).join("\n"));
  if (byReason.length <= MOST_GROUPS) return byReason;
  const byEvent = groupBy(cells, (one) => giveReasons(one).map(readSubject).join("\n"));
  return byEvent.map((group) => {
    const [first, ...others] = group.cells;
    if (first === undefined) return group;
    const example = giveReasons(first);
    const isSame = others.every((one) => giveReasons(one).join("\n") === example.join("\n"));
    if (isSame) return { ...group, lines: example };
    return {
      ...group,
      lines: [...example, `in ${nameCell(first.cell)}, and the like in the others`],
    };
  });
}

function groupBy(
  cells: readonly PlannedCell[],
  read: (one: PlannedCell) => string,
): readonly Group[] {
  return [...Map.groupBy(cells, read)].flatMap(([reason, group]) =>
    reason === "" ? [] : [{ lines: reason.split("\n"), cells: group }]
  );
}

/** `parameter rate` of `parameter rate: 0.1 → 0.2`. */
function readSubject(reason: string): string {
  const at = reason.indexOf(": ");
  return at === -1 ? reason : reason.slice(0, at);
}

function nameCells(cells: readonly PlannedCell[]): string {
  const names = cells.slice(0, NAMED_CELLS).map(({ cell }) => nameCell(cell)).join(" ");
  const rest = cells.length - NAMED_CELLS;
  return rest > 0 ? `${names} and ${formatCount(rest)} more` : names;
}

function giveReasons(planned: PlannedCell): readonly string[] {
  switch (planned.kind) {
    case "run":
      return planned.reasons;
    case "wait":
      return [...planned.reasons, `after ${listStages(planned)}${planned.runs ? "" : CONDITION}`];
    case "failed": {
      const { where: _, ...problem } = planned.problem;
      return [...formatProblem(problem).split("\n"), "(--retry runs it again)"];
    }
    case "blocked":
      return [`needs ${listStages(planned)}, which has no result`];
    case "reuse":
      return [];
  }
}

function listStages({ producers }: PlannedCell & { readonly kind: "wait" | "blocked" }): string {
  return [...new Set(producers.map(({ stage }) => stage.name))].join(", ");
}
