/** What the operating system refused, in words a user can act on. */

import { KooplineError } from "../../schemas/error.ts";

const ELSEWHERE = "or choose another store with --store or KOOPLINE_STORE";

/** What to do, by the system's error code. */
const WRITE_HINTS: Readonly<Record<string, string>> = {
  ENOSPC: "Free some space on the disk and run again: everything finished is kept.",
  EDQUOT: "Free some of your quota and run again: everything finished is kept.",
  EFBIG: "The file system or a limit of the shell (ulimit -f) allows no file of this size.",
  EACCES: `Give yourself permission to write there, ${ELSEWHERE}.`,
  EPERM: `Give yourself permission to write there, ${ELSEWHERE}.`,
  EROFS: `The file system is read-only: mount it for writing, ${ELSEWHERE}.`,
  EXDEV: "Keep all folders of a store in one file system: files are renamed between them.",
  ENOTDIR: "A file stands where a folder is needed: move it away.",
  EISDIR: "A folder stands where a file is needed: move it away.",
  EMFILE: "Raise the limit of open files (ulimit -n), or run with fewer --jobs.",
};

/** Gives the system's code of an error ("ENOSPC"), or its class when it has none. */
export function readErrorCode(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

/** Tells whether an error says that a file, or a folder on the way to it, is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || readErrorCode(error) === "ENOTDIR";
}

/** Turns the system's refusal to write into a `store.unwritable` that says what to do. */
export function explainWriteFailure(path: string, error: unknown): KooplineError {
  if (error instanceof KooplineError) return error;
  const hint = WRITE_HINTS[readErrorCode(error)] ??
    "Check the disk and run again: everything finished is kept.";
  return new KooplineError({
    code: "store.unwritable",
    where: path,
    expected: "to write this file of the store",
    found: describeError(error),
    hint,
  }, { cause: error });
}

/** Turns the system's refusal to read into a `store.unreadable` that says what to do. */
export function explainReadFailure(path: string, error: unknown): KooplineError {
  if (error instanceof KooplineError) return error;
  return new KooplineError({
    code: "store.unreadable",
    where: path,
    expected: "to read this file of the store",
    found: describeError(error),
    hint: `Give yourself permission to read it, ${ELSEWHERE}.`,
  }, { cause: error });
}

/** The first clause of the system's message: the rest repeats the path. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `"${error.message.split(":")[0] ?? error.message}"`;
}
