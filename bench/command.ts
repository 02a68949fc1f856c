/** The command line as a process, and stage modules of this folder as pipelines elsewhere name them. */

import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** Builds the words that run koopline. */
export function buildCommand(...args: readonly string[]): readonly string[] {
  return [
    Deno.execPath(),
    "run",
    "-A",
    "--config",
    join(ROOT, "deno.json"),
    join(ROOT, "main.ts"),
    ...args,
  ];
}

/** Names a stage module of this folder for a pipeline in another. */
export function nameKind(folder: string, name: string): string {
  return relative(folder, join(ROOT, "bench", `${name}.ts`));
}
