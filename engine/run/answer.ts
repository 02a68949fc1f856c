/** Answering a cell's queries: only the artifacts it takes are visible, each producing stage as a schema. */

import type { ExpandedPipeline } from "../pipeline/expanded.ts";
import type { QueryDesk } from "../catalog/query_desk.ts";
import { listProducers } from "../plan/resolve.ts";
import type { AnswerQueries } from "./execute.ts";
import { buildEmptySources, buildSources, type ReadCellTable } from "./sources.ts";

/** Answers to queries over a pipeline's cells. */
export interface Answers {
  readonly answer: AnswerQueries;
  close(): void;
}

/** Opens the answering of queries over a pipeline's cells; nothing is loaded before the first. */
export function openAnswers(
  pipeline: ExpandedPipeline,
  read: ReadCellTable,
  signal: AbortSignal,
): Answers {
  let desk: QueryDesk | undefined;
  const answer: AnswerQueries = async (cell, queries, addresses) => {
    const { openQueryDesk } = await import("../catalog/query_desk.ts");
    const { encodeTable } = await import("../store/arrow_encode.ts");
    desk ??= openQueryDesk();
    const { timeLimit } = cell.stage;
    const producers = listProducers(cell).flatMap((index) => pipeline.cells[index] ?? []);
    const taken = producers.flatMap((producer) => {
      const address = addresses[producer.index];
      return address === undefined ? [] : [{ cell: producer, address }];
    });
    // A stage of which nothing is there keeps its schema, so that a query need not know.
    const stages = new Set(taken.map(({ cell }) => cell.stage));
    const gone = producers.filter(({ stage }) => !stages.has(stage));
    const sources = [...buildSources(taken, read), ...buildEmptySources(gone)];
    const results: Record<string, Uint8Array> = {};
    for (const [name, sql] of Object.entries(queries)) {
      const { columns } = await desk.ask(sql, sources, {
        signal,
        ...(timeLimit === undefined ? {} : { timeLimit }),
      });
      results[name] = encodeTable(columns);
    }
    return results;
  };
  return { answer, close: () => desk?.close() };
}
