/** Answering a cell's queries: only the artifacts it takes are visible, each producing stage as a schema. */

import type { ExpandedPipeline } from "../pipeline/expanded.ts";
import { listProducers } from "../plan/resolve.ts";
import type { AnswerQueries } from "./execute.ts";
import { buildEmptySources, buildSources, type ReadCellTable } from "./sources.ts";

/** Opens the answering of queries over a pipeline's cells. */
export function openAnswers(pipeline: ExpandedPipeline, read: ReadCellTable): AnswerQueries {
  return async (cell, queries, addresses) => {
    // Loading them takes longer than a whole run that finds everything done.
    const { runQuery } = await import("../catalog/query.ts");
    const { encodeTable } = await import("../store/arrow_encode.ts");
    const producers = listProducers(cell).flatMap((index) => pipeline.cells[index] ?? []);
    const taken = producers.flatMap((producer) => {
      const address = addresses[producer.index];
      return address === undefined ? [] : [{ cell: producer, address }];
    });
    // A stage of which nothing is there keeps its schema, so that a query need not know.
    const gone = producers.filter(({ stage }) => taken.every((one) => one.cell.stage !== stage));
    const sources = [...buildSources(taken, read), ...buildEmptySources(gone)];
    const results: Record<string, Uint8Array> = {};
    for (const [name, sql] of Object.entries(queries)) {
      const { columns } = await runQuery(sql, sources, { reproducible: true });
      results[name] = encodeTable(columns);
    }
    return results;
  };
}
