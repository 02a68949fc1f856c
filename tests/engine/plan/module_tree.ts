/** Small module trees in a folder of their own, for tests that fingerprint them. */

import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** A folder of modules. */
export interface ModuleTree {
  readonly folder: string;
  readonly cacheFile: string;
  /** file: URL of a module. */
  locate(name: string): string;
  write(name: string, text: string): void;
}

/** Writes modules into a new temporary folder, and removes it when the test has ended. */
export async function withTree(
  files: Readonly<Record<string, string>>,
  test: (tree: ModuleTree) => Promise<void>,
): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    const tree = openTree(join(folder, "tree"));
    for (const [name, text] of Object.entries(files)) tree.write(name, text);
    await test(tree);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Opens a folder that is, or will be, a tree. */
export function openTree(folder: string): ModuleTree {
  return {
    folder,
    cacheFile: join(folder, "..", "cache", "code.json"),
    locate: (name) => pathToFileURL(join(folder, name)).href,
    write(name, text) {
      const path = join(folder, name);
      Deno.mkdirSync(join(path, ".."), { recursive: true });
      Deno.writeTextFileSync(path, text);
    },
  };
}
