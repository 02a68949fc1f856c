/** Downloading a file: resumed where it broke off, tried again for as long as that may help. */

import { failForNow, SourceFailure } from "./failure.ts";
import type { PartFile } from "./part_file.ts";
import { choosePause, type FetchClock, type FetchPolicy } from "./policy.ts";
import { type Answer, askForFile, describeNetworkError, withinStall } from "./request.ts";

/** What a download is told. */
export interface DownloadOptions {
  /** Bytes at which it is given up. */
  readonly most: number;
  readonly policy: FetchPolicy;
  readonly clock: FetchClock;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number, total: number | undefined) => void;
  readonly onPause: (reason: string, milliseconds: number) => void;
}

/**
 * Downloads what is missing of a file.
 *
 * @returns whether what was there before was taken for a part of it.
 * @throws {SourceFailure} when the source is given up; {KooplineError} `store.unwritable`; the signal's reason.
 * What has arrived stays in `part`.
 */
export async function downloadFile(
  url: string,
  part: PartFile,
  options: DownloadOptions,
): Promise<boolean> {
  const { policy, clock, signal } = options;
  let resumed = false;
  let failures = 0;
  let farthest = part.size;
  for (;;) {
    try {
      await attemptDownload(url, part, options, (from) => {
        resumed = from > 0;
      });
      return resumed;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof SourceFailure) || error.again === undefined) throw error;
      failures = part.size > farthest ? 1 : failures + 1;
      farthest = Math.max(farthest, part.size);
      const most = error.again.unreachable ? policy.connectAttempts : policy.attempts;
      if (failures >= most) {
        throw new SourceFailure(`${error.message}, ${failures} times in a row`, { cause: error });
      }
      const asked = error.again.after ?? 0;
      if (asked > policy.longestPause) {
        const reason = `${error.message}, to be asked again after ${Math.ceil(asked / 1000)} s`;
        throw new SourceFailure(reason, { cause: error });
      }
      const pause = Math.max(asked, choosePause(policy, failures));
      options.onPause(error.message, pause);
      await clock.wait(pause, signal);
      signal.throwIfAborted();
    }
  }
}

async function attemptDownload(
  url: string,
  part: PartFile,
  options: DownloadOptions,
  /** Hears from which byte on the server sends. */
  onAnswer: (from: number) => void,
): Promise<void> {
  const { size: from, validator } = part;
  let asked = await askForFile(url, { ...options, from, validator });
  onAnswer(from);
  if (asked === "complete") return;
  if (asked === "unusable") {
    part.clear();
    asked = await askForFile(url, { ...options, from: 0, validator: undefined });
    if (typeof asked === "string") throw new SourceFailure("an answer that is no part of the file");
  }
  onAnswer(asked.from);
  if (asked.from !== part.size) part.clear();
  part.mark(asked.validator);
  await readBody(asked, part, options);
}

async function readBody(
  { body, total }: Answer,
  part: PartFile,
  { most, policy, clock, signal, onBytes }: DownloadOptions,
): Promise<void> {
  if (total !== undefined && total > most) {
    await body.cancel();
    throw new SourceFailure(`${total} bytes, more than the ${most} it can have`);
  }
  const reader = body.getReader();
  const stop = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const read = reader.read().catch((error: unknown) => {
        throw failForNow(`cut off after ${part.size} bytes (${describeNetworkError(error)})`);
      });
      const { done, value } = await withinStall(read, { policy, clock, signal, give: stop });
      if (done) break;
      if (part.size + value.length > most) {
        stop();
        throw new SourceFailure(`more than the ${most} bytes it can have`);
      }
      part.append(value);
      onBytes(part.size, total);
    }
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
  if (total !== undefined && part.size < total) {
    throw failForNow(`cut off after ${part.size} of ${total} bytes`);
  }
}
