/** What records and artifacts need: records their artifact and module graph, artifacts their blobs. */

import { KooplineError } from "../../schemas/error.ts";
import { listBlobs, readManifest } from "./artifacts.ts";
import type { Store } from "./store.ts";

/** What is followed from a record. */
export interface Reaching {
  readonly artifact: string | undefined;
  readonly code: string;
}

/** Follows records to their artifacts and module graphs, and artifacts to their blobs. */
export function reachObjects(
  store: Store,
  records: Iterable<Reaching>,
  artifacts: Iterable<string>,
): Set<string> {
  const reached = new Set<string>();
  const addresses = new Set(artifacts);
  for (const { artifact, code } of records) {
    reached.add(code);
    if (artifact !== undefined) addresses.add(artifact);
  }
  for (const address of addresses) {
    reached.add(address);
    for (const sha256 of listParts(store, address)) reached.add(sha256);
  }
  return reached;
}

/** Lists the hashes of an artifact's blobs; none when its manifest is not there, or damaged and now set aside. */
export function listParts(store: Store, address: string): readonly string[] {
  try {
    return listBlobs(readManifest(store.blobs, address)).map(({ sha256 }) => sha256);
  } catch (error) {
    const isGone = error instanceof KooplineError &&
      (error.code === "store.missing" || error.code === "store.corrupt");
    if (isGone) return [];
    throw error;
  }
}
