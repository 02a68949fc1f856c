/** What the operating system refused, in words a user can act on. */

import { KooplineError } from "../../schemas/error.ts";

const ELSEWHERE = ", or choose another store with --store or KOOPLINE_STORE.";

/** What errors are about when nothing else is said. */
const STORE_FILE = "this file of the store";

/** What to do, by the system's error code; without a full stop where another store would do as well. */
const WRITE_HINTS: Readonly<Record<string, string>> = {
  ENOSPC: "Free some space on the disk and run again: everything finished is kept.",
  EDQUOT: "Free some of your quota and run again: everything finished is kept.",
  EFBIG: "The file system or a limit of the shell (ulimit -f) allows no file of this size.",
  EACCES: "Give yourself permission to write there",
  EPERM: "Give yourself permission to write there",
  EROFS: "The file system is read-only: mount it for writing",
  EXDEV: "Keep all folders of a store in one file system: files are renamed between them.",
  ENOTDIR: "A file stands where a folder is needed: move it away.",
  EISDIR: "A folder stands where a file is needed: move it away.",
  EMFILE: "Raise the limit of open files (ulimit -n), or run with fewer --jobs.",
};

/** Codes of Linux that errors carry as a number alone. */
const NUMBERS: Readonly<Record<string, string>> = {
  6: "ENXIO",
  74: "EBADMSG",
  117: "EUCLEAN",
  122: "EDQUOT",
};

/** Gives the system's code of an error ("ENOSPC"), or its class when it has none. */
export function readErrorCode(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if ("code" in error && typeof error.code === "string") return error.code;
  const number = /\(os error (\d+)\)/.exec(error.message)?.[1] ?? "";
  return (Deno.build.os === "linux" ? NUMBERS[number] : undefined) ?? error.name;
}

/** What a damaged file system says of a file, or a file of another kind says of itself. */
const DAMAGE: ReadonlySet<string> = new Set([
  "EIO",
  "EISDIR",
  "ELOOP",
  "ENXIO",
  "EBADMSG",
  "EUCLEAN",
]);

/** Tells whether an error says that something is there which cannot be read as a file, whoever tries. */
export function isUnreadable(error: unknown): boolean {
  return DAMAGE.has(readErrorCode(error));
}

/** Tells whether an error says that a file, or a folder on the way to it, is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || readErrorCode(error) === "ENOTDIR";
}

/** Turns the system's refusal to write into a `store.unwritable` that says what to do. */
export function explainWriteFailure(
  path: string,
  error: unknown,
  what = STORE_FILE,
): KooplineError {
  if (error instanceof KooplineError) return error;
  const hint = WRITE_HINTS[readErrorCode(error)] ??
    "Check the disk and run again: everything finished is kept.";
  return new KooplineError({
    code: "store.unwritable",
    where: path,
    expected: `to write ${what}`,
    found: describeError(error),
    hint: completeHint(hint, what),
  }, { cause: error });
}

/** Turns the system's refusal to read into a `store.unreadable` that says what to do. */
export function explainReadFailure(
  path: string,
  error: unknown,
  what = STORE_FILE,
): KooplineError {
  if (error instanceof KooplineError) return error;
  return new KooplineError({
    code: "store.unreadable",
    where: path,
    expected: `to read ${what}`,
    found: describeError(error),
    hint: completeHint("Give yourself permission to read it", what),
  }, { cause: error });
}

function completeHint(hint: string, what: string): string {
  if (hint.endsWith(".")) return hint;
  return `${hint}${what === STORE_FILE ? ELSEWHERE : "."}`;
}

/** The first clause of the system's message: the rest repeats the path. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `"${error.message.split(":")[0] ?? error.message}"`;
}
