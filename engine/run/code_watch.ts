/**
 * Edits of stage code while a run is under way.
 *
 * Keys hold the code as it was when the run began, but a worker that starts later loads what is there by
 * then. So nothing is recorded of a cell unless its code is still the same when the cell is done.
 */

import { KooplineError } from "../../schemas/error.ts";
import { type Cell, nameCell } from "../pipeline/expanded.ts";
import { locateModules } from "../plan/fingerprint_paths.ts";
import { hashBytes } from "../store/hash.ts";
import type { Session } from "./session.ts";

/** Knows the code that a run began with. */
export interface CodeWatch {
  /** @throws {KooplineError} `stage.changed` when a module of the cell's stage kind has been edited. */
  assertSame(cell: Cell): void;
}

/** Begins to watch the code of a session's stage kinds. */
export function watchCode({ pipeline, preimages, code }: Session): CodeWatch {
  const stamps = new Map<string, string>();
  const kinds = new Map(pipeline.stages.map(({ loaded: { uses, module } }) => {
    const manifest = code.get(preimages.code.get(uses) ?? "");
    const modules = manifest === undefined ? [] : locateModules(module, manifest);
    for (const { path } of modules) stamps.set(path, stamps.get(path) ?? stampFile(path));
    return [uses, modules];
  }));
  return {
    assertSame(cell) {
      for (const { path, sha256 } of kinds.get(cell.stage.loaded.uses) ?? []) {
        const stamp = stampFile(path);
        if (stamp === stamps.get(path)) continue;
        // Saved again without a change, or checked out anew.
        if (hashFile(path) !== sha256) throw describeEdit(cell, path);
        stamps.set(path, stamp);
      }
    },
  };
}

function describeEdit(cell: Cell, path: string): KooplineError {
  return new KooplineError({
    code: "stage.changed",
    where: nameCell(cell),
    expected: "the code that the run began with",
    found: `an edit of ${path}`,
    hint:
      "What finished before is kept; the same command runs the rest with the code as it is now.",
  });
}

/** Cheaper than its content, and different after every edit that people make. */
function stampFile(path: string): string {
  try {
    const { mtime, size, ino } = Deno.statSync(path);
    return `${mtime?.getTime()} ${size} ${ino}`;
  } catch {
    return "gone";
  }
}

function hashFile(path: string): string | undefined {
  try {
    return hashBytes(Deno.readFileSync(path));
  } catch {
    return undefined;
  }
}
