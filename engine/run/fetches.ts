/** Fetching what a cell wants from elsewhere, just before it runs. */

import { KooplineError } from "../../schemas/error.ts";
import type { Fetcher, FetchEvent } from "../fetch/fetcher.ts";
import { type Cell, nameCell } from "../pipeline/expanded.ts";

/** Who fetches, and who hears of it. */
export interface FetchContext {
  readonly fetcher: Fetcher;
  readonly signal: AbortSignal;
  readonly onFetch: (file: string, event: FetchEvent) => void;
}

/**
 * Fetches the files of a cell, one after the other, by the name that its stage gives them.
 *
 * @param declared files that the stage reads: a name is either declared or fetched.
 * @throws {KooplineError} `fetch.failed`, `fetch.unpinned`, `store.unwritable`; `stage.load` for a stage that names two
 * files alike.
 */
export async function fetchFiles(
  cell: Cell,
  declared: Readonly<Record<string, Uint8Array>>,
  { fetcher, signal, onFetch }: FetchContext,
): Promise<Readonly<Record<string, Uint8Array>>> {
  const wanted = cell.stage.loaded.kind.fetches?.(cell.params) ?? {};
  const files: Record<string, Uint8Array> = {};
  for (const [name, file] of Object.entries(wanted)) {
    if (Object.hasOwn(declared, name)) throw refuseName(cell, name);
    files[name] = await fetcher.fetch({
      name,
      file,
      signal,
      onEvent: (event) => onFetch(name, event),
    });
  }
  return files;
}

function refuseName(cell: Cell, name: string): KooplineError {
  return new KooplineError({
    code: "stage.load",
    where: nameCell(cell),
    expected: "different names for files that are read and files that are fetched",
    found: `\`${name}\` twice`,
    hint: `This is a mistake in the stage kind \`${cell.stage.loaded.uses}\`, not in the pipeline.`,
  });
}
