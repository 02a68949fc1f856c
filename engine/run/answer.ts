/** Answering a cell's queries: only the artifacts it takes are visible, each producing stage as a schema. */

import type { ExpandedPipeline } from "../pipeline/expanded.ts";
import { listProducers } from "../plan/resolve.ts";
import type { AnswerQueries } from "./execute.ts";
import { buildSources, type ReadCellArtifact } from "./sources.ts";

/** Opens the answering of queries over a pipeline's cells. */
export function openAnswers(pipeline: ExpandedPipeline, read: ReadCellArtifact): AnswerQueries {
  return async (cell, queries, addresses) => {
    // Loading them takes longer than a whole run that finds everything done.
    const { runQuery } = await import("../catalog/query.ts");
    const { encodeTable } = await import("../store/arrow_encode.ts");
    const taken = listProducers(cell).flatMap((index) => {
      const [producer, address] = [pipeline.cells[index], addresses[index]];
      return producer === undefined || address === undefined ? [] : [{ cell: producer, address }];
    });
    const sources = buildSources(taken, read);
    const results: Record<string, Uint8Array> = {};
    for (const [name, sql] of Object.entries(queries)) {
      const { columns } = await runQuery(sql, sources, { reproducible: true });
      results[name] = encodeTable(columns);
    }
    return results;
  };
}
