/** Rows of the catalog's own tables: cells as the plan sees them, records, lineage, runs. */

import { formatProblem } from "../../schemas/error.ts";
import type { JsonValue } from "../../schemas/json.ts";
import type { CellRow, LineageRow, RecordRow, RunRow, SystemRows } from "../catalog/system.ts";
import { nameCell } from "../pipeline/expanded.ts";
import type { PlannedCell } from "../plan/plan.ts";
import type { CellRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import { readObject } from "../../schemas/json_object.ts";

/** Gives the rows of a pipeline's plan and of its store, each read when a query names its table. */
export function readSystemRows(planned: readonly PlannedCell[], store: Store): SystemRows {
  return {
    cells: () => planned.map(describeCell),
    // One after the other: the records of a large store together are more than memory holds.
    records: () => Array.from(store.listRecords(), describeRecord),
    lineage: () => [...listLineage(store.listRecords())],
    runs: () => [...store.listRuns()].map(describeRun),
  };
}

function describeCell(planned: PlannedCell): CellRow {
  const { cell, kind } = planned;
  const row = {
    stage: cell.stage.name,
    cell: nameCell(cell),
    axes: JSON.stringify(cell.axes),
    key: "key" in planned ? planned.key : "",
    artifact: "",
    outcome: "",
  };
  switch (planned.kind) {
    case "reuse":
      return { ...row, artifact: planned.address, outcome: "done", why: kind };
    case "run":
      return { ...row, why: `run: ${planned.reasons.join("; ")}` };
    case "failed":
      return { ...row, outcome: "failed", why: formatProblem(planned.problem) };
    default:
      return { ...row, why: `${kind}: ${planned.producers.map(nameCell).join(", ")}` };
  }
}

function describeRecord(record: CellRecord): RecordRow {
  return {
    kind: record.preimage.kind,
    key: record.key,
    artifact: readArtifactAddress(record),
    outcome: record.outcome.kind,
    milliseconds: record.cost.milliseconds,
    at: record.attestations.at(-1)?.at ?? "",
  };
}

function* listLineage(records: Iterable<CellRecord>): Iterable<LineageRow> {
  for (const record of records) yield* describeInputs(record);
}

function describeInputs(record: CellRecord): readonly LineageRow[] {
  return Object.entries(record.preimage.inputs).flatMap(([port, items]) =>
    items.map(({ labels, artifact }) => ({
      key: record.key,
      artifact: readArtifactAddress(record),
      port,
      input: artifact,
      labels: JSON.stringify(labels),
    }))
  );
}

function readArtifactAddress({ outcome }: CellRecord): string {
  return outcome.kind === "done" ? outcome.artifact : "";
}

function describeRun(run: JsonValue): RunRow {
  const facts = readObject(run);
  const text = (name: string) => typeof facts[name] === "string" ? facts[name] : "";
  const number = (name: string) => typeof facts[name] === "number" ? facts[name] : NaN;
  return {
    id: text("id"),
    started: text("started"),
    pipeline: text("pipeline"),
    executed: number("executed"),
    reused: number("reused"),
    failed: number("failed"),
    seconds: number("seconds"),
  };
}
