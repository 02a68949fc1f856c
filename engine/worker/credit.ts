/** Credit: a stage waits while more than one of its chunks is on the way to the disk. */

import type { SendChunk } from "./table_stream.ts";

/** Chunks that may be unanswered while the stage goes on. */
const UNANSWERED = 1;

/** Sends chunks on credit. */
export interface CreditDesk {
  readonly send: SendChunk;
  /** Notes that a chunk has arrived. */
  answer(): void;
}

/** Opens a desk for the chunks of one job. */
export function openCredit(post: (...chunk: Parameters<SendChunk>) => void): CreditDesk {
  let unanswered = 0;
  let waiting: (() => void)[] = [];
  return {
    send(table, chunk) {
      post(table, chunk);
      unanswered += 1;
      if (unanswered <= UNANSWERED) return Promise.resolve();
      return new Promise((resolve) => waiting.push(resolve));
    },
    answer() {
      unanswered -= 1;
      if (unanswered > UNANSWERED) return;
      for (const resolve of waiting) resolve();
      waiting = [];
    },
  };
}
