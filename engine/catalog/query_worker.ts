/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/**
 * Answers queries in a thread of its own, without permissions. DuckDB looks up from its work only between the
 * steps of a query, and one step can take for ever: this thread can be ended, whatever it does.
 */

import { KooplineError } from "../../schemas/error.ts";
import { runQuery } from "./query.ts";
import type { FromWorker, PlainSource, ToWorker } from "./query_message.ts";
import type { CatalogSource, LoadedTable } from "./source.ts";

const waiting = new Map<number, PromiseWithResolvers<LoadedTable>>();
let count = 0;

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === "ask") answer(data.sql, data.sources.map(openSource)).then(say);
  else {
    const load = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.table === undefined) load?.reject(new Error("no table"));
    else load?.resolve(data.table);
  }
});

function say(message: FromWorker): void {
  self.postMessage(message);
}

function openSource(plain: PlainSource, source: number): CatalogSource {
  return {
    ...plain,
    items: plain.items.map((one, item) => ({
      ...one,
      load: (table) => {
        const id = count++;
        const load = Promise.withResolvers<LoadedTable>();
        waiting.set(id, load);
        say({ kind: "load", id, source, item, table });
        return load.promise;
      },
    })),
  };
}

async function answer(sql: string, sources: readonly CatalogSource[]): Promise<FromWorker> {
  try {
    return { kind: "answer", answer: await runQuery(sql, sources, { reproducible: true }) };
  } catch (error) {
    if (error instanceof KooplineError) return { kind: "problems", problems: error.problems };
    return { kind: "defect", text: error instanceof Error ? error.message : String(error) };
  }
}
