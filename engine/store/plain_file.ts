/** Reading files that somebody else may have put there: regular ones of a bounded size, nothing that waits or never ends. */

import { KooplineError } from "../../schemas/error.ts";

/** More bytes than these cannot be handed to a stage in one piece. */
export const LARGEST_FILE = 2 ** 32;

/** Why a file was not read, as a noun phrase. */
export type Refusal = (found: string, hint?: string) => KooplineError;

/**
 * Reads a regular file. Pipes, sockets and devices are not opened: reading them waits, or never ends.
 *
 * @throws {KooplineError} what `refuse` makes of anything but a regular file, and of one that is too large.
 * @throws what the system says otherwise.
 */
export function readPlainFile(path: string, refuse: Refusal): Uint8Array<ArrayBuffer> {
  const info = Deno.statSync(path);
  if (info.isDirectory) throw refuse("a folder");
  if (!info.isFile) throw refuse(describeSpecial(info));
  if (info.size > LARGEST_FILE) {
    throw refuse(
      `${info.size} bytes, more than ${LARGEST_FILE} (4 GiB)`,
      "Give the data in several files of at most 4 GiB each.",
    );
  }
  return Deno.readFileSync(path);
}

function describeSpecial({ isFifo, isSocket }: Deno.FileInfo): string {
  if (isFifo) return "a pipe, not a regular file";
  return isSocket ? "a socket, not a regular file" : "a device, not a regular file";
}
