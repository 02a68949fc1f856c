/** `export FILE`: a pipeline's results as a folder of plain files, to archive beside a paper. */

import { basename, join, resolve } from "node:path";
import { KooplineError } from "../../schemas/error.ts";
import { formatResult } from "../catalog/format.ts";
import { runQuery } from "../catalog/query.ts";
import type { CatalogSource } from "../catalog/source.ts";
import { type Cell, isMeasured, nameCell } from "../pipeline/expanded.ts";
import { readPipelineBytes } from "../pipeline/read_file.ts";
import { locateLock, readLockBytes } from "../run/lock.ts";
import { chooseWords } from "../run/command_words.ts";
import { describeMeasurement } from "../run/machine.ts";
import type { Store } from "../store/store.ts";
import { nameFile, nameFiles } from "../run/file_names.ts";
import { publishView } from "../run/publish.ts";
import { openSession, planSession, type Session } from "../run/session.ts";
import { openReading } from "../store/reading.ts";
import { buildSources, type CellArtifact } from "../run/sources.ts";
import { countNoun } from "./amounts.ts";
import { assertStore, describeFileError, showPath, writeNamedFile } from "./paths.ts";
import { parseFormat } from "./query.ts";
import { writeErr } from "./terminal.ts";

/** The options of `export`. */
export interface ExportOptions {
  readonly set: Readonly<Record<string, string>>;
  readonly store: string;
  readonly to?: string;
  readonly format: string;
}

const FORMATS = ["csv", "parquet", "arrow"] as const;
type ExportFormat = typeof FORMATS[number];

/**
 * Exports every table of every stage, the figures, the report, the pipeline and its lock.
 *
 * @returns the exit code: 1 when some cells have no result.
 */
export async function exportCommand(file: string, options: ExportOptions): Promise<number> {
  const format = parseFormat(options.format, FORMATS);
  assertStore(options.store, { exists: false });
  const session = await openSession({ file, set: options.set, store: options.store });
  const { store, pipeline } = session;
  using _reading = openReading(store);
  const planned = planSession(session);
  const done = planned.flatMap((one) =>
    one.kind === "reuse" ? [{ cell: one.cell, key: one.key, address: one.address }] : []
  );
  if (done.length === 0) {
    throw new KooplineError({
      code: "store.missing",
      where: file,
      expected: `results in the store ${showPath(store.root)}`,
      found: "none",
      hint: "`run` makes them; --store names another store.",
    });
  }
  const folder = resolve(options.to ?? `${pipeline.name}-export`);
  const documents = await readDocuments(file);
  makeFolder(folder);
  Deno.mkdirSync(join(folder, "stages"), { recursive: true });
  const tables = await exportTables(session, done, folder, format);
  const view = await publishView({
    store,
    pipeline,
    command: chooseWords(pipeline.path, session.settings),
    finished: done,
    folder,
    partial: false,
    facts: {},
  });
  for (const [name, bytes] of documents) writeNamedFile(join(folder, name), bytes);
  const manifest = done.map((one) => describeCell(one, store));
  Deno.writeTextFileSync(join(folder, "cells.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  const parts = [
    countNoun(tables, "table"),
    countNoun(view.figures, "figure"),
    countNoun(view.reports.length, "report"),
  ];
  writeErr(`${parts.join(", ")} in ${showPath(folder)}\n`);
  const open = planned.length - done.length;
  if (open > 0) {
    const total = countNoun(planned.length, "cell");
    writeErr(`Without a result, and left out: ${open} of ${total}; \`run\` makes them.\n`);
  }
  return open > 0 ? 1 : 0;
}

function makeFolder(folder: string): void {
  let found = "a folder with something in it";
  try {
    Deno.mkdirSync(folder, { recursive: true });
    if (Deno.readDirSync(folder)[Symbol.iterator]().next().done) return;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    found = error instanceof Deno.errors.AlreadyExists ? "a file" : describeFileError(error);
  }
  throw new KooplineError({
    code: "command.usage",
    where: showPath(folder),
    expected: "a new or empty folder to export to",
    found,
    hint: "Choose another with --to, or remove it first.",
  });
}

/** A cell as `cells.json` lists it, with where and when it was measured. */
function describeCell(
  { cell, key, address }: { readonly cell: Cell; readonly key: string; readonly address: string },
  store: Store,
) {
  const listed = { cell: nameCell(cell), key, address };
  const record = isMeasured(cell) ? store.readRecord(cell.stage.loaded.kind.kind, key) : undefined;
  return record === undefined ? listed : { ...listed, measured: describeMeasurement(record) };
}

/** Writes each table of each stage as one file, and gives how many. */
async function exportTables(
  { store }: Session,
  done: readonly CellArtifact[],
  folder: string,
  format: ExportFormat,
): Promise<number> {
  let tables = 0;
  for (
    const source of buildSources(done, ({ address }, table) => store.readTable(address, table))
  ) {
    const cells = done.flatMap(({ cell }) => cell.stage.name === source.schema ? [cell] : []);
    const names = nameFiles(cells);
    for (const table of Object.keys(source.tables)) {
      const name = nameFile(`${source.schema}.${table}`);
      if (await hasOneWidth(source, table)) {
        await exportTable(source, table, { path: join(folder, "stages", name), format });
      } else {
        // Lists of several lengths are no column of one table: a file a cell.
        Deno.mkdirSync(join(folder, "stages", name));
        for (const [index, item] of source.items.entries()) {
          const part = { ...source, items: [item] };
          const cell = cells[index];
          const file = cell === undefined ? String(index) : names.get(cell) ?? String(index);
          await exportTable(part, table, { path: join(folder, "stages", name, file), format });
        }
      }
      tables += 1;
    }
  }
  return tables;
}

/** Whether the lists of a column have the same length in every cell. */
async function hasOneWidth(source: CatalogSource, table: string): Promise<boolean> {
  const widths = new Map<string, number>();
  for (const item of source.items) {
    const { columns } = await item.load(table);
    for (const [name, values] of Object.entries(columns)) {
      if (!("width" in values)) continue;
      if (widths.has(name) && widths.get(name) !== values.width) return false;
      widths.set(name, values.width);
    }
  }
  return true;
}

async function exportTable(
  source: CatalogSource,
  table: string,
  { path, format }: { readonly path: string; readonly format: ExportFormat },
): Promise<void> {
  const quoted = [source.schema, table].map((name) => `"${name.replaceAll('"', '""')}"`);
  const answer = await runQuery(`select * from ${quoted.join(".")}`, [source]);
  const content = await formatResult(answer, format, { width: Infinity });
  writeNamedFile(`${path}.${format}`, content);
}

/** Reads the pipeline and its lock, where it has one, by the names that they get. */
async function readDocuments(file: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const documents = new Map([[basename(file), await readPipelineBytes(file)]]);
  const lock = locateLock(file);
  try {
    documents.set(basename(lock), readLockBytes(lock));
  } catch (error) {
    if (!(error instanceof KooplineError) || error.code !== "lock.missing") throw error;
  }
  return documents;
}
