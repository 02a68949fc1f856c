/** The view people open, `artifacts/out/<pipeline>/`: reports, figures and tables copied out of the store. */

import { dirname, join } from "node:path";
import { KooplineError } from "../../schemas/error.ts";
import { type Cell, nameCell } from "../pipeline/expanded.ts";
import { hashBytes } from "../store/hash.ts";
import { explainWriteFailure } from "../store/disk_error.ts";
import { removeFile } from "../store/file.ts";
import type { Manifest } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import type { EncodedArtifact } from "../worker/job.ts";
import type { CommandWords } from "./command_words.ts";
import { nameFile, nameFiles } from "./file_names.ts";
import type { TableCell } from "./publish_tables.ts";
import { stampSvg } from "./stamp.ts";
import {
  assertOwnView,
  findViewDamage,
  formatViewState,
  locateViewState,
  readViewState,
  type ViewState,
} from "./view_state.ts";

/** A cell with its result. */
export interface FinishedCell {
  readonly cell: Cell;
  readonly key: string;
  readonly address: string;
}

/** What a view is made from. */
export interface PublishRequest {
  readonly store: Store;
  readonly pipeline: { readonly name: string };
  /** How a report's commands begin, and what follows the command's name. */
  readonly command: CommandWords;
  readonly finished: readonly FinishedCell[];
  /** Gives a cell's artifact; without it, the store does. */
  readonly read?: (one: FinishedCell) => Promise<EncodedArtifact>;
  /** Where the view goes: `out/<pipeline>` in the store, unless it is exported elsewhere. */
  readonly folder?: string;
  /** Whether other cells of the pipeline were left out, so that their files stay. */
  readonly partial: boolean;
  /** Facts about the run for the report's foot; never part of an artifact. */
  readonly facts: Readonly<Record<string, string>>;
  /** Stops between two cells; the next run then publishes the view anew. */
  readonly signal?: AbortSignal;
}

/** What was published. */
export interface Published {
  readonly folder: string;
  readonly reports: readonly string[];
  readonly figures: number;
  readonly written: number;
}

/** Milliseconds of publishing between two looks at the event loop. */
const LONGEST_TURN = 50;

/** Brings the view of a pipeline up to date; files that are there already are not written again. */
export async function publishView(request: PublishRequest): Promise<Published> {
  const { store, pipeline, finished } = request;
  const folder = request.folder ?? join(store.root, "out", pipeline.name);
  if (request.folder === undefined) assertOwnView(folder);
  const shown = listShownStages(finished);
  const wanted = finished.filter(({ cell }) => shown.has(cell.stage.name));
  const signature = hashBytes(JSON.stringify(wanted.map(({ cell, key, address }) => [
    nameCell(cell),
    key,
    address,
  ])));
  const state = openState(store, folder);
  if (wanted.length === 0 && state === undefined) {
    return { folder, reports: [], figures: 0, written: 0 };
  }
  const reportCells = wanted.filter(({ cell }) => typeName(cell) === "report");
  const names = nameFiles(wanted.map(({ cell }) => cell));
  const reportNames = new Map(reportCells.map(({ cell }) => [
    cell,
    reportCells.length === 1 ? "report.html" : `${names.get(cell)}.html`,
  ]));
  const reports = [...reportNames.values()].map((name) => join(folder, name));
  const figures = wanted.filter(({ cell }) => typeName(cell) === "figure").length;
  if (state?.signature === signature && isWhole(store, folder, state)) {
    return { folder, reports, figures, written: 0 };
  }
  const written = await writeFiles(request, folder, wanted, (cell) => ({
    name: names.get(cell) ?? "",
    reportName: reportNames.get(cell),
  }));
  // An exported folder is nobody's view: it is written once, and holds nothing but results.
  if (request.folder === undefined) {
    const earlier = state?.files ?? new Map<string, string>();
    const kept = request.partial ? earlier : [];
    finishView(store, folder, earlier, { signature, files: new Map([...kept, ...written]) });
  }
  return { folder, reports, figures, written: written.size };
}

/** What the files of a cell are called: a report by a name of its own, the others by one that they begin with. */
interface FileNames {
  readonly name: string;
  readonly reportName: string | undefined;
}

/** Writes the files of cells. Gives the SHA-256 of each by its path in the folder. */
async function writeFiles(
  request: PublishRequest,
  folder: string,
  wanted: readonly FinishedCell[],
  nameFor: (cell: Cell) => FileNames,
): Promise<ReadonlyMap<string, string>> {
  const { store: { disk }, signal } = request;
  const wants = await chooseWanted(request, wanted);
  const write = request.folder === undefined
    ? (path: string, bytes: Uint8Array) => disk.writeNow(join(folder, path), bytes)
    : (path: string, bytes: Uint8Array) => writeFile(join(folder, path), bytes);
  const written = new Map<string, string>();
  let turned = performance.now();
  // One cell's files after the other: together they may be more than memory holds.
  for (const one of wanted) {
    // Signals are heard between two turns of the event loop only, and a turn costs more than a small file.
    if (performance.now() - turned > LONGEST_TURN) {
      await new Promise((resume) => setTimeout(resume, 0));
      turned = performance.now();
    }
    signal?.throwIfAborted();
    for (const [path, bytes] of await renderFiles(request, one, nameFor(one.cell), wants)) {
      write(path, bytes);
      written.set(path, hashBytes(bytes));
    }
  }
  return written;
}

