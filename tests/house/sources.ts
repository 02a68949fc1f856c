/** The project's own source files, as git would list them, without asking git. */

import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");

const LEFT_OUT = new Set([".git", "artifacts", "node_modules", "coverage"]);

/** A source file: its path from the project's folder, with `/`, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Lists the files whose names end in one of the given ways. */
export async function listSources(...endings: readonly string[]): Promise<readonly Source[]> {
  const sources: Source[] = [];
  await walkFolder(ROOT, endings, sources);
  return sources.sort((a, b) => a.path < b.path ? -1 : 1);
}

async function walkFolder(
  folder: string,
  endings: readonly string[],
  sources: Source[],
): Promise<void> {
  for await (const entry of Deno.readDir(folder)) {
    if (LEFT_OUT.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory) await walkFolder(path, endings, sources);
    else if (endings.some((ending) => entry.name.endsWith(ending))) {
      sources.push({
        path: relative(ROOT, path).replaceAll("\\", "/"),
        text: await Deno.readTextFile(path),
      });
    }
  }
}
