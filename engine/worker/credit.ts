/** Credit: a stage waits until its chunk is on the disk, so that no more than one is on the way. */

import type { SendChunk } from "./table_stream.ts";

/** Sends chunks on credit. */
export interface CreditDesk {
  readonly send: SendChunk;
  /** Notes that the first chunk that was not answered yet has arrived. */
  answer(): void;
}

/** Opens a desk for the chunks of one job. */
export function openCredit(post: (...chunk: Parameters<SendChunk>) => void): CreditDesk {
  const waiting: (() => void)[] = [];
  return {
    send(table, chunk) {
      post(table, chunk);
      return new Promise((resolve) => waiting.push(resolve));
    },
    answer: () => waiting.shift()?.(),
  };
}
