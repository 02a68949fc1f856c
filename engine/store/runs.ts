/** What each run did: one sealed file a run, kept for ever; they are small. */

import { join } from "node:path";
import type { JsonValue } from "../../schemas/json.ts";
import type { Disk } from "./disk.ts";
import { readFile } from "./file.ts";
import { FORMATS, isNewer } from "./format.ts";
import { FOLDERS, locateRun } from "./layout.ts";
import { listFolder } from "./listing.ts";
import { sealJson, unsealJson } from "./sealed_json.ts";

/** Writes what a run did. @throws {KooplineError} `store.unwritable`. */
export async function writeRun(disk: Disk, id: string, run: JsonValue): Promise<void> {
  await disk.write(locateRun(disk.root, id), new TextEncoder().encode(sealJson(run)));
}

/** Reads what all runs did, by id. Damaged ones are set aside, those of a newer koopline passed over. */
export function* listRuns(disk: Disk): Iterable<JsonValue> {
  const folder = join(disk.root, FOLDERS.runs);
  for (const name of listFolder(folder)) {
    if (!name.endsWith(".json")) continue;
    const run = readRunFile(disk, join(folder, name));
    if (run !== undefined && !isNewer(run, FORMATS.run)) yield run;
  }
}

/** Reads what a run did; undefined when the file is not there, or damaged and now set aside. */
export function readRunFile(disk: Disk, path: string): JsonValue | undefined {
  const bytes = readFile(path);
  if (bytes === undefined) return undefined;
  const unsealed = unsealJson(bytes);
  if (unsealed.ok) return unsealed.value;
  disk.setAside(path, { expected: "what a run did", found: unsealed.found });
  return undefined;
}
