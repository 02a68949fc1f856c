/** Making files look as if they had last been used long ago. */

import { join } from "node:path";
import { FOLDERS } from "../../../engine/store/layout.ts";

const HOUR = 3_600_000;

/** Makes every blob and record of a store look as if it had last been used an hour ago. */
export function ageStore(root: string): void {
  const past = new Date(Date.now() - HOUR);
  for (const folder of [FOLDERS.objects, FOLDERS.records]) ageFolder(join(root, folder), past);
}

function ageFolder(folder: string, past: Date): void {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) ageFolder(path, past);
    else Deno.utimeSync(path, past, past);
  }
}
