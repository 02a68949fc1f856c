/** Paths that people typed, and paths as they would type them. */

import { dirname, relative, resolve } from "node:path";
import { KooplineError } from "../../schemas/error.ts";

/** Writes a path as people type it from here; an absolute one when it is elsewhere. */
export function showPath(path: string): string {
  const short = relative(Deno.cwd(), path);
  return short === "" || short.startsWith("..") ? path : short;
}

/**
 * Writes a file that the command line names.
 *
 * @throws {KooplineError} `command.usage` when it cannot be written.
 */
export function writeNamedFile(path: string, content: string | Uint8Array): void {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    Deno.writeFileSync(path, bytes);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new KooplineError({
      code: "command.usage",
      where: path,
      expected: "a file that can be written",
      found: describeFileError(error),
    }, { cause: error });
  }
}

/** Finds the store's folder: `--store`, else `KOOPLINE_STORE`, else `artifacts` in this folder. */
export function locateStore(option: string | undefined): string {
  if (option === "") {
    throw new KooplineError({
      code: "command.usage",
      where: "--store",
      expected: "a folder",
      found: "an empty text",
    });
  }
  return resolve(option ?? (Deno.env.get("KOOPLINE_STORE") || "artifacts"));
}

/**
 * Makes sure that a store's folder can be one. A new one is made where its parent is: what lacks more than that is
 * most likely on a drive that is not there.
 *
 * @param exists whether it must be there already.
 * @throws {KooplineError} `command.usage`.
 */
export function assertStore(folder: string, { exists }: { readonly exists: boolean }): void {
  const found = describeNoFolder(folder);
  if (found === undefined) return;
  if (found === "nothing" && !exists) {
    const parent = describeNoFolder(dirname(folder));
    if (parent === undefined) return;
    throw new KooplineError({
      code: "command.usage",
      where: showPath(folder),
      expected: "a folder in which to make the store",
      found: `${parent} at ${showPath(dirname(folder))}`,
      hint: "Make that folder, or attach its drive; --store or KOOPLINE_STORE names another store.",
    });
  }
  throw new KooplineError({
    code: "command.usage",
    where: showPath(folder),
    expected: exists ? "a store" : "a folder for the store",
    found,
    hint: "--store or KOOPLINE_STORE names another folder.",
  });
}

function describeNoFolder(path: string): string | undefined {
  try {
    return Deno.statSync(path).isDirectory ? undefined : "a file";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "nothing";
    return error instanceof Error ? describeFileError(error) : String(error);
  }
}

/** Says in a few words why a file could not be read or written. */
export function describeFileError(error: Error): string {
  if (error instanceof Deno.errors.NotFound) return "no such file or folder";
  if (error instanceof Deno.errors.IsADirectory) return "a folder";
  if (error instanceof Deno.errors.NotADirectory) return "a file where its folder should be";
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
    return "no permission";
  }
  return error.message;
}
