/** A cell as the job that a worker gets: parameters, inputs, files, results of queries. */

import type { Labels } from "../../schemas/json.ts";
import { type Cell, type CellInput, nameCell, readsClock } from "../pipeline/expanded.ts";
import { labelMissing, partInputs, type PortInputs } from "../plan/missing.ts";
import { declareCell, showGraph, sortLabels } from "../plan/preimage.ts";
import type { Manifest } from "../store/record.ts";
import type { Job, JobInput, ReadContent } from "../worker/job.ts";
import type { ExecuteContext } from "./execute.ts";
import { fetchFiles } from "./fetches.ts";

/** Reads the artifacts of producers, verified; what is damaged is derived again first. */
export interface InputReader {
  readContent(producer: Cell, address: string): Promise<ReadContent>;
  readManifest(producer: Cell, address: string): Promise<Pick<Manifest, "type" | "meta">>;
}

/**
 * Builds the job of a cell whose producers are settled.
 *
 * @throws {KooplineError} `catalog.*` and `fetch.*`, which are the cell's own failures, and what reading throws.
 */
export async function buildJob(
  context: ExecuteContext,
  cell: Cell,
  reader: InputReader,
): Promise<Job> {
  const { preimages } = context;
  const { kind, uses } = cell.stage.loaded;
  const declaration = declareCell(preimages, cell);
  const { there, missing } = partInputs(cell, context);
  const inputs: Record<string, readonly JobInput[]> = {};
  for (const [port, items] of Object.entries(there)) {
    const whole = kind.needs[port] !== undefined && kind.needs[port].arity !== "any";
    const list: JobInput[] = [];
    for (const item of items) {
      list.push(
        await buildInput(context, item, { labels: orderLabels(cell, item.labels), whole, reader }),
      );
    }
    inputs[port] = list;
  }
  const results = kind.queries === undefined
    ? {}
    : await context.answer(cell, declaration.queries, context.addresses);
  const declared = Object.fromEntries(
    Object.entries(declaration.files).map(([path, file]) => [path, file.bytes]),
  );
  const fetched = await fetchFiles(cell, declared, {
    ...context,
    onFetch: (file, fetch) => context.onEvent({ kind: "fetch", cell, file, fetch }),
  });
  return {
    uses,
    cell: nameCell(cell),
    params: cell.params,
    inputs,
    ...(missing === undefined ? {} : { missing: listMissing(context, cell, missing) }),
    files: { ...declared, ...fetched },
    results,
    ...(readsClock(cell) ? { clock: true } : {}),
    ...(kind.shows === undefined ? {} : { pipeline: showGraph(preimages, cell, context) }),
  };
}

/** A kind that shows the pipeline has the order of its axes in the key; others must not see it. */
function orderLabels({ stage }: Cell, labels: Labels): Labels {
  return stage.loaded.kind.shows === undefined ? sortLabels(labels) : labels;
}

function listMissing(
  { preimages }: ExecuteContext,
  cell: Cell,
  missing: PortInputs,
): NonNullable<Job["missing"]> {
  const ports = Object.entries(missing).map(([port, items]) =>
    [
      port,
      items.map((item) => orderLabels(cell, labelMissing(preimages.pipeline, cell, port, item))),
    ] as const
  );
  return Object.fromEntries(ports);
}

/** What a cell takes of an input: all of it, or its manifest. */
interface Taking {
  readonly labels: Labels;
  readonly whole: boolean;
  readonly reader: InputReader;
}

async function buildInput(
  { preimages, addresses }: ExecuteContext,
  { cell: index }: CellInput,
  { labels, whole, reader }: Taking,
): Promise<JobInput> {
  const producer = preimages.pipeline.cells[index];
  const address = addresses[index];
  if (producer === undefined || address === undefined) {
    throw new Error(`cell ${index} has no artifact yet`);
  }
  const stage = producer.stage.name;
  if (!whole) {
    const { type, meta } = await reader.readManifest(producer, address);
    return { labels, address, stage, type, meta };
  }
  const { encoded, moves } = await reader.readContent(producer, address);
  return { labels, address, stage, type: encoded.type, meta: encoded.meta, encoded, moves };
}
