/** Looking at declared files before anything runs, so that a damaged one is an error of the pipeline. */

import { KooplineError, type Problem } from "../../schemas/error.ts";
import type { Cell } from "../pipeline/expanded.ts";
import { NO_RESULTS } from "../plan/missing.ts";
import { declareCell } from "../plan/preimage.ts";
import { keyCell, listProducers, resolveKey } from "../plan/resolve.ts";
import type { Session } from "./session.ts";

/**
 * Runs the checks of the cells that have no result yet.
 *
 * @throws {KooplineError} with every problem found, each with the stage's place in the pipeline.
 */
export async function checkCells(session: Session, cells: readonly Cell[]): Promise<void> {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const cell of cells) {
    if (cell.stage.loaded.kind.check === undefined || listProducers(cell).length > 0) continue;
    const keyed = keyCell(session.preimages, cell, NO_RESULTS);
    // Cells of one key read one file in one way.
    if (seen.has(keyed.key)) continue;
    seen.add(keyed.key);
    if (resolveKey(session.store, keyed, "none").kind === "reuse") continue;
    problems.push(...await checkCell(session, cell));
  }
  const [first, ...others] = problems;
  if (first !== undefined) throw new KooplineError(first, { others });
}

async function checkCell(session: Session, cell: Cell): Promise<readonly Problem[]> {
  const { files } = declareCell(session.preimages, cell);
  try {
    await cell.stage.loaded.kind.check?.({ params: cell.params, files });
    return [];
  } catch (error) {
    if (!(error instanceof KooplineError)) throw error;
    return error.problems.map((problem) => ({
      ...problem,
      where: problem.where === undefined
        ? cell.stage.where
        : `${cell.stage.where}: ${problem.where}`,
    }));
  }
}
