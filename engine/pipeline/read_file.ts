/** Reading a pipeline file, with errors that say what is there instead. */

import { basename, dirname, join } from "node:path";
import { KooplineError } from "../../schemas/error.ts";
import { quoteName } from "./describe.ts";
import { describeLargeFile, LARGEST_FILE } from "./source_text.ts";
import { suggestName } from "./suggest.ts";

/**
 * Reads the bytes of a pipeline file.
 *
 * @throws {KooplineError} `pipeline.unreadable` for a missing file, a directory, a device, a file larger than 4 MiB,
 * or missing permission.
 */
export async function readPipelineBytes(path: string): Promise<Uint8Array> {
  if (path === "" || path.includes("\0")) throw describeUnreadable(path, quoteName(path));
  try {
    const { isFile, isDirectory, size } = await Deno.stat(path);
    if (isDirectory) {
      throw describeUnreadable(path, "a directory", await hintFile(join(path, "pipeline.yaml")));
    }
    if (!isFile) throw describeUnreadable(path, "something that is not a regular file");
    if (size > LARGEST_FILE) throw new KooplineError(describeLargeFile(path, size));
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof KooplineError) throw error;
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      throw describeUnreadable(path, "no such file", await hintFile(path));
    }
    throw describeUnreadable(path, error instanceof Error ? error.message : String(error));
  }
}

function describeUnreadable(path: string, found: string, hint?: string): KooplineError {
  return new KooplineError({
    code: "pipeline.unreadable",
    where: path,
    expected: "a pipeline file",
    found,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Names the pipeline nearest to a missing one, or those in the folder. */
async function hintFile(path: string): Promise<string | undefined> {
  const folder = dirname(path);
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      if (entry.isFile && /\.ya?ml$/.test(entry.name)) names.push(entry.name);
    }
  } catch {
    return undefined;
  }
  const near = suggestName(basename(path), names.sort());
  if (near !== undefined) return `Did you mean ${quoteName(join(folder, near))}?`;
  if (names.length === 0) return undefined;
  return `Pipelines there: ${
    names.slice(0, 8).map((name) => quoteName(join(folder, name))).join(", ")
  }.`;
}
