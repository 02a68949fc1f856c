/** The verdicts of a run's comparisons: the answer that people ran the pipeline for. */

import { nameCell } from "../pipeline/expanded.ts";
import type { FinishedCell } from "../run/publish.ts";
import type { ReadArtifact } from "../run/run.ts";
import { decodeChunks } from "../store/table_decode.ts";

/** Lines shown before the rest is counted. */
const MOST_LINES = 8;

/** Lists `cell: a – b verdict` for the comparisons that decide, or for all when none does. */
export async function listVerdicts(
  finished: readonly FinishedCell[],
  read: ReadArtifact,
): Promise<readonly string[]> {
  const all: string[] = [];
  for (const one of finished) all.push(...await readVerdicts(one, read));
  const decided = all.filter((line) => !line.endsWith("undecided"));
  const lines = decided.length > 0 ? decided : all;
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), `… and ${lines.length - MOST_LINES} more`];
}

async function readVerdicts(one: FinishedCell, read: ReadArtifact): Promise<readonly string[]> {
  const { cell } = one;
  const { makes } = cell.stage.loaded.kind;
  if (typeof makes === "function" || makes.name !== "conjugacy") return [];
  const groups = (await read(one)).tables["groups"];
  if (groups === undefined) return [];
  const { columns, rows } = decodeChunks(groups);
  const show = (name: string, row: number) => {
    const values = columns[name];
    return Array.isArray(values) ? String(values[row]) : "";
  };
  return Array.from(
    { length: rows },
    (_, row) => `${nameCell(cell)}: ${show("a", row)} – ${show("b", row)} ${show("verdict", row)}`,
  );
}
