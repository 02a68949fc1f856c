/** `plan FILE`: what would run and why; nothing is executed. */

import { formatProblem } from "../../schemas/error.ts";
import { nameCell } from "../pipeline/expanded.ts";
import type { PlannedCell } from "../plan/plan.ts";
import { openSession, planSession } from "../run/session.ts";
import { selectCells } from "./select.ts";
import { choosePaint, cleanText, type Paint, writeOut } from "./terminal.ts";

/** The options of `plan`. */
export interface PlanOptions {
  readonly set: Readonly<Record<string, string>>;
  readonly store: string;
  readonly only?: string;
  readonly retry?: boolean;
  readonly cells?: boolean;
  readonly json?: boolean;
}

/** Cells with one reason that are listed by name before the rest is counted. */
const NAMED_CELLS = 6;

/** Shows the plan. Returns the exit code. */
export async function planCommand(file: string, options: PlanOptions): Promise<number> {
  const session = await openSession({ file, set: options.set, store: options.store });
  const planned = planSession(session, {
    retry: options.retry ?? false,
    cells: selectCells(session.pipeline, options.only),
  });
  if (options.json) {
    for (const one of planned) writeOut(`${JSON.stringify(describePlanned(one))}\n`);
    return 0;
  }
  writeOut(`${renderPlan(planned, choosePaint("stdout"), options.cells ?? false)}\n`);
  return 0;
}

/** Describes a planned cell as JSON. */
export function describePlanned(planned: PlannedCell) {
  const { cell, kind } = planned;
  const start = { cell: nameCell(cell), stage: cell.stage.name, axes: cell.axes, plan: kind };
  switch (planned.kind) {
    case "reuse":
      return { ...start, key: planned.key, artifact: planned.address };
    case "run":
      return { ...start, key: planned.key, reasons: planned.reasons };
    case "failed":
      return { ...start, key: planned.key, problem: planned.problem };
    default:
      return { ...start, needs: planned.producers.map(nameCell) };
  }
}

/** Renders a plan: a line a stage, and under it the cells that run, grouped by reason. */
export function renderPlan(
  planned: readonly PlannedCell[],
  paint: Paint,
  everyCell: boolean,
): string {
  const byStage = Map.groupBy(planned, ({ cell }) => cell.stage);
  const width = Math.max(...[...byStage.keys()].map(({ name }) => name.length));
  const lines: string[] = [];
  for (const [stage, cells] of byStage) {
    const counts = Map.groupBy(cells, ({ kind }) => kind);
    const parts = ORDER.flatMap((kind) => {
      const count = counts.get(kind)?.length ?? 0;
      return count === 0 ? [] : [paint(COLOURS[kind], `${count} ${WORDS[kind]}`)];
    });
    lines.push(`${paint("bold", stage.name.padEnd(width))}  ${parts.join(", ")}`);
    if (everyCell) lines.push(...cells.map((one) => `  ${WORDS[one.kind]}: ${nameCell(one.cell)}`));
    lines.push(...renderReasons(cells, paint));
  }
  const total = Map.groupBy(planned, ({ kind }) => kind);
  const count = (kind: PlannedCell["kind"]) => total.get(kind)?.length ?? 0;
  lines.push(
    `${planned.length} cells: ${count("run")} run, ${count("wait")} wait for those, ` +
      `${count("reuse")} reused${count("failed") > 0 ? `, ${count("failed")} failed before` : ""}`,
  );
  return lines.join("\n");
}

const ORDER = ["run", "wait", "failed", "blocked", "reuse"] as const;
const WORDS: Readonly<Record<PlannedCell["kind"], string>> = {
  run: "run",
  wait: "wait",
  failed: "failed before",
  blocked: "blocked by a failure",
  reuse: "reused",
};
const COLOURS: Readonly<Record<PlannedCell["kind"], "green" | "yellow" | "red" | "dim">> = {
  run: "green",
  wait: "yellow",
  failed: "red",
  blocked: "red",
  reuse: "dim",
};

function renderReasons(cells: readonly PlannedCell[], paint: Paint): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const one of cells) {
    const reason = giveReason(one);
    if (reason === undefined) continue;
    const names = byReason.get(reason) ?? [];
    names.push(nameCell(one.cell));
    byReason.set(reason, names);
  }
  return [...byReason].flatMap(([reason, names]) => {
    const rest = names.length - NAMED_CELLS;
    const list = names.slice(0, NAMED_CELLS).join(" ") + (rest > 0 ? ` … and ${rest} more` : "");
    return [
      ...cleanText(reason).split("\n").map((line) => `    ${line}`),
      `      ${paint("dim", list)}`,
    ];
  });
}

function giveReason(planned: PlannedCell): string | undefined {
  switch (planned.kind) {
    case "run":
      return planned.reasons.join("\n");
    case "wait": {
      const stages = [...new Set(planned.producers.map(({ stage }) => stage.name))];
      return `after ${stages.join(", ")}, which may give the same bytes again`;
    }
    case "failed":
      return `${formatProblem(planned.problem)}\n(--retry tries again)`;
    case "blocked":
      return `needs ${[...new Set(planned.producers.map(nameCell))].slice(0, 3).join(", ")}`;
    case "reuse":
      return undefined;
  }
}
