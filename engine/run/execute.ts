/** Executing one cell: claim, inputs, worker, artifact, record. */

import { KooplineError, type Problem } from "../../schemas/error.ts";
import { type Fetcher, isFetchFailure } from "../fetch/fetcher.ts";
import { type Cell, isMeasured, nameCell, readsClock } from "../pipeline/expanded.ts";
import type { PreimageContext } from "../plan/preimage.ts";
import {
  keyCell,
  type KeyedCell,
  type Resolution,
  resolveFresh,
  resolveKey,
  type RetryPolicy,
} from "../plan/resolve.ts";
import type { ClaimDesk } from "../store/claims.ts";
import { type CellRecord, STORE_FORMAT } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import type { KeepChunk } from "../worker/arrivals.ts";
import type { Job, JobResult } from "../worker/job.ts";
import type { Pool } from "../worker/pool.ts";
import { type Aftermath, describeCulprit } from "./aftermath.ts";
import { buildJob } from "./build_job.ts";
import type { InputCache } from "./input_cache.ts";
import type { CodeWatch } from "./code_watch.ts";
import type { RunEvent } from "./event.ts";
import { describeMachine } from "./machine.ts";

/** How a cell ended. */
export type Settled =
  | { readonly kind: "reused"; readonly key: string; readonly address: string }
  | {
    readonly kind: "executed";
    readonly key: string;
    readonly address: string;
    readonly milliseconds: number;
  }
  | {
    readonly kind: "failed";
    readonly key: string;
    readonly problem: Problem;
    readonly again: boolean;
  };

/** Answers the queries of a cell as Arrow IPC files by name. */
export type AnswerQueries = (
  cell: Cell,
  queries: Readonly<Record<string, string>>,
  addresses: readonly (string | undefined)[],
) => Promise<Readonly<Record<string, Uint8Array>>>;

/** What execution needs. */
export interface ExecuteContext {
  readonly preimages: PreimageContext;
  readonly store: Store;
  readonly claims: ClaimDesk;
  readonly pool: Pool;
  readonly code: CodeWatch;
  readonly fetcher: Fetcher;
  readonly answer: AnswerQueries;
  readonly inputs: InputCache;
  /** Addresses of settled cells by cell index. */
  readonly addresses: (string | undefined)[];
  /** Why settled cells failed, by cell index. */
  readonly problems: (Problem | undefined)[];
  /** Cells whose results lack something because others failed, by cell index. */
  readonly incomplete: Set<number>;
  readonly retry: RetryPolicy;
  /** Whether cells that read the clock run although they have a result. */
  readonly measure: boolean;
  /** Cells that a process of this run died of, or may have. */
  readonly aftermath: Aftermath;
  /** Keys that this run has measured: equal cells share one measurement. */
  readonly fresh: Set<string>;
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
  /** Executions of this run by key, so that equal cells run once. */
  readonly underway: Map<string, Promise<Settled>>;
  /** Keys that other runs hold and this one waits for. */
  readonly waiting: Set<string>;
}

/** Asks the store what it has under a key that counts for this run. */
export function findResult(
  { store, retry, measure, fresh, aftermath }: ExecuteContext,
  keyed: KeyedCell,
): Resolution {
  const found = measure && !fresh.has(keyed.key)
    ? resolveFresh(store, keyed, retry)
    : resolveKey(store, keyed, retry);
  // This run has tried it: that is a failure of its own, and no reason to try again.
  const isCulprit = found.kind === "failed" && aftermath.culprits.has(keyed.key);
  return isCulprit ? { kind: "run", because: "retry" } : found;
}

/** Executes a keyed cell, or waits for whoever already does. */
export function executeCell(context: ExecuteContext, keyed: KeyedCell): Promise<Settled> {
  const known = context.underway.get(keyed.key);
  if (known !== undefined) return known.then(shareSettled);
  const settled = claimAndRun(context, keyed).finally(() => context.underway.delete(keyed.key));
  context.underway.set(keyed.key, settled);
  return settled;
}

function shareSettled(settled: Settled): Settled {
  return settled.kind === "executed"
    ? { kind: "reused", key: settled.key, address: settled.address }
    : settled;
}

async function claimAndRun(context: ExecuteContext, keyed: KeyedCell): Promise<Settled> {
  const { claims, signal } = context;
  while (claims.claim(keyed.key) !== "mine") {
    context.onEvent({ kind: "waiting", cell: keyed.cell });
    context.waiting.add(keyed.key);
    await claims.waitFor(keyed.key, signal).finally(() => context.waiting.delete(keyed.key));
    signal.throwIfAborted();
  }
  try {
    // Another run may have finished the cell between our look at the store and our claim.
    const found = findResult(context, keyed);
    if (found.kind === "reuse") return { kind: "reused", key: keyed.key, address: found.address };
    if (found.kind === "failed") {
      return { kind: "failed", key: keyed.key, problem: found.problem, again: true };
    }
    return await runKeyed(context, keyed);
  } finally {
    claims.release(keyed.key);
  }
}

