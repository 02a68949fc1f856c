/** Reading results while collections may be under way: what is read is marked as used, and so is left alone. */

import { KooplineError } from "../../schemas/error.ts";
import { openClaims } from "./claims.ts";
import type { Store } from "./store.ts";

const NOT_SHOWN: Disposable = { [Symbol.dispose]: () => {} };

/**
 * Shows that a process reads results, until the end of the scope: collections delete nothing that it finds.
 *
 * A store that cannot be written is read without: only somebody who can write it could collect there.
 */
export function openReading(store: Store): Disposable {
  // A command that only asks must not leave a store behind.
  if (!isFolder(store.root)) return NOT_SHOWN;
  try {
    const desk = openClaims(store, {
      runId: `reading-${Deno.pid}-${crypto.randomUUID().slice(0, 8)}`,
    });
    return { [Symbol.dispose]: () => desk.close() };
  } catch (error) {
    if (!(error instanceof KooplineError) || error.code !== "store.unwritable") throw error;
    return NOT_SHOWN;
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
