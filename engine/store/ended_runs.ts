/** What the files of ended runs say that collections ask for: whose cells which keys were, and when. */

import { join } from "node:path";
import type { JsonValue } from "../../schemas/json.ts";
import { readList, readObject } from "../../schemas/json_object.ts";
import type { Disk } from "./disk.ts";
import { FOLDERS } from "./layout.ts";
import { listFolder, statFile } from "./listing.ts";
import { readRunFile } from "./runs.ts";

/** A cell that a run executed. */
export interface RunCell {
  readonly name: string;
  readonly key: string;
}

/** A run that has ended and written down what it did. */
export interface EndedRun {
  readonly pipeline: string;
  /** In ms on the store's clock, whatever the clock of the machine said. */
  readonly started: number;
  /** Whether it went through all cells of its pipeline. */
  readonly isWhole: boolean;
  /** The cells that it executed, not those that it reused. */
  readonly cells: readonly RunCell[];
}

/** Lists the names of the files of ended runs. */
export function listEndedRuns(disk: Disk): readonly string[] {
  return listFolder(join(disk.root, FOLDERS.runs)).filter((name) => name.endsWith(".json"));
}

/** Reads the files of ended runs, by name; those that say nothing of a pipeline are left out. */
export function* readEndedRuns(disk: Disk, names: readonly string[]): Iterable<EndedRun> {
  for (const name of names) {
    const path = join(disk.root, FOLDERS.runs, name);
    const run = parseRun(readRunFile(disk, path), statFile(path)?.changed ?? 0);
    if (run !== undefined) yield run;
  }
}

function parseRun(run: JsonValue | undefined, written: number): EndedRun | undefined {
  const { pipeline, seconds, partial, cancelled, cells } = readObject(run);
  if (typeof pipeline !== "string") return undefined;
  return {
    pipeline,
    started: written - (typeof seconds === "number" ? seconds * 1000 : 0),
    isWhole: partial !== true && cancelled === 0,
    cells: readList(cells).map(readObject).flatMap(({ cell, key }) =>
      typeof cell === "string" && typeof key === "string" ? [{ name: cell, key }] : []
    ),
  };
}
