/** Lock files: the expected artifact address of every cell, so that a reader can check bit for bit. */

import { z } from "zod";
import { KooplineError, type Problem } from "../../schemas/error.ts";
import { quoteName } from "../pipeline/describe.ts";
import { assertFormat, FORMATS } from "../store/format.ts";
import { type Cell, isMeasured, nameCell } from "../pipeline/expanded.ts";
import { explainReadFailure, explainWriteFailure, isNotFound } from "../store/disk_error.ts";
import { removeFile } from "../store/file.ts";
import { readPlainFile, TEXT_LIMIT } from "../store/plain_file.ts";

const LockDocument = z.strictObject({
  format: z.literal(FORMATS.lock.current),
  pipeline: z.string(),
  cells: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
});

/** Expected addresses by cell name. */
export type Lock = ReadonlyMap<string, string>;

/** Gives the lock's path of a pipeline: `x.yaml` → `x.lock.json`. */
export function locateLock(pipelinePath: string): string {
  return pipelinePath.replace(/\.ya?ml$/i, "") + ".lock.json";
}

/**
 * Reads a pipeline's lock.
 *
 * @throws {KooplineError} `lock.missing` when there is none, `store.format` when it is none, `store.unreadable`
 * when the system refuses.
 */
export function readLock(pipelinePath: string): Lock {
  return readLockFile(locateLock(pipelinePath));
}

/** Reads a lock file. @throws {KooplineError} as {@link readLock}. */
export function readLockFile(path: string): Lock {
  const value = parseLockText(path);
  assertFormat(value, FORMATS.lock, path);
  const parsed = LockDocument.safeParse(value);
  if (parsed.success) return new Map(Object.entries(parsed.data.cells));
  throw new KooplineError({
    code: "store.format",
    where: path,
    expected: `a lock of format ${FORMATS.lock.current}`,
    found: describeForm(value, parsed.error.issues[0]?.path[0]),
    hint: "Write it again with `run FILE --write-lock`, after checking why it changed.",
  });
}

function describeForm(value: unknown, key: PropertyKey | undefined): string {
  if (value === undefined) return "text that is no JSON";
  return key === undefined ? "another form" : `another form at ${quoteName(String(key))}`;
}

/** Reads the bytes of a lock file. @throws {KooplineError} as {@link readLock}, whatever is in it. */
export function readLockBytes(path: string): Uint8Array {
  try {
    return readPlainFile(path, (found) => describeUnreadable(path, found), TEXT_LIMIT);
  } catch (error) {
    if (!isNotFound(error)) throw explainReadFailure(path, error, "the pipeline's lock file");
    throw new KooplineError({
      code: "lock.missing",
      where: path,
      expected: "the pipeline's lock file",
      found: "none",
      hint: "`run FILE --write-lock` writes it from the results of a run.",
    });
  }
}

function parseLockText(path: string): unknown {
  const bytes = readLockBytes(path);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function describeUnreadable(path: string, found: string): KooplineError {
  return new KooplineError({
    code: "store.unreadable",
    where: path,
    expected: "to read the pipeline's lock file",
    found,
    hint: "Move it away; `run FILE --write-lock` writes it from the results of a run.",
  });
}

/** Writes a lock, one line a cell, in the order of the pipeline. @throws {KooplineError} `store.unwritable`. */
export function writeLock(
  pipelinePath: string,
  pipeline: string,
  cells: readonly { readonly cell: Cell; readonly address: string }[],
): string {
  const path = locateLock(pipelinePath);
  const entries = Object.fromEntries(cells.map(({ cell, address }) => [nameCell(cell), address]));
  const text = JSON.stringify({ format: FORMATS.lock.current, pipeline, cells: entries }, null, 2) +
    "\n";
  const temporary = `${path}.${Deno.pid}.writing`;
  try {
    removeFile(temporary);
    Deno.writeTextFileSync(temporary, text, { createNew: true });
    Deno.renameSync(temporary, path);
  } catch (error) {
    removeFile(temporary);
    throw explainWriteFailure(path, error, "the pipeline's lock file");
  }
  return path;
}

/** Compares an address with the lock. What depends on the time is never locked. */
export function checkLocked(lock: Lock, cell: Cell, address: string): Problem | undefined {
  if (isMeasured(cell)) return undefined;
  const name = nameCell(cell);
  const expected = lock.get(name);
  if (expected === address) return undefined;
  return {
    code: "lock.differs",
    where: name,
    expected: expected === undefined ? "a cell that the lock names" : `artifact ${expected}`,
    found: expected === undefined ? "a new cell" : `artifact ${address}`,
    hint: "`explain FILE STAGE` shows what went into it; `run FILE --write-lock` accepts it.",
  };
}

/** Finds cells that the lock names and the pipeline does not have any more. */
export function findGoneCells(lock: Lock, cells: readonly Cell[]): readonly Problem[] {
  const named = new Set(cells.map(nameCell));
  return [...lock.keys()].filter((name) => !named.has(name)).map((name) => ({
    code: "lock.differs",
    where: name,
    expected: "a cell of the pipeline, since the lock names it",
    found: "none",
    hint: "`run FILE --write-lock` writes the lock of the pipeline as it is now.",
  }));
}
