/** Asking queries of a worker, so that one that never ends can be stopped. */

import { KooplineError } from "../../schemas/error.ts";
import type { QueryAnswer } from "./query.ts";
import type { FromWorker, ToWorker } from "./query_message.ts";
import type { CatalogSource } from "./source.ts";

/** When a query is given up. */
export interface QueryLimits {
  readonly signal?: AbortSignal;
  /** In seconds. */
  readonly timeLimit?: number;
}

/** A desk where reproducible queries are asked. */
export interface QueryDesk {
  /**
   * Runs a query.
   *
   * @throws {KooplineError} as `runQuery`, and `stage.time_limit` when it takes longer than it may.
   * @throws the signal's reason, at once, and what loading a table throws.
   */
  ask(
    sql: string,
    sources: readonly CatalogSource[],
    limits?: QueryLimits,
  ): Promise<QueryAnswer>;
  /** Ends the worker. */
  close(): void;
}

/** Opens a desk. Its worker starts with the first query. */
export function openQueryDesk(): QueryDesk {
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const loads = openLoads();
  const close = () => {
    worker?.terminate();
    worker = undefined;
  };
  type Question = Omit<Asking, "loads" | "end">;
  const askShared = async (question: Question) => {
    worker ??= startWorker();
    return await askWorker(worker, { ...question, loads, end: close });
  };
  const askAlone = (question: Question) => {
    const own = startWorker();
    const end = () => own.terminate();
    return askWorker(own, { ...question, loads, end }).finally(end);
  };
  return {
    close,
    ask(sql, sources, limits = {}) {
      const question = { sql, sources, limits };
      if (loads.isAny()) return askAlone(question);
      const turn = Promise.race([last.then(() => askShared), loads.long.then(() => askAlone)])
        .then((ask) => ask(question));
      // Whoever overtook others has not ended them.
      last = Promise.allSettled([last, turn]).then(() => {});
      return turn;
    },
  };
}

/** Tables that queries wait for. */
interface Loads {
  /** Whether a query waits for one. */
  isAny(): boolean;
  /** Resolves when one takes long. */
  readonly long: Promise<void>;
  begin(): void;
  end(): void;
}

/**
 * Watches over loads. Most end at once; one that takes long makes its table anew, by cells whose queries may be
 * waiting for the end of the very query that it is for: these cannot wait their turn.
 */
function openLoads(): Loads {
  let count = 0;
  let long = Promise.withResolvers<void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watch = (change: number) => {
    count += change;
    clearTimeout(timer);
    if (count === 0) return;
    timer = setTimeout(() => {
      long.resolve();
      long = Promise.withResolvers();
    }, 0);
  };
  return {
    isAny: () => count > 0,
    get long() {
      return long.promise;
    },
    begin: () => watch(1),
    end: () => watch(-1),
  };
}

/** DuckDB asks how many processors there are, and gets nothing else of this machine. */
const PERMISSIONS: Deno.PermissionOptionsObject = {
  env: false,
  ffi: false,
  import: false,
  net: false,
  read: false,
  run: false,
  sys: ["cpus"],
  write: false,
};

function startWorker(): Worker {
  const url = new URL("./query_worker.ts", import.meta.url);
  return new Worker(url, { type: "module", deno: { permissions: PERMISSIONS } });
}

interface Asking {
  readonly sql: string;
  readonly sources: readonly CatalogSource[];
  readonly limits: QueryLimits;
  readonly loads: Loads;
  /** Ends the worker. */
  readonly end: () => void;
}

async function askWorker(worker: Worker, asking: Asking): Promise<QueryAnswer> {
  const { sql, sources, limits: { signal, timeLimit }, end } = asking;
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<QueryAnswer>();
  const giveUp = (reason: unknown) => {
    end();
    reject(reason);
  };
  const stop = () => giveUp(signal?.reason);
  signal?.addEventListener("abort", stop);
  const patience = openPatience(timeLimit, () => giveUp(describeTime(timeLimit ?? 0)));
  worker.onerror = (event) => {
    event.preventDefault();
    giveUp(new Error(`the catalog's worker failed: ${event.message}`));
  };
  let lost: { readonly reason: unknown } | undefined;
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.kind === "load") {
      // A damaged table is derived again first, which is not the query's time.
      patience.suspend();
      load(worker, data, asking).catch((reason) => {
        lost ??= { reason };
        tell(worker, { kind: "loaded", id: data.id, table: undefined });
      }).finally(patience.resume);
    } else if (data.kind === "answer") resolve(data.answer);
    else if (lost !== undefined) reject(lost.reason);
    else if (data.kind === "defect") giveUp(new Error(data.text));
    else reject(rebuildError(data.problems));
  };
  const plain = sources.map(({ schema, axes, items, tables }) => ({
    schema,
    axes,
    tables,
    items: items.map(({ labels, artifact }) => ({ labels, artifact })),
  }));
  tell(worker, { kind: "ask", sql, sources: plain });
  try {
    return await promise;
  } finally {
    patience.close();
    signal?.removeEventListener("abort", stop);
  }
}

/** Calls `onEnd` after so many seconds in which it was not suspended for the last time; never without a limit. */
function openPatience(seconds: number | undefined, onEnd: () => void) {
  let suspended = 0;
  let isOpen = seconds !== undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const begin = () => {
    clearTimeout(timer);
    timer = isOpen && suspended === 0 ? setTimeout(onEnd, 1000 * (seconds ?? 0)) : undefined;
  };
  begin();
  return {
    suspend() {
      suspended += 1;
      begin();
    },
    resume() {
      suspended -= 1;
      begin();
    },
    close() {
      isOpen = false;
      begin();
    },
  };
}

async function load(
  worker: Worker,
  { id, source, item, table }: FromWorker & { readonly kind: "load" },
  { sources, loads }: Asking,
): Promise<void> {
  loads.begin();
  try {
    const loaded = await sources[source]?.items[item]?.load(table);
    tell(worker, { kind: "loaded", id, table: loaded });
  } finally {
    loads.end();
  }
}

function tell(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}

function rebuildError(
  [problem, ...others]: (FromWorker & { readonly kind: "problems" })["problems"],
): KooplineError {
  return new KooplineError(problem, { others });
}

function describeTime(seconds: number): KooplineError {
  return new KooplineError({
    code: "stage.time_limit",
    expected: `a query that ends within ${seconds} s`,
    found: "one that did not",
    hint: "Raise `time_limit` of the stage in the pipeline, or let the query see fewer rows.",
  });
}