async function runKeyed(context: ExecuteContext, keyed: KeyedCell): Promise<Settled> {
  const { cell, key } = keyed;
  const signal = context.aftermath.culprits.get(key);
  if (signal === undefined) context.onEvent({ kind: "started", cell });
  const result = signal === undefined
    ? await attemptJob(context, cell, async ({ rows, bytes }) => ({
      rows,
      stored: await context.store.blobs.write(bytes),
    }))
    : failCulprit(cell, signal);
  context.signal.throwIfAborted();
  context.code.assertSame(cell);
  if (!result.ok) {
    await context.store.writeRecord(recordFailure(keyed, result));
    return { kind: "failed", key, problem: result.problem, again: false };
  }
  const { address } = await context.store.writeArtifact(result.artifact);
  await context.store.writeRecord({
    ...startRecord(keyed, result),
    outcome: { kind: "done", artifact: address, measured: isMeasured(cell) },
    ...(readsClock(cell) ? { measurement: await describeMachine() } : {}),
  });
  context.fresh.add(key);
  const warnings = result.log.filter((line) => line.startsWith("warning:"));
  if (warnings.length > 0) context.onEvent({ kind: "warned", cell, warnings });
  return { kind: "executed", key, address, milliseconds: result.milliseconds };
}

/** Fails a cell that a process of this run died of; with it died the cell's log. */
function failCulprit(cell: Cell, signal: string): JobResult & { readonly ok: false } {
  return { ok: false, problem: describeCulprit(nameCell(cell), signal), log: [], milliseconds: 0 };
}

function recordFailure(
  keyed: KeyedCell,
  result: JobResult & { readonly ok: false },
): CellRecord {
  return { ...startRecord(keyed, result), outcome: { kind: "failed", problem: result.problem } };
}

function startRecord(keyed: KeyedCell, result: JobResult): Omit<CellRecord, "outcome"> {
  return {
    format: STORE_FORMAT,
    key: keyed.key,
    preimage: keyed.preimage,
    log: result.log,
    cost: { milliseconds: result.milliseconds },
    attestations: [],
  };
}

/** Runs the cell's job. A query or a fetch that fails is the cell's own failure, as if its stage had thrown. */
export async function attemptJob(
  context: ExecuteContext,
  cell: Cell,
  keepChunk: KeepChunk,
): Promise<JobResult> {
  let job: Job;
  // The database opens in this thread meanwhile.
  if (cell.stage.loaded.kind.queries !== undefined) context.pool.warm();
  try {
    job = await buildJob(context, cell, {
      readContent: (producer, address) =>
        context.inputs.read(
          producer.index,
          address,
          () => readOrDerive(context, producer, address, (store) => store.readArtifact(address)),
        ),
      readManifest: (producer, address) =>
        readOrDerive(context, producer, address, (store) => store.readManifest(address)),
    });
  } catch (error) {
    const isQuery = error instanceof KooplineError &&
      (error.code.startsWith("catalog.") || error.code === "stage.time_limit");
    if (!isQuery && !isFetchFailure(error)) throw error;
    // As much time as it was given: a longer limit is another try, the same one is not.
    const milliseconds = error.code === "stage.time_limit" ? 1000 * (cell.stage.timeLimit ?? 0) : 0;
    return { ok: false, problem: placeProblem(error.problems[0], cell), log: [], milliseconds };
  }
  return await context.pool.run(job, {
    signal: context.signal,
    keepChunk,
    ...(cell.stage.timeLimit === undefined ? {} : { timeLimit: cell.stage.timeLimit }),
    onProgress: (fraction) => context.onEvent({ kind: "progress", cell, fraction }),
  });
}

function placeProblem(problem: Problem, cell: Cell): Problem {
  const name = nameCell(cell);
  return { ...problem, where: problem.where === undefined ? name : `${name}: ${problem.where}` };
}

/** Reads an artifact, or a part of it, verified; a damaged or missing one is derived again by running its cell. */
export async function readOrDerive<T>(
  context: ExecuteContext,
  producer: Cell,
  address: string,
  read: (store: Store) => T,
): Promise<T> {
  // The first time finds a damaged manifest, the second one the damaged blobs that it names.
  for (let times = 0; times < 2; times++) {
    try {
      return read(context.store);
    } catch (error) {
      if (!(error instanceof KooplineError) || !isDamage(error)) throw error;
      context.onEvent({ kind: "damaged", cell: producer, problem: error.problems[0] });
    }
    await deriveAgain(context, producer, address);
  }
  return read(context.store);
}

async function deriveAgain(
  context: ExecuteContext,
  producer: Cell,
  address: string,
): Promise<void> {
  const settled = await executeCell(context, keyCell(context.preimages, producer, context));
  if (settled.kind !== "failed" && settled.address === address) return;
  throw new KooplineError({
    code: "store.corrupt",
    where: nameCell(producer),
    expected: `artifact ${address.slice(0, 12)} when the cell is derived again`,
    found: settled.kind === "failed" ? "a failure" : `artifact ${settled.address.slice(0, 12)}`,
    hint: isMeasured(producer)
      ? "It was measured, and no measurement comes twice; the same command goes on with the new one."
      : "The stage does not give the same bytes twice; `verify` shows which column differs.",
  });
}

function isDamage(error: KooplineError): boolean {
  return error.code === "store.corrupt" || error.code === "store.missing";
}
