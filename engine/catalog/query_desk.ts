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
  let loading = 0;
  let last: Promise<unknown> = Promise.resolve();
  const close = () => {
    worker?.terminate();
    worker = undefined;
  };
  const countLoading = (change: number) => {
    loading += change;
  };
  const askShared = async (...[sql, sources, limits]: Parameters<QueryDesk["ask"]>) => {
    worker ??= startWorker();
    return await askWorker(worker, {
      sql,
      sources,
      limits: limits ?? {},
      countLoading,
      end: close,
    });
  };
  return {
    close,
    ask(sql, sources, limits = {}) {
      // A table that is being loaded may have to be made first, by a query of its own: it cannot wait its turn.
      if (loading > 0) {
        const own = startWorker();
        const end = () => own.terminate();
        return askWorker(own, { sql, sources, limits, countLoading, end }).finally(end);
      }
      const turn = last.then(() => askShared(sql, sources, limits));
      last = turn.catch(() => {});
      return turn;
    },
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
  readonly countLoading: (change: number) => void;
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
  const timer = timeLimit === undefined
    ? undefined
    : setTimeout(() => giveUp(describeTime(timeLimit)), timeLimit * 1000);
  worker.onerror = (event) => {
    event.preventDefault();
    giveUp(new Error(`the catalog's worker failed: ${event.message}`));
  };
  let lost: { readonly reason: unknown } | undefined;
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.kind === "load") {
      load(worker, data, asking).catch((reason) => {
        lost ??= { reason };
        tell(worker, { kind: "loaded", id: data.id, table: undefined });
      });
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
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

async function load(
  worker: Worker,
  { id, source, item, table }: FromWorker & { readonly kind: "load" },
  { sources, countLoading }: Asking,
): Promise<void> {
  countLoading(1);
  try {
    const loaded = await sources[source]?.items[item]?.load(table);
    tell(worker, { kind: "loaded", id, table: loaded });
  } finally {
    countLoading(-1);
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
