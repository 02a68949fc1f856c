/** `plan FILE`: what would run and why; nothing is executed. */

import type { PlannedCell } from "../plan/plan.ts";
import { nameCell } from "../pipeline/expanded.ts";
import { checkCells } from "../run/check.ts";
import { openSession, planSession } from "../run/session.ts";
import { assertStore } from "./paths.ts";
import { renderPlan } from "./plan_text.ts";
import { selectCells } from "./select.ts";
import { choosePaint, measureTerminal, writeJson, writeOut } from "./terminal.ts";

/** The options of `plan`. */
export interface PlanOptions {
  readonly set: Readonly<Record<string, string>>;
  readonly store: string;
  readonly only?: string;
  readonly retry?: boolean;
  readonly measure?: boolean;
  readonly cells?: boolean;
  readonly json?: boolean;
}

/** Shows the plan. Returns the exit code. */
export async function planCommand(file: string, options: PlanOptions): Promise<number> {
  assertStore(options.store, { exists: false });
  const session = await openSession({ file, set: options.set, store: options.store });
  const cells = selectCells(session.pipeline, options.only);
  await checkCells(session, cells);
  const planned = planSession(session, {
    retry: options.retry ? "all" : "fetches",
    measure: options.measure ?? false,
    cells,
  });
  if (options.json) {
    for (const one of planned) writeJson(describePlanned(one));
    return 0;
  }
  const text = renderPlan(planned, choosePaint("stdout"), {
    cells: options.cells ?? false,
    columns: Deno.stdout.isTerminal() ? measureTerminal().columns : Infinity,
  });
  writeOut(`${text}\n`);
  return 0;
}

/** Describes a planned cell as JSON. */
export function describePlanned(planned: PlannedCell) {
  const { cell, kind } = planned;
  const { measured, timeLimit } = cell.stage;
  const marks = {
    ...(measured === undefined ? {} : { measured }),
    ...(timeLimit === undefined ? {} : { time_limit: timeLimit }),
  };
  const start = {
    cell: nameCell(cell),
    stage: cell.stage.name,
    axes: cell.axes,
    plan: kind,
    ...marks,
  };
  switch (planned.kind) {
    case "reuse":
      return { ...start, key: planned.key, artifact: planned.address };
    case "run":
      return { ...start, key: planned.key, reasons: planned.reasons };
    case "failed":
      return { ...start, key: planned.key, problem: planned.problem };
    case "wait":
      return {
        ...start,
        ...(planned.reasons.length === 0 ? {} : { reasons: planned.reasons }),
        needs: planned.producers.map(nameCell),
      };
    case "blocked":
      return { ...start, needs: planned.producers.map(nameCell) };
  }
}
