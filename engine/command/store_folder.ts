/** Which folder holds the store. */

import { resolve } from "node:path";

/** Finds the store's folder: `--store`, else `KOOPLINE_STORE`, else `artifacts` in this folder. */
export function locateStore(option: string | undefined): string {
  return resolve(option ?? Deno.env.get("KOOPLINE_STORE") ?? "artifacts");
}
