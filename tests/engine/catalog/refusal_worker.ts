/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/** Runs queries one by one and reports how each ends: a query that hangs, hangs this worker only. */

import { KooplineError } from "../../../schemas/error.ts";
import { buildNote, buildWave, query } from "./fixture.ts";

self.addEventListener(
  "message",
  async (event: MessageEvent<{ sql: string; reproducible: boolean }>) => {
    const { sql, reproducible } = event.data;
    self.postMessage(await tryQuery(sql, reproducible));
  },
);

async function tryQuery(sql: string, reproducible: boolean): Promise<string> {
  try {
    return `rows: ${
      JSON.stringify(await query(sql, [buildWave(), buildNote()], { reproducible }))
    }`;
  } catch (error) {
    return error instanceof KooplineError ? `${error.code}: ${error.message}` : String(error);
  }
}
