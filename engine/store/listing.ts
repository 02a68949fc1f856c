/** What is in folders of the store, in an order that is the same on every machine. */

import { join } from "node:path";
import { explainReadFailure, isNotFound, isUnreadable } from "./disk_error.ts";
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

/** The size of a file and when it last changed, in ms on the store's clock. */
export interface FileFacts {
  readonly bytes: number;
  readonly changed: number;
}

/** Looks at a file; undefined when it is not there, or nothing that can be looked at. */
export function statFile(path: string): FileFacts | undefined {
  try {
    const { size, mtime } = Deno.statSync(path);
    return { bytes: size, changed: mtime?.getTime() ?? 0 };
  } catch (error) {
    if (isNotFound(error) || isUnreadable(error)) return undefined;
    throw explainReadFailure(path, error);
  }
}
