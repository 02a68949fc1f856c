/** Artifacts of cells as the catalog sees them: each stage a schema. */

import type { ArtifactType } from "../../schemas/artifact_type.ts";
import type { CatalogItem, CatalogSource } from "../catalog/source.ts";
import type { Cell, ExpandedStage } from "../pipeline/expanded.ts";
import { decodeChunks } from "../store/table_decode.ts";
import type { EncodedTable } from "../worker/job.ts";

/** A cell with its artifact's address. */
export interface CellArtifact {
  readonly cell: Cell;
  readonly address: string;
}

/** Gives a table of a cell's artifact; called only for tables that a query names. */
export type ReadCellTable = (
  one: CellArtifact,
  table: string,
) => EncodedTable | Promise<EncodedTable>;

/** Builds the catalog's sources from cells, each stage once, its cells in the pipeline's order. */
export function buildSources(
  cells: readonly CellArtifact[],
  read: ReadCellTable,
): readonly CatalogSource[] {
  const stages = new Map<ExpandedStage, CatalogItem[]>();
  for (const one of [...cells].sort((a, b) => a.cell.index - b.cell.index)) {
    const items = stages.get(one.cell.stage) ?? [];
    items.push(buildItem(one, read));
    stages.set(one.cell.stage, items);
  }
  return [...stages].map(([stage, items]) => ({
    schema: stage.name,
    axes: stage.over,
    items,
    tables: readType(stage, cells.map(({ cell }) => cell)).tables,
  }));
}

/** Builds sources without rows from cells that have no artifact, each stage once. */
export function buildEmptySources(cells: readonly Cell[]): readonly CatalogSource[] {
  return [...Map.groupBy(cells, ({ stage }) => stage)].map(([stage, gone]) => ({
    schema: stage.name,
    axes: stage.over,
    // Their labels tell the types of the axes.
    items: gone.map(({ axes }) => ({
      labels: axes,
      artifact: "",
      load: () => ({ columns: {}, rows: 0 }),
    })),
    tables: readType(stage, gone).tables,
  }));
}

function buildItem(one: CellArtifact, read: ReadCellTable): CatalogItem {
  return {
    labels: one.cell.axes,
    artifact: one.address,
    load: async (table) => decodeChunks(await read(one, table)),
  };
}

function readType(stage: ExpandedStage, cells: readonly Cell[]): ArtifactType {
  const { makes } = stage.loaded.kind;
  if (typeof makes !== "function") return makes;
  return makes(cells.find((cell) => cell.stage === stage)?.params);
}
