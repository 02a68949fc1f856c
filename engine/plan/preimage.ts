/** Preimages and keys: everything that determines a cell's result, and its hash. */

import { resolve } from "node:path";
import { KooplineError } from "../../schemas/error.ts";
import type { JsonValue, Labels } from "../../schemas/json.ts";
import type { DeclaredFile, PipelineGraph, StageKind } from "../../stages/define.ts";
import type { Cell, CellInput, ExpandedPipeline } from "../pipeline/expanded.ts";
import { encodeCanonicalJson } from "../store/canonical_json.ts";
import { hashBytes } from "../store/hash.ts";
import { type MissingInput, type Preimage, STORE_FORMAT } from "../store/record.ts";
import { CATALOG_RULES } from "../catalog/packages.ts";
import type { FileReader } from "./files.ts";
import { type CellResults, listFailed, partInputs, type PortInputs } from "./missing.ts";

/** What a cell's declaration gives, before any artifact is known: the same for equal parameters. */
export interface CellDeclaration {
  readonly files: Readonly<Record<string, DeclaredFile>>;
  readonly hashes: Readonly<Record<string, string>>;
  readonly queries: Readonly<Record<string, string>>;
}

/** What preimages need besides the cell. */
export interface PreimageContext {
  readonly pipeline: ExpandedPipeline;
  readonly graph: PipelineGraph;
  /** Code hash by `uses`. */
  readonly code: ReadonlyMap<string, string>;
  readonly files: FileReader;
  /** Declarations by kind and parameters, which many cells may share, and by cell, which is asked often. */
  readonly declarations: Map<string | Cell, CellDeclaration>;
}

const NOTHING: CellDeclaration = { files: {}, hashes: {}, queries: {} };

/** Reads the files and queries that a cell declares. */
export function declareCell(context: PreimageContext, cell: Cell): CellDeclaration {
  const { kind, uses } = cell.stage.loaded;
  if (kind.reads === undefined && kind.queries === undefined) return NOTHING;
  const known = context.declarations.get(cell);
  if (known !== undefined) return known;
  const name = `${uses}\u0000${encodeCanonicalJson(cell.params)}`;
  const declaration = context.declarations.get(name) ?? readDeclaration(context, cell, kind);
  context.declarations.set(name, declaration).set(cell, declaration);
  return declaration;
}

function readDeclaration(context: PreimageContext, cell: Cell, kind: StageKind): CellDeclaration {
  const paths = askKind(cell, "reads", () => kind.reads?.(cell.params) ?? []);
  const read = paths.map((path) => {
    const location = resolve(context.pipeline.folder, path);
    return { path, ...context.files.read({ path, location }, cell.stage.where) };
  });
  const files: Readonly<Record<string, DeclaredFile>> = Object.fromEntries(
    read.map(({ path, bytes }) => [path, { path, bytes }]),
  );
  return {
    files,
    hashes: Object.fromEntries(read.map(({ path, sha256 }) => [path, sha256])),
    queries: askKind(cell, "queries", () => kind.queries?.({ params: cell.params, files }) ?? {}),
  };
}

/** Asks a kind for what it declares; what its code throws is its own mistake, not a defect of koopline. */
function askKind<T>({ stage }: Cell, what: "reads" | "queries", ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (error instanceof KooplineError) throw error;
    throw new KooplineError({
      code: "stage.load",
      where: stage.where,
      expected: `\`${what}\` of the kind to take these parameters`,
      found: String(error).split("\n", 1)[0] ?? "",
      hint: `This is a mistake in the stage kind \`${stage.loaded.uses}\`, not in the pipeline.`,
    }, { cause: error });
  }
}

/**
 * Builds a cell's preimage.
 *
 * @param results what became of every cell that this one takes from.
 */
export function buildPreimage(
  context: PreimageContext,
  cell: Cell,
  results: CellResults,
): Preimage {
  const { kind, uses } = cell.stage.loaded;
  const declaration = declareCell(context, cell);
  const { there, missing } = partInputs(cell, results);
  return {
    format: STORE_FORMAT,
    kind: kind.kind,
    code: context.code.get(uses) ?? "",
    params: cell.params,
    inputs: mapItems(there, (port, item) => ({
      ...describeInput(context.pipeline, cell, port, item),
      artifact: results.addresses[item.cell] ?? "",
    })),
    ...(missing === undefined ? {} : {
      missing: mapItems(missing, (port, item) => describeInput(context.pipeline, cell, port, item)),
    }),
    ...(kind.reads === undefined ? {} : { files: declaration.hashes }),
    ...(kind.queries === undefined ? {} : {
      queries: declaration.queries,
      catalog: CATALOG_RULES,
      schemas: listSchemas(context.pipeline, cell),
    }),
    ...(kind.shows === undefined
      ? {}
      : { pipeline: graphToJson(showGraph(context, cell, results)) }),
  };
}

