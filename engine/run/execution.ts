/** What runs and verifications execute cells with: workers, claims, caches, and what is known of cells so far. */

import { openFetcher, readDataFolder } from "../fetch/fetcher.ts";
import { locateGraph } from "../plan/fingerprint_paths.ts";
import { openClaims } from "../store/claims.ts";
import type { Store } from "../store/store.ts";
import { openPool, type Pool, type PoolModule } from "../worker/pool.ts";
import { type Aftermath, NO_AFTERMATH } from "./aftermath.ts";
import { openAnswers } from "./answer.ts";
import { watchCode } from "./code_watch.ts";
import { type ExecuteContext, readOrDerive } from "./execute.ts";
import { openInputCache } from "./input_cache.ts";
import type { Session } from "./session.ts";
import type { CellArtifact } from "./sources.ts";

/** How cells are executed. */
export interface ExecutionRequest
  extends Pick<ExecuteContext, "retry" | "measure" | "signal" | "onEvent"> {
  /** Names the holder of claims. */
  readonly runId: string;
  /** Whether it makes results to keep, rather than comparing those that are there. */
  readonly keeps: boolean;
  readonly jobs: number;
  readonly aftermath?: Aftermath;
}

/** A context of execution, and its end. */
export interface Execution extends ExecuteContext {
  /** Ends workers and gives claims back; one that was cut off leaves its sign for collections. */
  close(end?: { readonly cutOff: boolean }): void;
  /** Reads a part of a cell's artifact, verified; what is damaged is derived again. */
  read<T>(one: CellArtifact, part: (store: Store) => T): Promise<T>;
}

/** Opens an execution; no worker starts before the first job. */
export function openExecution(session: Session, request: ExecutionRequest): Execution {
  const { preimages, store } = session;
  const { runId, keeps, jobs, retry, measure, signal, onEvent, aftermath = NO_AFTERMATH } = request;
  const { name, cells: { length: size } } = preimages.pipeline;
  const answers = openAnswers(
    preimages.pipeline,
    (one, table) => execution.read(one, (store) => store.readTable(one.address, table)),
    signal,
  );
  const execution: Execution = {
    preimages,
    store,
    claims: openClaims(store, { runId, ...(keeps ? { pipeline: name } : {}) }),
    pool: openKindPool(session, jobs),
    code: watchCode(session),
    fetcher: openFetcher({ disk: store.disk, folder: readDataFolder() }),
    answer: answers.answer,
    addresses: new Array(size),
    problems: new Array(size),
    incomplete: new Set(),
    inputs: openInputCache(preimages.pipeline),
    retry,
    measure,
    aftermath,
    fresh: new Set(),
    signal,
    onEvent,
    underway: new Map(),
    waiting: new Set(),
    read: ({ cell, address }, part) => readOrDerive(execution, cell, address, part),
    close(end) {
      answers.close();
      execution.pool.close();
      execution.claims.close(end);
    },
  };
  return execution;
}

/** Opens a pool of workers that know the pipeline's stage kinds. */
function openKindPool(session: Session, workers: number): Pool {
  const modules: Record<string, PoolModule> = {};
  for (const { loaded: { uses, module } } of session.pipeline.stages) {
    const manifest = session.code.get(session.preimages.code.get(uses) ?? "");
    modules[uses] = manifest === undefined
      ? { module }
      : { module, graph: locateGraph(module, manifest) };
  }
  return openPool({ workers, modules });
}
