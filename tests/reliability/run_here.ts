/** Runs inside the test's own process: a start costs milliseconds, and the disk under it can be made to fail. */

import { join } from "node:path";
import { nameCell } from "../../engine/pipeline/expanded.ts";
import { runPipeline } from "../../engine/run/run.ts";
import { openSession } from "../../engine/run/session.ts";
import { verifyHistories, verifyViews } from "../../engine/run/verify_views.ts";
import { openStore } from "../../engine/store/store.ts";
import { verifyStore } from "../../engine/store/verify_store.ts";
import { KooplineError, type Problem } from "../../schemas/error.ts";
import type { RunEvent } from "../../engine/run/event.ts";

/** How a run in this process ended. */
export interface RanHere {
  /** What ended it; undefined when it came to its end. */
  readonly error: KooplineError | undefined;
  /** The artifact of each cell that has one. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Cells that were executed, also again because something was damaged. */
  readonly executed: readonly string[];
  readonly damages: readonly string[];
}

/** Where and how a run in this process runs. */
export interface RunPlace {
  /** The pipeline's file. */
  readonly file: string;
  readonly store: string;
  readonly jobs?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

/** Runs a pipeline as `run` does, in this process. Only a defect of koopline makes it throw. */
export async function runHere(
  { file, store, jobs = 1, signal = new AbortController().signal, onEvent }: RunPlace,
): Promise<RanHere> {
  const executed: string[] = [];
  const damages: string[] = [];
  const end = (error: KooplineError | undefined, addresses = {}) => ({
    error,
    addresses,
    executed,
    damages,
  });
  try {
    const session = await openSession({
      file,
      set: {},
      store,
      onDamage: (message) => damages.push(message),
    });
    const { ends, failure } = await runPipeline({
      session,
      cells: session.pipeline.cells,
      jobs,
      retry: "fetches",
      measure: false,
      lock: undefined,
      signal,
      onEvent(event) {
        if (event.kind === "executed") executed.push(nameCell(event.cell));
        onEvent?.(event);
      },
    });
    if (failure !== undefined) throw failure.error;
    const addresses = [...ends].flatMap(([cell, one]) =>
      "address" in one ? [[nameCell(cell), one.address]] : []
    );
    return end(undefined, Object.fromEntries(addresses.sort()));
  } catch (error) {
    if (!(error instanceof KooplineError)) throw error;
    return end(error);
  }
}

/** Verifies a store as `verify` without a pipeline does. */
export function verifyHere(root: string): readonly Problem[] {
  const store = openStore(root);
  const gone = verifyHistories(store);
  return [...verifyStore(store).problems, ...gone, ...verifyViews(store)];
}

/** Lists all files below a folder, by their paths in it. */
export function listFiles(root: string, folder = ""): readonly string[] {
  return [...Deno.readDirSync(join(root, folder))].flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    return isDirectory ? listFiles(root, path) : [path];
  }).sort();
}
