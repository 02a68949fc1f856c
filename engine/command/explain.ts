/** `explain FILE STAGE [axis=value…]`: everything that is known of some cells. */

import { formatProblem } from "../../schemas/error.ts";
import { type Cell, nameCell } from "../pipeline/expanded.ts";
import type { PlannedCell } from "../plan/plan.ts";
import { formatLabels } from "../plan/preimage.ts";
import { openSession, planSession, type Session } from "../run/session.ts";
import type { CellRecord, Preimage } from "../store/record.ts";
import { describeMeasurement } from "../run/machine.ts";
import { countNoun, formatSeconds } from "./amounts.ts";
import { limitLines, renderField, renderParams } from "./fields.ts";
import { assertStore } from "./paths.ts";
import { describePlanned } from "./plan.ts";
import { findCells, selectCells } from "./select.ts";
import { choosePaint, type Paint, writeJson, writeOut } from "./terminal.ts";

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
  assertStore(options.store, { exists: false });
  const session = await openSession({ file, set: options.set, store: options.store });
  const chosen = new Set<Cell>(findCells(session.pipeline, stage, axes));
  const planned = planSession(session, {
    cells: selectCells(session.pipeline, stage),
  })
    .filter(({ cell }) => chosen.has(cell));
  const paint = choosePaint("stdout");
  const codes = new Set<string>();
  for (const one of planned) {
    const record = readRecordOf(session, one);
    if (record !== undefined) codes.add(record.preimage.code);
    if (options.json) writeJson({ ...describePlanned(one), record });
    else writeOut(`${renderCell(session, one, record, paint).join("\n")}\n\n`);
  }
  if (options.json) return 0;
  for (const code of codes) writeOut(`${renderCode(session, code, paint).join("\n")}\n`);
  return 0;
}

function readRecordOf(session: Session, planned: PlannedCell): CellRecord | undefined {
  if (!("key" in planned)) return undefined;
  return session.store.readRecord(planned.cell.stage.loaded.kind.kind, planned.key);
}

function renderCell(
  session: Session,
  planned: PlannedCell,
  record: CellRecord | undefined,
  paint: Paint,
): readonly string[] {
  const { cell } = planned;
  const lines = [
    paint("bold", nameCell(cell)),
    ...renderField("uses", cell.stage.loaded.uses),
    ...renderField("declared", cell.stage.where),
    ...renderState(planned, paint),
    ...renderField(
      "limit",
      cell.stage.timeLimit === undefined ? "" : formatSeconds(cell.stage.timeLimit),
    ),
    ...renderField("with", renderParams(cell.params)),
  ];
  if ("key" in planned) lines.push(...renderField("key", planned.key));
  if (record === undefined) return lines;
  return [
    ...lines,
    ...renderInputs(session, cell, record.preimage),
    ...renderField("code", record.preimage.code),
    ...renderField("measured", describeMeasurement(record)),
    ...renderField("took", formatSeconds(record.cost.milliseconds / 1000)),
    ...record.attestations.flatMap(({ at, deno, system }) =>
      renderField("verified", `${at} with Deno ${deno} on ${system}`)
    ),
    ...record.log.flatMap((line) => renderField("log", line)),
  ];
}

function renderState(planned: PlannedCell, paint: Paint): readonly string[] {
  switch (planned.kind) {
    case "reuse":
      return [
        ...renderField("state", paint("green", "done")),
        ...renderField("artifact", planned.address),
      ];
    case "run":
      return [
        ...renderField("state", paint("yellow", "will run")),
        ...planned.reasons.flatMap((reason) => renderField("because", reason)),
      ];
    case "failed":
      return [
        ...renderField("state", paint("red", "failed")),
        ...renderField("problem", formatProblem(planned.problem)),
      ];
    case "wait":
      return [
        ...renderField("state", `${paint("yellow", "waits")} for ${listCells(planned.producers)}`),
        ...planned.reasons.flatMap((reason) => renderField("because", reason)),
      ];
    case "blocked":
      return renderField("state", `${paint("red", "blocked")} by ${listCells(planned.producers)}`);
  }
}

const NAMED_CELLS = 4;

function listCells(cells: readonly Cell[]): string {
  const names = cells.slice(0, NAMED_CELLS).map(nameCell).join(", ");
  const rest = cells.length - NAMED_CELLS;
  return rest > 0 ? `${names} and ${countNoun(rest, "cell")} more` : names;
}

function renderInputs(session: Session, cell: Cell, preimage: Preimage): readonly string[] {
  const inputs = Object.entries(preimage.inputs).flatMap(([port, items]) =>
    items.map((item, index) => {
      // Where some are missing, places do not tell any more.
      const place = preimage.missing?.[port] === undefined ? cell.inputs[port]?.[index] : undefined;
      const producer = session.pipeline.cells[place?.cell ?? -1];
      const name = producer === undefined ? formatLabels(item.labels) : nameCell(producer);
      return `${port}: ${name} = ${item.artifact.slice(0, 12)}`;
    })
  );
  const missing = Object.entries(preimage.missing ?? {}).flatMap(([port, items]) =>
    items.map(({ labels, stage, axes }) =>
      `${port}: ${
        [stage ?? "", formatLabels(axes ?? labels)].filter((text) => text !== "").join(" ")
      }`
    )
  );
  const files = Object.entries(preimage.files ?? {}).map(([path, hash]) =>
    `${path} = ${hash.slice(0, 12)}`
  );
  return [
    ...renderField(inputs.length === 1 ? "input" : "inputs", limitLines(inputs)),
    ...renderField("missing", limitLines(missing)),
    ...renderField(files.length === 1 ? "file" : "files", files.join("\n")),
    ...Object.entries(preimage.queries ?? {}).flatMap(([name, sql]) =>
      renderField("query", `${name}: ${sql.trim()}`)
    ),
  ];
}

/** The module graph, once for all cells that share it. */
function renderCode(session: Session, hash: string, paint: Paint): readonly string[] {
  const code = session.store.readCode(hash);
  const head = `${paint("bold", "code")} ${hash}`;
  if (code === undefined) return [head, "  its module graph is not in the store any more"];
  const modules = Object.entries(code.modules)
    .map(([path, content]) => `${path} = ${content.slice(0, 12)}`);
  return [
    head,
    ...renderField("modules", modules.join("\n")),
    ...renderField("packages", Object.keys(code.packages).join("\n")),
  ];
}
