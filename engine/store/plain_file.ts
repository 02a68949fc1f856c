/** Reading files that somebody else may have put there: regular ones of a bounded size, nothing that waits or never ends. */

import { KooplineError } from "../../schemas/error.ts";

/** More bytes than these cannot be handed to a stage in one piece. */
export const LARGEST_FILE = 2 ** 32;

/** How large a file may be. */
export interface FileLimit {
  readonly bytes: number;
  /** The same, as people say it. */
  readonly words: string;
  readonly hint?: string;
}

const DATA_LIMIT: FileLimit = {
  bytes: LARGEST_FILE,
  words: "4 GiB",
  hint: "Give the data in several files of at most 4 GiB each.",
};

/** What is read as one text, such as a lock of a million cells: V8 holds texts of twice as many characters. */
export const TEXT_LIMIT: FileLimit = { bytes: 2 ** 28, words: "256 MiB" };

/** Why a file was not read, as a noun phrase. */
export type Refusal = (found: string, hint?: string) => KooplineError;

/**
 * Reads a regular file. Pipes, sockets and devices are not opened: reading them waits, or never ends.
 *
 * @throws {KooplineError} what `refuse` makes of anything but a regular file, and of one that is too large.
 * @throws what the system says otherwise.
 */
export function readPlainFile(
  path: string,
  refuse: Refusal,
  { bytes, words, hint }: FileLimit = DATA_LIMIT,
): Uint8Array<ArrayBuffer> {
  const info = Deno.statSync(path);
  if (info.isDirectory) throw refuse("a folder");
  if (!info.isFile) throw refuse(describeSpecial(info));
  if (info.size > bytes) {
    throw refuse(`${info.size} bytes, more than ${bytes} (${words})`, hint);
  }
  return Deno.readFileSync(path);
}

function describeSpecial({ isFifo, isSocket }: Deno.FileInfo): string {
  if (isFifo) return "a pipe, not a regular file";
  return isSocket ? "a socket, not a regular file" : "a device, not a regular file";
}
