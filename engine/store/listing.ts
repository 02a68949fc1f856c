/** What is in folders of the store, in an order that is the same on every machine. */

import { join } from "node:path";
import { explainReadFailure, isNotFound } from "./disk_error.ts";
import { isHash } from "./hash.ts";
import { FOLDERS } from "./layout.ts";

/**
 * Lists the names in a folder, sorted; none when it is not there.
 *
 * @throws {KooplineError} `store.unreadable` when the system refuses.
 */
export function listFolder(path: string): readonly string[] {
  try {
    return Array.from(Deno.readDirSync(path), ({ name }) => name).sort();
  } catch (error) {
    if (isNotFound(error)) return [];
    throw explainReadFailure(path, error);
  }
}

/** Lists the hashes of all blobs, sorted, without reading them. */
export function* listObjects(root: string): Iterable<string> {
  const folder = join(root, FOLDERS.objects);
  for (const part of listFolder(folder)) {
    for (const name of listFolder(join(folder, part))) {
      if (isHash(name) && name.startsWith(part)) yield name;
    }
  }
}