/** The pipeline's graph as a cell sees it: with what failed among all that it depends on. */
export function showGraph(
  { graph, pipeline }: PreimageContext,
  cell: Cell,
  results: CellResults,
): PipelineGraph {
  const failed = listFailed(pipeline, cell, results);
  return failed.length === 0 ? graph : { ...graph, failed };
}

function mapItems<T>(
  inputs: PortInputs,
  change: (port: string, item: CellInput) => T,
): Readonly<Record<string, readonly T[]>> {
  return Object.fromEntries(
    Object.entries(inputs).map(([port, items]) => [port, items.map((item) => change(port, item))]),
  );
}

function describeInput(
  { cells }: ExpandedPipeline,
  { stage }: Cell,
  port: string,
  { cell: index, labels }: CellInput,
): MissingInput {
  const { kind } = stage.loaded;
  const queried = kind.queries !== undefined;
  const isAny = !Object.hasOwn(kind.needs, port) || kind.needs[port]?.arity === "any";
  // A stage's name is part of what the kind sees only in references, in SQL and in the pipeline's picture.
  const named = kind.shows !== undefined || isAny || queried;
  const producer = cells[index];
  if (!named || producer === undefined) return { labels };
  const seen = { labels, stage: producer.stage.name };
  // The labels of an `any` port are all there are.
  return queried && !isAny ? { ...seen, axes: producer.axes } : seen;
}

function listSchemas(
  { cells }: ExpandedPipeline,
  { inputs }: Cell,
): Readonly<Record<string, readonly string[]>> {
  const schemas: Record<string, readonly string[]> = {};
  for (const { cell } of Object.values(inputs).flat()) {
    const stage = cells[cell]?.stage;
    if (stage !== undefined) schemas[stage.name] = stage.over;
  }
  return schemas;
}

/** Hashes a preimage to the cell's key. */
export function hashPreimage(preimage: Preimage): string {
  return hashBytes(encodeCanonicalJson(preimageToJson(preimage)));
}

function preimageToJson(preimage: Preimage): JsonValue {
  const { missing, files, queries, catalog, schemas, pipeline } = preimage;
  return {
    format: preimage.format,
    kind: preimage.kind,
    code: preimage.code,
    params: preimage.params,
    inputs: itemsToJson(preimage.inputs),
    ...(missing === undefined ? {} : { missing: itemsToJson(missing) }),
    ...(files === undefined ? {} : { files }),
    ...(queries === undefined ? {} : { queries }),
    ...(catalog === undefined ? {} : { catalog }),
    ...(schemas === undefined ? {} : { schemas }),
    ...(pipeline === undefined ? {} : { pipeline }),
  };
}

function itemsToJson(ports: Readonly<Record<string, readonly MissingInput[]>>): JsonValue {
  return Object.fromEntries(
    Object.entries(ports).map(([port, items]) => [port, items.map((item) => ({ ...item }))]),
  );
}

/** Draws the pipeline's graph as reports show it. */
export function drawGraph(pipeline: ExpandedPipeline): PipelineGraph {
  return {
    name: pipeline.name,
    title: pipeline.title,
    description: pipeline.description,
    axes: pipeline.axes,
    parameters: pipeline.parameters,
    stages: pipeline.stages.map((stage) => ({
      name: stage.name,
      kind: stage.loaded.kind.kind,
      over: stage.over,
      needs: [...new Set(Object.values(stage.needs).flat())],
      cells: stage.count,
      ...(stage.measured === undefined ? {} : { measured: stage.measured }),
    })),
  };
}

function graphToJson({ failed, ...graph }: PipelineGraph): JsonValue {
  return {
    ...graph,
    ...(failed === undefined ? {} : { failed: failed.map((cell) => ({ ...cell })) }),
    axes: { ...graph.axes },
    parameters: { ...graph.parameters },
    stages: graph.stages.map((stage) => ({ ...stage })),
  };
}

/** Sorts labels by name: their order is no part of a key, so what depends on a key must not see another. */
export function sortLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => a < b ? -1 : 1));
}

/** Writes labels as `width=5,seed=2`. */
export function formatLabels(labels: Labels): string {
  return Object.entries(labels).map(([axis, value]) => `${axis}=${value}`).join(",");
}
