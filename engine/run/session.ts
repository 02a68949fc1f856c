/** Opening a pipeline for a command: text, kinds, cells, code, store, history. */

import { join } from "node:path";
import { expandPipeline } from "../pipeline/expand.ts";
import { type Cell, type ExpandedPipeline, nameCell } from "../pipeline/expanded.ts";
import { loadKinds } from "../pipeline/kinds.ts";
import { readPipeline } from "../pipeline/parse.ts";
import type { ReadCode } from "../plan/explain.ts";
import { type Fingerprint, fingerprintModules } from "../plan/fingerprint.ts";
import { openFileReader } from "../plan/files.ts";
import { forgetHistory, type History, type PastCell } from "../plan/history.ts";
import { formatHistory, readHistory } from "../plan/history_file.ts";
import { planCells, type PlannedCell } from "../plan/plan.ts";
import { declareCell, drawGraph, type PreimageContext } from "../plan/preimage.ts";
import type { RetryPolicy } from "../plan/resolve.ts";
import type { CodeManifest } from "../store/record.ts";
import { openStore, type Store } from "../store/store.ts";
import { CATALOG_PACKAGES } from "../catalog/packages.ts";

/** What a command is told on the command line. */
export interface SessionRequest {
  readonly file: string;
  readonly set: Readonly<Record<string, string>>;
  /** The store's folder, absolute. */
  readonly store: string;
  readonly onDamage?: (message: string) => void;
  /** Sees the checked pipeline before the store is touched; what it throws is thrown on. */
  readonly onExpanded?: (pipeline: ExpandedPipeline) => void;
}

/** A pipeline ready to be planned or run. */
export interface Session {
  readonly pipeline: ExpandedPipeline;
  readonly preimages: PreimageContext;
  readonly store: Store;
  readonly history: History;
  /** Why the history's file is not what the session goes by. */
  readonly historyFault?: "damaged" | "newer";
  readonly code: ReadonlyMap<string, CodeManifest>;
  /** What `--set` gave. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Plans cells of a session, producers first; every cell without a choice. */
export function planSession(
  { preimages, store, history, code, pipeline }: Session,
  choice: {
    readonly cells?: readonly Cell[];
    readonly retry?: RetryPolicy;
    readonly measure?: boolean;
  } = {},
): readonly PlannedCell[] {
  return planCells({
    preimages,
    store,
    history,
    readCode: readOnce((hash) => code.get(hash) ?? store.readCode(hash)),
    retry: choice.retry ?? "none",
    measure: choice.measure ?? false,
    cells: choice.cells ?? pipeline.cells,
  });
}

/** Reads each module graph once: all cells of a stage ask for the same ones. */
function readOnce(read: ReadCode): ReadCode {
  const known = new Map<string, CodeManifest | undefined>();
  return (hash) => {
    if (!known.has(hash)) known.set(hash, read(hash));
    return known.get(hash);
  };
}

/** Reads, checks and expands a pipeline, without writing anything. */
export async function openSession(request: SessionRequest): Promise<Session> {
  const parsed = await readPipeline(request.file);
  const kinds = await loadKinds(parsed);
  const pipeline = expandPipeline(parsed, kinds, { set: request.set });
  const store = openStore(request.store, {
    ...(request.onDamage === undefined ? {} : { onDamage: request.onDamage }),
  });
  const hashes = new Map<string, string>();
  const preimages: PreimageContext = {
    pipeline,
    graph: drawGraph(pipeline),
    code: hashes,
    files: openFileReader(),
    declarations: new Map(),
  };
  // Declared files are read now, so that a missing one is an error of the pipeline, before anything runs.
  for (const cell of pipeline.cells) declareCell(preimages, cell);
  request.onExpanded?.(pipeline);
  const code = new Map<string, CodeManifest>();
  // A command that fails before anything ran must not leave a folder behind.
  const keepsCache = isFolder(store.root);
  for (const [uses, print] of await fingerprintKinds(pipeline, keepsCache ? store : undefined)) {
    hashes.set(uses, print.hash);
    code.set(print.hash, print.manifest);
  }
  return openHistory({ pipeline, preimages, store, code, settings: request.set }, request);
}

/** Adds the history; a damaged one is put together again from what is up to date, since `collect` relies on it. */
function openHistory(
  session: Omit<Session, "history" | "historyFault">,
  { onDamage }: SessionRequest,
): Session {
  const path = historyPath(session.store, session.pipeline.name);
  const read = readHistory(path);
  if (read.ok) return { ...session, history: read.history };
  if (read.newer) {
    onDamage?.(
      `${path}: Found ${read.found}. It stays as it is, and the plan knows no earlier run.`,
    );
    const history = forgetHistory(": a newer koopline wrote the history");
    return { ...session, history, historyFault: "newer" };
  }
  onDamage?.(
    `${path}: Expected the keys of the last run, but found ${read.found}. A run writes it anew.`,
  );
  const history = forgetHistory(": the history is damaged");
  const cells = new Map<string, PastCell>();
  for (const one of planSession({ ...session, history })) {
    if (one.kind !== "reuse" && one.kind !== "failed") continue;
    cells.set(nameCell(one.cell), { kind: one.cell.stage.loaded.kind.kind, key: one.key });
  }
  return { ...session, history: { ...history, cells }, historyFault: "damaged" };
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** Fingerprints by what the pipeline writes after `uses:`. */
async function fingerprintKinds(
  pipeline: ExpandedPipeline,
  store: Store | undefined,
): Promise<ReadonlyMap<string, Fingerprint>> {
  const loaded = new Map(pipeline.stages.map(({ loaded }) => [loaded.uses, loaded]));
  const withQueries = [...loaded.values()].filter(({ kind }) => kind.queries !== undefined);
  const prints = await fingerprintModules([...loaded.values()].map(({ module }) => module), {
    ...(store === undefined ? {} : { cacheFile: join(store.root, "cache", "code.json") }),
    extraPackages: new Map(withQueries.map(({ module }) => [module, CATALOG_PACKAGES])),
  });
  return new Map([...loaded.values()].map(({ uses, module }) => {
    const print = prints.get(module);
    if (print === undefined) throw new Error(`no fingerprint of ${module}`);
    return [uses, print];
  }));
}

function historyPath(store: Store, pipeline: string): string {
  return join(store.root, "history", `${pipeline}.json`);
}

/** Writes the history of a pipeline. @throws {KooplineError} `store.unwritable`. */
export function writeHistory({ store, pipeline }: Session, history: History): void {
  const bytes = new TextEncoder().encode(formatHistory(history));
  store.disk.writeNow(historyPath(store, pipeline.name), bytes);
}
