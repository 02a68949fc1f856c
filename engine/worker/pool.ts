/** A pool of permission-less workers: started when first needed, kept warm, replaced when spent. */

import type { KeepChunk } from "./arrivals.ts";
import type { Job, JobResult } from "./job.ts";
import { type EntryModule, type PoolWorker, startWorker, writeEntry } from "./pool_worker.ts";
import type { ModuleGraph } from "./protocol.ts";
import { findMovable, shareBytes } from "./share.ts";

/** A stage kind's module. */
export interface PoolModule extends EntryModule {
  /** What its local modules may import while they run; without it, whatever workers can load. */
  readonly graph?: ModuleGraph;
}

/** How a job is run. */
export interface RunOptions {
  /** Hears fractions from 0 to 1, rising by 0.01 or more. */
  readonly onProgress?: (fraction: number) => void;
  /** Takes chunks of large tables while the stage still runs; without it, the result holds them all. */
  readonly keepChunk?: KeepChunk;
  /** Seconds after which a job that has begun is ended, and has failed. */
  readonly timeLimit?: number;
  /** Ends the job, wherever it is; its promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A pool of workers. */
export interface Pool {
  /**
   * Runs a job. A stage that fails is a result, not an error.
   *
   * @throws the signal's reason when the job is cancelled, an AbortError when the pool is closed, and what
   * `keepChunk` threw.
   */
  run(job: Job, options?: RunOptions): Promise<JobResult>;
  /** Starts a worker ahead of its first job when none is idle and there is room: its start takes time. */
  warm(): void;
  /** Ends every worker; jobs under way are cancelled. */
  close(): void;
}

interface Task {
  readonly job: Job;
  readonly options: RunOptions;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (reason: unknown) => void;
  worker?: PoolWorker;
}

/**
 * Opens a pool.
 *
 * @param given `workers`: how many run at most; `modules`: the stage modules by what pipelines write
 * after `uses:`. No worker starts before the first job.
 */
export function openPool(given: {
  readonly workers: number;
  readonly modules: Readonly<Record<string, PoolModule>>;
}): Pool {
  const entry = writeEntry(given.modules);
  const waiting: Task[] = [];
  const running = new Set<Task>();
  let closed: DOMException | undefined;
  /** Least recently used first. */
  let idle: PoolWorker[] = [];

  const advance = () => {
    while (waiting.length > 0 && running.size < given.workers) {
      const task = waiting.shift()!;
      task.worker = takeIdle(task.job.uses) ?? startWorker(entry);
      running.add(task);
      begin(task, task.worker);
    }
  };
  /** A worker that has loaded the kind, or the one that has been idle for longest. */
  const takeIdle = (uses: string): PoolWorker | undefined => {
    idle = idle.filter((worker) => worker.isAlive());
    const chosen = idle.findLast((worker) => worker.knows(uses)) ?? idle[0];
    idle = idle.filter((worker) => worker !== chosen);
    return chosen;
  };
  const begin = (task: Task, worker: PoolWorker) => {
    const { job, options, resolve } = task;
    worker.start(prepareJob(job), given.modules[job.uses]?.graph, {
      onProgress: (fraction) => options.onProgress?.(fraction),
      keepChunk: options.keepChunk,
      timeLimit: options.timeLimit,
      onBroken: (reason) => cancel(task, reason),
      onEnd(result) {
        running.delete(task);
        idle.push(worker);
        resolve(result);
        advance();
      },
    });
  };
  const cancel = (task: Task, reason: unknown) => {
    const place = waiting.indexOf(task);
    if (place >= 0) waiting.splice(place, 1);
    if (running.delete(task)) task.worker?.end();
    task.reject(reason);
    advance();
  };

  return {
    async run(job, options = {}) {
      const { signal } = options;
      signal?.throwIfAborted();
      if (closed !== undefined) throw closed;
      const { promise, resolve, reject } = Promise.withResolvers<JobResult>();
      const task: Task = { job, options, resolve, reject };
      const onAbort = () => cancel(task, signal?.reason);
      signal?.addEventListener("abort", onAbort, { once: true });
      waiting.push(task);
      advance();
      return await promise.finally(() => signal?.removeEventListener("abort", onAbort));
    },
    warm() {
      idle = idle.filter((worker) => worker.isAlive());
      const isFree = closed === undefined && running.size + waiting.length < given.workers;
      if (isFree && idle.length === 0) idle.push(startWorker(entry));
    },
    close() {
      closed = new DOMException("The pool of workers is closed.", "AbortError");
      for (const task of [...waiting.splice(0), ...running]) cancel(task, closed);
      for (const worker of idle.splice(0)) worker.end();
    },
  };
}

/**
 * Prepares a job's bytes to be posted: those that others want too are shared, the rest move. Shared memory that is no
 * longer used is collected late, and would pile up where every cell has inputs of its own.
 */
function prepareJob(job: Job): { readonly job: Job; readonly moved: readonly Transferable[] } {
  const moved = new Set<Transferable>();
  const post = (bytes: Uint8Array, moves: boolean | undefined): Uint8Array => {
    // A stage may change what moved, so that only one of its ports may have it.
    const buffer = moves === true ? findMovable(bytes) : undefined;
    if (buffer === undefined || moved.has(buffer)) return shareBytes(bytes);
    moved.add(buffer);
    return bytes;
  };
  const inputs = mapValues(job.inputs, (items) =>
    items.map(({ encoded, moves, ...item }) => {
      if (encoded === undefined) return item;
      const tables = mapValues(encoded.tables, ({ rows, chunks }) => ({
        rows,
        chunks: chunks.map(({ rows, bytes }) => ({ rows, bytes: post(bytes, moves) })),
      }));
      const files = mapValues(encoded.files, (bytes) => post(bytes, moves));
      return { ...item, encoded: { ...encoded, tables, files } };
    }));
  const files = mapValues(job.files, shareBytes);
  const results = mapValues(job.results, shareBytes);
  return { job: { ...job, inputs, files, results }, moved: [...moved] };
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  change: (value: A) => B,
): Readonly<Record<string, B>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
