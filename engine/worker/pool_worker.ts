/** One worker of a pool, from its start to its end. */

import type { Job, JobResult } from "./job.ts";
import type { ModuleGraph, Reply, Request } from "./protocol.ts";

/** A stage module as a worker's entry imports it. */
export interface EntryModule {
  /** file: URL. */
  readonly module: string;
}

/** What the job's owner hears. */
export interface JobListener {
  readonly onProgress: (fraction: number) => void;
  /** Called once. A job may take its worker with it: ask whether it is alive. */
  readonly onEnd: (result: JobResult) => void;
}

/** A running worker. */
export interface PoolWorker {
  /** Whether it has loaded a kind, by `uses`. */
  knows(uses: string): boolean;
  /** Whether it can still take jobs. */
  isAlive(): boolean;
  /** Starts a job; only while none is running. */
  start(job: Job, graph: ModuleGraph | undefined, listener: JobListener): void;
  /** Ends the worker, also in the middle of a loop; its job, if any, ends unanswered. */
  end(): void;
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
  let running:
    | { readonly job: Job; readonly began: number; readonly listener: JobListener }
    | undefined;

  const end = () => {
    alive = false;
    worker.terminate();
  };
  const finish = (result: JobResult, spent: boolean) => {
    const ended = running;
    running = undefined;
    if (spent) end();
    ended?.listener.onEnd(result);
  };
  const elapsed = () => running === undefined ? 0 : performance.now() - running.began;

  worker.onmessage = ({ data }: MessageEvent<Reply>) => {
    if (data.kind === "progress") {
      running?.listener.onProgress(data.fraction);
      return;
    }
    finish({ ...data.outcome, log: data.log, milliseconds: elapsed() }, data.spent);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    const result = crash(running?.job.cell, event.message);
    finish({ ...result, milliseconds: elapsed() }, true);
  };

  return {
    knows: (uses) => loaded.has(uses),
    isAlive: () => alive,
    start(job, graph, listener) {
      running = { job, began: performance.now(), listener };
      const news = graph === undefined || loaded.has(job.uses) ? {} : { graph };
      loaded.add(job.uses);
      worker.postMessage({ job, ...news } satisfies Request);
    },
    end() {
      running = undefined;
      end();
    },
  };
}

function crash(cell: string | undefined, message: string): JobResult & { readonly ok: false } {
  return {
    ok: false,
    problem: {
      code: "stage.crashed",
      ...(cell === undefined ? {} : { where: cell }),
      expected: "the stage's worker to answer",
      found: message || "a worker that ended",
      hint: "Run it again; if it happens every time, the stage's code ends its worker.",
    },
    log: [],
    milliseconds: 0,
  };
}
