/** One request: headers, redirections and what the status says, before any byte of the body. */

import { failForNow, SourceFailure } from "./failure.ts";
import type { FetchClock, FetchPolicy } from "./policy.ts";

/** What is asked for. */
export interface RequestOptions {
  /** Bytes that are here already. */
  readonly from: number;
  /** ETag or date of what they are a part of. */
  readonly validator: string | undefined;
  readonly policy: FetchPolicy;
  readonly clock: FetchClock;
  readonly signal: AbortSignal;
}

/** A body about to arrive. */
export interface Answer {
  readonly body: ReadableStream<Uint8Array>;
  /** Where it begins: `from`, or 0 when the server sends everything. */
  readonly from: number;
  /** Size of the whole file, when the server says it. */
  readonly total: number | undefined;
  readonly validator: string | undefined;
}

/** `complete`: nothing is missing of what is here already. `unusable`: it is no part of the file. */
export type Asked = Answer | "complete" | "unusable";

const FOR_NOW: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Asks for a file from a byte on.
 *
 * @throws {SourceFailure} when there is nothing to read.
 */
export async function askForFile(url: string, options: RequestOptions): Promise<Asked> {
  const response = await followRedirects(url, options);
  const { status, headers, body } = response;
  if (status === 200 || status === 206) {
    const answer = readHeaders(response, options.from);
    if (answer === undefined || body === null) {
      await body?.cancel();
      return "unusable";
    }
    return { ...answer, body };
  }
  await body?.cancel();
  if (status === 416 && options.from > 0) {
    const total = /^bytes \*\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1];
    return Number(total) === options.from ? "complete" : "unusable";
  }
  const reason = `${status} ${response.statusText}`.trim();
  if (FOR_NOW.has(status)) throw failForNow(reason, readRetryAfter(headers, options.clock));
  throw new SourceFailure(reason);
}

async function followRedirects(start: string, options: RequestOptions): Promise<Response> {
  let url = URL.parse(start);
  for (let hops = 0; hops <= options.policy.redirects; hops++) {
    if (url === null) throw new SourceFailure("an address that is none");
    assertReachable(url);
    const response = await sendRequest(url, options);
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    url = URL.parse(location, url);
    if (url === null || !/^https?:$/.test(url.protocol)) {
      throw new SourceFailure(`a redirection to ${location}`);
    }
  }
  throw new SourceFailure(`more than ${options.policy.redirects} redirections`);
}

/** Looks before it asks: a question to the user would stand in the middle of the progress. */
function assertReachable({ host }: URL): void {
  const { state } = Deno.permissions.querySync({ name: "net", host });
  if (state === "granted") return;
  throw new SourceFailure(`no permission to reach ${host} (--allow-net grants it)`);
}

async function sendRequest(url: URL, options: RequestOptions): Promise<Response> {
  const { from, validator, policy, clock, signal } = options;
  // Hashes are of what is stored, not of what is packed for the way.
  const headers = new Headers({ "accept-encoding": "identity" });
  if (from > 0) headers.set("range", `bytes=${from}-`);
  if (from > 0 && validator !== undefined) headers.set("if-range", validator);
  const stop = new AbortController();
  const whole = AbortSignal.any([signal, stop.signal]);
  const asked = fetch(url, { headers, redirect: "manual", signal: whole })
    .catch((error: unknown) => {
      signal.throwIfAborted();
      throw new SourceFailure(describeNetworkError(error), {
        again: { unreachable: true },
        cause: error,
      });
    });
  return await withinStall(asked, { policy, clock, signal, give: () => stop.abort() });
}

/** Waits for something that must happen before the stall time is over. */
export async function withinStall<T>(
  awaited: Promise<T>,
  { policy, clock, signal, give }: Pick<RequestOptions, "policy" | "clock" | "signal"> & {
    /** Gives up what is waited for. */
    readonly give: () => void;
  },
): Promise<T> {
  const arrived = new AbortController();
  const patience = AbortSignal.any([signal, arrived.signal]);
  const stalled = clock.wait(policy.stall, patience).then((): "stalled" => "stalled");
  try {
    const first = await Promise.race([awaited, stalled]);
    signal.throwIfAborted();
    if (first !== "stalled") return first;
    give();
    throw failForNow(`nothing for ${policy.stall / 1000} s`);
  } finally {
    arrived.abort();
  }
}

function readHeaders(
  { status, headers }: Response,
  from: number,
): Omit<Answer, "body"> | undefined {
  const etag = headers.get("etag") ?? undefined;
  const isStrong = etag !== undefined && !etag.startsWith("W/");
  const validator = isStrong ? etag : headers.get("last-modified") ?? undefined;
  // What was packed for the way arrives unpacked, and its length is that of the packed bytes.
  const isPacked = (headers.get("content-encoding") ?? "identity") !== "identity";
  if (status === 200) {
    const length = Number(headers.get("content-length") ?? NaN);
    const total = isPacked || !Number.isSafeInteger(length) ? undefined : length;
    return { from: 0, total, validator: isPacked ? undefined : validator };
  }
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get("content-range") ?? "");
  if (range === null || isPacked || Number(range[1]) !== from) return undefined;
  return { from, total: range[2] === "*" ? undefined : Number(range[2]), validator };
}

function readRetryAfter(headers: Headers, clock: FetchClock): number | undefined {
  const text = headers.get("retry-after") ?? "";
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - clock.now());
}

/** The last part of what the innermost cause says: the rest repeats the address. */
export function describeNetworkError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = findCause(error).message.replace(/ \(os error \d+\)/g, "");
  const reason = message.split(/: (?=\S)/).at(-1) ?? message;
  return /\b(?:dns|connect|tcp|tls)\b/i.test(message) ? `no connection (${reason})` : reason;
}

function findCause(error: Error): Error {
  return error.cause instanceof Error ? findCause(error.cause) : error;
}
