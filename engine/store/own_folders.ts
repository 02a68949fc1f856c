/**
 * The folders of a store are its own.
 *
 * A store may come from somebody else. A folder in it that is a symbolic link would let a run write, and a
 * collection delete, wherever the link leads. The store as a whole may be a link: whoever opens it chose that.
 */

import { join } from "node:path";
import { KooplineError } from "../../schemas/error.ts";
import { explainReadFailure, isNotFound } from "./disk_error.ts";
import { FOLDERS } from "./layout.ts";

const OWN = [...Object.values(FOLDERS), "cache", "history", "out"];

/** Checks the folders of a store. @throws {KooplineError} `store.unreadable` when one is a symbolic link. */
export function assertOwnFolders(root: string): void {
  for (const name of OWN) assertNoLink(join(root, name));
}

/** Checks that a path is no symbolic link. @throws {KooplineError} `store.unreadable`. */
export function assertNoLink(path: string): void {
  if (!isLink(path)) return;
  throw new KooplineError({
    code: "store.unreadable",
    where: path,
    expected: "a folder of the store's own",
    found: "a symbolic link",
    hint: "A store keeps everything in its own folder. To have it elsewhere, move it as a whole " +
      "and name it with --store.",
  });
}

function isLink(path: string): boolean {
  try {
    return Deno.lstatSync(path).isSymlink;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw explainReadFailure(path, error);
  }
}
