/** Verifying what is in a store beside blobs and records: histories, the records they name, and views. */

import { join } from "node:path";
import { KooplineError, type Problem } from "../../schemas/error.ts";
import type { History } from "../plan/history.ts";
import { readHistory } from "../plan/history_file.ts";
import type { Disk } from "../store/disk.ts";
import { NEWER_HINT } from "../store/format.ts";
import { locateRecord } from "../store/layout.ts";
import { listFolder, statFile } from "../store/listing.ts";
import type { Store } from "../store/store.ts";
import { assertOwnView, findViewDamage, locateViewState, readViewState } from "./view_state.ts";

const AGAIN = "Run the pipeline: it is written anew.";

/**
 * Verifies histories, and with them that no record of a pipeline's last run is gone. Nothing is changed: without
 * its history, a pipeline's results would be garbage.
 */
export function verifyHistories({ root }: Store): readonly Problem[] {
  const folder = join(root, "history");
  return listFolder(folder).filter((name) => name.endsWith(".json")).flatMap((name) => {
    const path = join(folder, name);
    const read = readHistory(path);
    if (read.ok) return findGoneRecords(root, name.replace(/\.json$/, ""), read.history);
    const expected = "the keys of a pipeline's last run";
    return [
      read.newer
        ? { code: "store.format", where: path, expected, found: read.found, hint: NEWER_HINT }
        : { code: "store.corrupt", where: path, expected, found: read.found, hint: AGAIN },
    ];
  });
}

function findGoneRecords(
  root: string,
  pipeline: string,
  { cells }: History,
): readonly Problem[] {
  return [...cells].flatMap(([cell, past]): readonly Problem[] => {
    const path = past && locateRecord(root, past.kind, past.key);
    if (path === undefined || statFile(path) !== undefined) return [];
    return [{
      code: "store.missing",
      where: path,
      expected: `the record of ${cell}, which the last run of ${pipeline} used`,
      found: "none",
      hint: "Run the pipeline: the cell runs again.",
    }];
  });
}

/** Verifies the views that people open. What is damaged is set aside: it may hold somebody's edits. */
export function verifyViews({ root, disk }: Store): readonly Problem[] {
  return listFolder(join(root, "out")).flatMap((name) => {
    try {
      const folder = join(root, "out", name);
      assertOwnView(folder);
      return verifyView(disk, folder);
    } catch (error) {
      if (!(error instanceof KooplineError)) throw error;
      return error.problems;
    }
  });
}

function verifyView(disk: Disk, folder: string): readonly Problem[] {
  const read = readViewState(folder);
  if (!read.ok) {
    const expected = "what was published there";
    const path = locateViewState(folder);
    disk.setAside(path, { expected, found: read.found });
    return [{ code: "store.corrupt", where: path, expected, found: read.found, hint: AGAIN }];
  }
  if (read.state === undefined) return [];
  return [...findViewDamage(folder, read.state)].map(({ path, expected, found }) => {
    if (found === undefined) {
      return { code: "store.missing", where: path, expected, found: "none", hint: AGAIN };
    }
    disk.setAside(path, { expected, found });
    return { code: "store.corrupt", where: path, expected, found, hint: AGAIN };
  });
}
