/** A disk that fails: from some operation on, or for one, what changes files below a folder is refused. */

/** The system's refusals, as Deno throws them. */
const REFUSALS = {
  ENOSPC: "No space left on device (os error 28)",
  EDQUOT: "Disk quota exceeded (os error 122)",
  EIO: "Input/output error (os error 5)",
  EROFS: "Read-only file system (os error 30)",
  EACCES: "Permission denied (os error 13)",
  EMFILE: "Too many open files (os error 24)",
} as const;

/** The code of a refusal. */
export type Refusal = keyof typeof REFUSALS;

/** Every code. */
export const CODES = Object.keys(REFUSALS) as readonly Refusal[];

/** How a disk fails. */
export interface Failing {
  /** Operations on paths that begin so are counted, and may fail. */
  readonly root: string;
  readonly code: Refusal;
  /** The operation that fails, counted from 0. */
  readonly at: number;
  /** Whether all later ones fail too. */
  readonly stays: boolean;
}

/** A failing disk under way. */
export interface FailingDisk {
  /** Operations so far. */
  readonly count: number;
  /** Those that were refused. */
  readonly refused: number;
  /** Makes it whole again. */
  mend(): void;
}

/** Lets the disk fail until it is mended. What removes files goes on working, as on a disk that is full. */
export function breakDisk({ root, code, at, stays }: Failing): FailingDisk {
  let count = 0;
  let refused = 0;
  const check = (path: unknown) => {
    if (!String(path).startsWith(root)) return;
    const fails = stays ? count >= at : count === at;
    count += 1;
    if (!fails) return;
    refused += 1;
    throw Object.assign(new Error(`${REFUSALS[code]}: ${path}`), { code });
  };
  const opened = new WeakMap<Deno.FsFile, unknown>();
  const { openSync, renameSync, mkdirSync, linkSync, writeTextFileSync } = Deno;
  const { writeSync, syncData } = Deno.FsFile.prototype;
  Deno.openSync = (path, options) => {
    if (options?.write) check(path);
    const file = openSync(path, options);
    if (options?.write) opened.set(file, path);
    return file;
  };
  Deno.renameSync = (from, to) => (check(to), renameSync(from, to));
  Deno.mkdirSync = (path, options) => (check(path), mkdirSync(path, options));
  Deno.linkSync = (from, to) => (check(to), linkSync(from, to));
  Deno.writeTextFileSync = (path, text, options) => (
    check(path), writeTextFileSync(path, text, options)
  );
  Deno.FsFile.prototype.writeSync = function (bytes) {
    // As on a disk that fills up: a part of the bytes arrives.
    if (bytes.length > 1 && opened.has(this)) writeSync.call(this, bytes.subarray(0, 1));
    check(opened.get(this));
    return bytes.length > 1 && opened.has(this)
      ? 1 + writeSync.call(this, bytes.subarray(1))
      : writeSync.call(this, bytes);
  };
  Deno.FsFile.prototype.syncData = async function () {
    check(opened.get(this));
    await syncData.call(this);
  };
  return {
    get count() {
      return count;
    },
    get refused() {
      return refused;
    },
    mend() {
      Object.assign(Deno, { openSync, renameSync, mkdirSync, linkSync, writeTextFileSync });
      Object.assign(Deno.FsFile.prototype, { writeSync, syncData });
    },
  };
}