/** Tells whether a table of a cell is published. */
type WantsTable = (cell: Cell, table?: string) => boolean;

async function chooseWanted(
  request: PublishRequest,
  wanted: readonly FinishedCell[],
): Promise<WantsTable> {
  const { chooseTables } = await import("./publish_tables.ts");
  const described: TableCell[] = [];
  for (const one of wanted) {
    if (typeName(one.cell) === "report") continue;
    described.push({ stage: one.cell.stage, manifest: await readManifest(request, one) });
  }
  const chosen = chooseTables(described);
  const stages = new Set([...chosen].map((name) => name.split(".", 1)[0]));
  return ({ stage }, table) =>
    table === undefined ? stages.has(stage.name) : chosen.has(`${stage.name}.${table}`);
}

/** Reads a manifest; reading the whole artifact brings back one that was damaged since it was found. */
async function readManifest(
  { store, read }: PublishRequest,
  one: FinishedCell,
): Promise<Manifest> {
  try {
    return store.readManifest(one.address);
  } catch (error) {
    if (!(error instanceof KooplineError) || read === undefined) throw error;
    await read(one);
    return store.readManifest(one.address);
  }
}

/** Names of the stages to publish: figures, reports, and those whose tables a report reads. */
function listShownStages(finished: readonly FinishedCell[]): ReadonlySet<string> {
  const shown = new Set<string>();
  for (const stage of new Set(finished.map(({ cell }) => cell.stage))) {
    const cell = finished.find((one) => one.cell.stage === stage)?.cell;
    const type = cell === undefined ? "" : typeName(cell);
    if (type === "figure" || type === "report") shown.add(stage.name);
    if (type === "report") Object.values(stage.needs).flat().forEach((name) => shown.add(name));
  }
  return shown;
}

function typeName(cell: Cell): string {
  const { makes } = cell.stage.loaded.kind;
  return (typeof makes === "function" ? makes(cell.params) : makes).name;
}

async function renderFiles(
  request: PublishRequest,
  one: FinishedCell,
  { name, reportName }: FileNames,
  wants: WantsTable,
): Promise<readonly (readonly [string, Uint8Array])[]> {
  const { cell, key, address } = one;
  const isFigure = typeName(cell) === "figure";
  if (reportName === undefined && !isFigure && !wants(cell)) return [];
  const artifact = await (request.read?.(one) ?? request.store.readArtifact(address));
  const stamp = { pipeline: request.pipeline.name, cell: nameCell(cell), key, artifact: address };
  if (reportName !== undefined) {
    const { assertHarmlessPage, completeReport } = await import("../../stages/report/publish.ts");
    const page = new TextDecoder().decode(artifact.files["html"]);
    assertHarmlessPage(page, stamp.cell);
    const facts = Object.entries({ ...request.facts, ...stamp })
      .map(([name, value]) => ({ name, value }));
    const complete = completeReport(page, { ...request.command, facts });
    return [[reportName, new TextEncoder().encode(complete)]];
  }
  const { renderTables } = await import("./publish_tables.ts");
  const tables = renderTables(artifact, (table) => wants(cell, table)).map(({ table, csv }) =>
    [`tables/${name}.${nameFile(table)}.csv`, csv] as const
  );
  if (!isFigure) return tables;
  const { completeFigure } = await import("../../stages/figure/publish.ts");
  const svg = await completeFigure(new TextDecoder().decode(artifact.files["svg"]));
  return [
    [`figures/${name}.svg`, stampSvg(svg, stamp)],
    [`figures/${name}.png`, artifact.files["png"] ?? new Uint8Array()],
    ...tables,
  ];
}

/** Reads what the view holds; a damaged state is set aside, and the view written anew. */
function openState({ disk }: Store, folder: string): ViewState | undefined {
  const read = readViewState(folder);
  if (read.ok) return read.state;
  disk.setAside(locateViewState(folder), {
    expected: "what was published there",
    found: read.found,
  });
  return undefined;
}

/** Tells whether every file is there as it was published; others are set aside, since somebody may have edited them. */
function isWhole({ disk }: Store, folder: string, state: ViewState): boolean {
  const damages = [...findViewDamage(folder, state)];
  for (const { path, expected, found } of damages) {
    if (found !== undefined) disk.setAside(path, { expected, found });
  }
  return damages.length === 0;
}

function writeFile(place: string, bytes: Uint8Array): void {
  try {
    Deno.mkdirSync(dirname(place), { recursive: true });
    Deno.writeFileSync(place, bytes);
  } catch (error) {
    throw explainWriteFailure(place, error);
  }
}

/**
 * Removes files of the view before, once the new ones are there. Each file is whole at any time, also when two
 * runs publish the same pipeline.
 */
function finishView(
  { disk }: Store,
  folder: string,
  earlier: ReadonlyMap<string, string>,
  state: ViewState,
): void {
  for (const path of earlier.keys()) {
    if (!state.files.has(path)) removeFile(join(folder, path));
  }
  disk.writeNow(locateViewState(folder), formatViewState(state));
}
