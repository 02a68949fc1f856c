/**
 * The formats of what koopline writes: one number a kind of file, and what becomes of files of other formats.
 *
 * A file of an older format that is still read is brought into today's form by whoever reads it. Everything
 * else is refused with the way forward, and stays as it is: a file that this version does not read may be
 * whole, and is never set aside, written over or deleted.
 */

import { KooplineError } from "../../schemas/error.ts";
import { STORE_FORMAT } from "./record.ts";

/** The way forward from a format that is too new. */
export const NEWER_HINT = "Use that version, or a later one; this one leaves it as it is.";

/** A kind of file and the formats of it that this version reads. */
export interface FileFormat {
  /** What it is, as a noun phrase. */
  readonly what: string;
  /** The format that is written. */
  readonly current: number;
  /** The oldest format that is read. */
  readonly oldest: number;
  /** The way forward from a format that is too old. */
  readonly forward: string;
}

const FRESH_STORE = "use another store with --store, and every cell runs again.";

/** Every numbered format. `docs/formats.md` says what each consists of. */
export const FORMATS = {
  record: { what: "a record", current: STORE_FORMAT, oldest: 1, forward: FRESH_STORE },
  artifact: { what: "an artifact", current: STORE_FORMAT, oldest: 1, forward: FRESH_STORE },
  run: {
    what: "what a run did",
    current: 1,
    oldest: 1,
    forward: "delete it; it only tells what a run did.",
  },
  history: {
    what: "the history of a pipeline",
    current: 2,
    oldest: 1,
    forward: "run the pipeline again, which writes it anew.",
  },
  lock: {
    what: "a lock",
    current: 1,
    oldest: 1,
    forward: "write it again with `run FILE --write-lock`, and look at what changed.",
  },
} as const satisfies Readonly<Record<string, FileFormat>>;

/** Reads the format that JSON says it is of; undefined when it says none. */
export function readFormat(value: unknown): number | undefined {
  const format = typeof value === "object" && value !== null && "format" in value
    ? value.format
    : undefined;
  return typeof format === "number" ? format : undefined;
}

/** Tells whether a newer koopline wrote something. */
export function isNewer(value: unknown, { current }: FileFormat): boolean {
  const format = readFormat(value);
  return format !== undefined && format > current;
}

/**
 * Refuses what another version of koopline wrote and this one does not read. What says no format at all is
 * for the caller to judge.
 *
 * @throws {KooplineError} `store.format` with the way forward.
 */
export function assertFormat(value: unknown, kind: FileFormat, where: string): void {
  const { what, current, oldest, forward } = kind;
  const format = readFormat(value);
  if (format === undefined || (format >= oldest && format <= current)) return;
  throw new KooplineError({
    code: "store.format",
    where,
    expected: `${what} of format ${oldest === current ? current : `${oldest} to ${current}`}`,
    found: `format ${format}, written by ${format > current ? "a newer" : "an older"} koopline`,
    hint: format > current ? NEWER_HINT : `That version still reads it; or ${forward}`,
  });
}
