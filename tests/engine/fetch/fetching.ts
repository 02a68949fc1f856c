/** Fetching in a folder of the test's own, with a clock that the test holds. */

import { join } from "node:path";
import { type FetchEvent, openFetcher } from "../../../engine/fetch/fetcher.ts";
import { FETCH_POLICY, type FetchClock } from "../../../engine/fetch/policy.ts";
import { openDisk } from "../../../engine/store/disk.ts";
import { hashBytes } from "../../../engine/store/hash.ts";
import type { RemoteFile, RemoteSource } from "../../../stages/remote_file.ts";
import { inFolder } from "../../end_to_end/koopline.ts";

/** A clock on which pauses take no time, and nothing stalls until the test says so. */
export interface TestClock extends FetchClock {
  /** Pauses, in ms, in order. */
  readonly pauses: readonly number[];
  /** Lets the time without a byte be over for whoever waits now. */
  stall(): void;
}

/** Makes a clock. */
export function makeClock(now = 0): TestClock {
  const pauses: number[] = [];
  const waiting = new Set<() => void>();
  return {
    pauses,
    now: () => now,
    stall: () => waiting.forEach((end) => end()),
    wait(milliseconds, signal) {
      if (milliseconds !== FETCH_POLICY.stall) {
        pauses.push(milliseconds);
        return Promise.resolve();
      }
      if (signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const end = () => {
          waiting.delete(end);
          resolve();
        };
        waiting.add(end);
        signal.addEventListener("abort", end, { once: true });
      });
    },
  };
}

/** Where files are fetched to. */
export interface Place {
  readonly root: string;
  readonly clock: TestClock;
  readonly events: FetchEvent[];
  /** Messages about damage. */
  readonly damage: string[];
  /** Fetches with a fetcher of its own, as another run would. */
  fetch(file: RemoteFile, options?: FetchOptions): Promise<Uint8Array>;
  /** Names in a folder of the store, sorted. */
  list(folder: string): readonly string[];
}

/** What a fetch is told beyond the file. */
export interface FetchOptions {
  readonly folder?: string;
  readonly signal?: AbortSignal;
}

/** Does some work in a store of its own. */
export async function inPlace(
  work: (place: Place) => Promise<void>,
  clock: TestClock = makeClock(),
): Promise<void> {
  await inFolder(async (root) => {
    const events: FetchEvent[] = [];
    const damage: string[] = [];
    await work({
      root,
      clock,
      events,
      damage,
      fetch: (file, { folder, signal = new AbortController().signal } = {}) =>
        openFetcher({ disk: openDisk(root, (text) => damage.push(text)), folder, clock })
          .fetch({ name: "set/file", file, signal, onEvent: (event) => events.push(event) }),
      list: (folder) => {
        try {
          return [...Deno.readDirSync(join(root, folder))].map(({ name }) => name).sort();
        } catch {
          return [];
        }
      },
    });
  });
}

/** Waits for so many bytes to have arrived. */
export async function waitForBytes(events: readonly FetchEvent[], bytes: number): Promise<void> {
  while (!events.some((event) => event.step === "received" && event.bytes >= bytes)) {
    await new Promise((resume) => setTimeout(resume, 0));
  }
}

/** Bytes that do not repeat soon. */
export function makeBytes(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = Math.imul(state, 1103515245) + 12345;
    return state >>> 16;
  });
}

/** Describes a file that sources serve as it is. */
export function describeFile(
  bytes: Uint8Array,
  ...sources: readonly [RemoteSource, ...RemoteSource[]]
): RemoteFile {
  return { sha256: hashBytes(bytes), bytes: bytes.length, sources };
}

/** A source by URL. */
export function atUrl(url: string): RemoteSource {
  return { kind: "url", url };
}

/** Compresses as gzip. */
export async function packGzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return await new Response(stream).bytes();
}
