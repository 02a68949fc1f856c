/** `explain FILE STAGE [axis=value…]`: everything that is known of some cells. */

import { type Cell, nameCell } from "../pipeline/expanded.ts";
import { formatProblem } from "../../schemas/error.ts";
import type { PlannedCell } from "../plan/plan.ts";
import { formatLabels } from "../plan/preimage.ts";
import type { CellRecord, Preimage } from "../store/record.ts";
import { openSession, planSession, type Session } from "../run/session.ts";
import { describePlanned } from "./plan.ts";
import { findCells, selectCells } from "./select.ts";
import { choosePaint, cleanText, type Paint, writeOut } from "./terminal.ts";

/** The options of `explain`. */
export interface ExplainOptions {
  readonly set: Readonly<Record<string, string>>;
  readonly store: string;
  readonly json?: boolean;
}

/** Explains the chosen cells. Returns the exit code. */
export async function explainCommand(
  file: string,
  stage: string,
  axes: readonly string[],
  options: ExplainOptions,
): Promise<number> {
  const session = await openSession({ file, set: options.set, store: options.store });
  const chosen = new Set<Cell>(findCells(session.pipeline, stage, axes));
  const planned = planSession(session, { cells: selectCells(session.pipeline, stage) });
  for (const one of planned) {
    if (!chosen.has(one.cell)) continue;
    const record = readRecordOf(session, one);
    if (options.json) writeOut(`${JSON.stringify({ ...describePlanned(one), record })}\n`);
    else writeOut(renderExplanation(session, one, record, choosePaint("stdout")));
  }
  return 0;
}

function readRecordOf(session: Session, planned: PlannedCell): CellRecord | undefined {
  if (!("key" in planned)) return undefined;
  return session.store.readRecord(planned.cell.stage.loaded.kind.kind, planned.key);
}

function renderExplanation(
  session: Session,
  planned: PlannedCell,
  record: CellRecord | undefined,
  paint: Paint,
): string {
  const { cell } = planned;
  const lines = [
    paint("bold", nameCell(cell)),
    `  uses      ${cell.stage.loaded.uses}`,
    `  declared  ${cell.stage.where}`,
    ...renderState(planned),
    `  params    ${JSON.stringify(cell.params)}`,
  ];
  if ("key" in planned) lines.push(`  key       ${planned.key}`);
  if (record !== undefined) {
    lines.push(...renderPreimage(session, cell, record.preimage), ...renderRecord(record));
  }
  return `${cleanText(lines.join("\n"))}\n`;
}

function renderState(planned: PlannedCell): readonly string[] {
  switch (planned.kind) {
    case "reuse":
      return ["  state     done", `  artifact  ${planned.address}`];
    case "run":
      return ["  state     will run", ...planned.reasons.map((reason) => `  because   ${reason}`)];
    case "wait":
      return [`  state     waits for ${planned.producers.map(nameCell).slice(0, 4).join(", ")}`];
    case "failed":
      return ["  state     failed", `  problem   ${formatProblem(planned.problem)}`];
    case "blocked":
      return [`  state     blocked by ${planned.producers.map(nameCell).slice(0, 4).join(", ")}`];
  }
}

function renderPreimage(session: Session, cell: Cell, preimage: Preimage): readonly string[] {
  const lines: string[] = [];
  for (const [port, items] of Object.entries(preimage.inputs)) {
    items.forEach((item, index) => {
      const producer = cell.inputs[port]?.[index];
      const name = producer === undefined ? "" : session.pipeline.cells[producer.cell];
      const from = name === undefined || name === "" ? formatLabels(item.labels) : nameCell(name);
      lines.push(`  input     ${port}: ${from} = ${item.artifact.slice(0, 12)}`);
    });
  }
  for (const [path, hash] of Object.entries(preimage.files ?? {})) {
    lines.push(`  file      ${path} = ${hash.slice(0, 12)}`);
  }
  for (const [name, sql] of Object.entries(preimage.queries ?? {})) {
    lines.push(`  query     ${name}: ${sql.replace(/\s+/g, " ").trim()}`);
  }
  const code = session.store.readCode(preimage.code);
  lines.push(`  code      ${preimage.code.slice(0, 12)}`);
  for (const [path, hash] of Object.entries(code?.modules ?? {})) {
    lines.push(`    module  ${path} = ${hash.slice(0, 12)}`);
  }
  for (const name of Object.keys(code?.packages ?? {})) lines.push(`    package ${name}`);
  return lines;
}

function renderRecord(record: CellRecord): readonly string[] {
  return [
    `  cost      ${record.cost.milliseconds.toFixed(1)} ms`,
    ...record.attestations.map(({ at, deno, system }) =>
      `  attested  ${at} deno ${deno} ${system}`
    ),
    ...record.log.map((line) => `  log       ${line}`),
  ];
}
