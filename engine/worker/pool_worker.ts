/** One worker of a pool, from its start to its end. */

import { type Arrivals, type KeepChunk, openArrivals } from "./arrivals.ts";
import type { Problem } from "../../schemas/error.ts";
import type { Job, JobResult } from "./job.ts";
import { describeCrash, describeTimeLimit } from "./lost_worker.ts";
import type { ModuleGraph, Reply, Request } from "./protocol.ts";

/** A stage module as a worker's entry imports it. */
export interface EntryModule {
  /** file: URL. */
  readonly module: string;
}

/** What the job's owner hears. */
export interface JobListener {
  readonly onProgress: (fraction: number) => void;
  /** Keeps chunks that go ahead. */
  readonly keepChunk: KeepChunk | undefined;
  /** Seconds that the job may take once it has begun. */
  readonly timeLimit: number | undefined;
  /** Called once instead of `onEnd` when a chunk cannot be kept; end the worker. */
  readonly onBroken: (reason: unknown) => void;
  /** Called once. A job may take its worker with it: ask whether it is alive. */
  readonly onEnd: (result: JobResult) => void;
}

/** A job ready to be posted, and the memory that moves with it. */
export interface PostedJob {
  readonly job: Job;
  readonly moved: readonly Transferable[];
}

/** A running worker. */
export interface PoolWorker {
  /** Whether it has loaded a kind, by `uses`. */
  knows(uses: string): boolean;
  /** Whether it can still take jobs. */
  isAlive(): boolean;
  /** Starts a job; only while none is running. */
  start(job: PostedJob, graph: ModuleGraph | undefined, listener: JobListener): void;
  /** Ends the worker, also in the middle of a loop; its job, if any, ends unanswered. */
  end(): void;
}

interface Running {
  readonly job: Job;
  readonly began: number;
  readonly listener: JobListener;
  readonly arrivals: Arrivals;
  /** Ends the job when its time is over. */
  timer?: ReturnType<typeof setTimeout>;
}

const SEAL = new URL("./seal.ts", import.meta.url).href;
const SERVE = new URL("./serve.ts", import.meta.url).href;

/**
 * Writes a worker's entry. Its imports are literal, so that Deno knows the whole module graph before the
 * worker starts and loads it although the worker may read no file.
 */
export function writeEntry(modules: Readonly<Record<string, EntryModule>>): string {
  const loaders = Object.entries(modules).map(([uses, { module }]) => {
    const url = JSON.stringify(module);
    return `${JSON.stringify(uses)}: { module: ${url}, load: () => import(${url}) }`;
  });
  const source = `import ${JSON.stringify(SEAL)};
import { serve } from ${JSON.stringify(SERVE)};
serve({ ${loaders.join(", ")} });`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

/** Starts a worker without permissions. It takes jobs at once and runs the first when it is ready. */
export function startWorker(entry: string): PoolWorker {
  // Dates follow the process's zone; a worker refuses to start in any other than this.
  if (Deno.env.get("TZ") !== "UTC") Deno.env.set("TZ", "UTC");
  const worker = new Worker(entry, { type: "module", deno: { permissions: "none" } });
  const loaded = new Set<string>();
  let alive = true;
  let running: Running | undefined;

  const end = () => {
    alive = false;
    worker.terminate();
  };
  const finish = (result: JobResult, spent: boolean) => {
    const ended = running;
    running = undefined;
    clearTimeout(ended?.timer);
    if (spent) end();
    ended?.listener.onEnd(result);
  };
  /** Ends the worker in the middle of its job, which has failed. */
  const lose = (problem: Problem, milliseconds = elapsed()) =>
    finish({ ok: false, problem, log: [], milliseconds }, true);
  const elapsed = () => running === undefined ? 0 : performance.now() - running.began;

  const takeChunk = async ({ table, chunk }: Extract<Reply, { kind: "chunk" }>) => {
    const owner = running;
    try {
      await owner?.arrivals.take(table, chunk);
      if (alive) worker.postMessage({ kind: "stored" } satisfies Request);
    } catch (error) {
      if (running === owner) owner?.listener.onBroken(error);
    }
  };
  const takeEnd = async ({ outcome, log, spent }: Extract<Reply, { kind: "done" }>) => {
    const owner = running;
    const milliseconds = elapsed();
    clearTimeout(owner?.timer);
    await owner?.arrivals.settle();
    if (owner === undefined || running !== owner) return;
    if (!outcome.ok) return finish({ ...outcome, log, milliseconds }, spent);
    const artifact = await owner.arrivals.complete(outcome.artifact);
    if (running === owner) finish({ ok: true, artifact, log, milliseconds }, spent);
  };

  const beginTimer = () => {
    const seconds = running?.listener.timeLimit;
    if (running === undefined || seconds === undefined) return;
    const { cell } = running.job;
    const limit = seconds * 1000;
    // What it has cost is its limit, and no start of a worker: a later run asks whether it may take longer now.
    running.timer = setTimeout(() => lose(describeTimeLimit(cell, seconds), limit), limit);
  };

  worker.onmessage = ({ data }: MessageEvent<Reply>) => {
    if (data.kind === "progress") running?.listener.onProgress(data.fraction);
    else if (data.kind === "began") beginTimer();
    else if (data.kind === "chunk") void takeChunk(data);
    // A chunk that could not be kept has ended the job already.
    else void takeEnd(data).catch(() => {});
  };
  worker.onerror = (event) => {
    event.preventDefault();
    lose(describeCrash(running?.job.cell, event.message));
  };
  worker.onmessageerror = () => lose(describeCrash(running?.job.cell, "an answer in pieces"));

  return {
    knows: (uses) => loaded.has(uses),
    isAlive: () => alive,
    start({ job, moved }, graph, listener) {
      const arrivals = openArrivals(listener.keepChunk);
      running = { job, began: performance.now(), listener, arrivals };
      const news = graph === undefined || loaded.has(job.uses) ? {} : { graph };
      loaded.add(job.uses);
      const tells = listener.timeLimit === undefined ? {} : { tellsBegin: true as const };
      worker.postMessage({ kind: "run", job, ...news, ...tells } satisfies Request, [...moved]);
    },
    end() {
      clearTimeout(running?.timer);
      running = undefined;
      end();
    },
  };
}
