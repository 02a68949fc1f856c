/**
 * Files from elsewhere: the first source that serves, checked, kept.
 *
 * What came over the network is kept in the store's `downloads` under the hash of its bytes, so that it comes once. Files
 * of a folder and of npm packages lie on this machine already.
 */

import { KooplineError } from "../../schemas/error.ts";
import type { RemoteFile, RemoteSource } from "../../stages/remote_file.ts";
import type { Disk } from "../store/disk.ts";
import { measureFile, readSizedFile } from "../store/file.ts";
import { hashBytes } from "../store/hash.ts";
import { locateDownload } from "../store/layout.ts";
import { downloadFile } from "./download.ts";
import { isAbsent, nameSource, type Refusal, refuseFile, refuseUnpinned } from "./explain.ts";
import { SourceFailure } from "./failure.ts";
import { readFromFolder, readFromPackage } from "./local_sources.ts";
import { openPartFile, type PartFile } from "./part_file.ts";
import { FETCH_POLICY, type FetchClock, type FetchPolicy, MACHINE_CLOCK } from "./policy.ts";
import { unpackGzip } from "./unpack.ts";

/** What happens to a file while it is fetched. Sizes in bytes. */
export type FetchEvent =
  | { readonly step: "begun"; readonly source: string }
  | {
    readonly step: "received";
    readonly source: string;
    readonly bytes: number;
    readonly total: number | undefined;
  }
  /** The source will be asked again. */
  | {
    readonly step: "paused";
    readonly source: string;
    readonly reason: string;
    readonly milliseconds: number;
  }
  /** The next source is tried. */
  | { readonly step: "refused"; readonly source: string; readonly reason: string }
  | { readonly step: "served"; readonly source: string; readonly bytes: number };

/** A file that is wanted. */
export interface FetchRequest {
  /** What the stage calls it. */
  readonly name: string;
  readonly file: RemoteFile;
  readonly signal: AbortSignal;
  readonly onEvent: (event: FetchEvent) => void;
}

/** Fetches files, each once, however many ask for it. */
export interface Fetcher {
  /**
   * Gives a file's bytes, which match its hash.
   *
   * @throws {KooplineError} `fetch.failed` when no source serves it, `fetch.unpinned` when it has no hash,
   * `store.unwritable` on a full disk; the signal's reason.
   */
  fetch(request: FetchRequest): Promise<Uint8Array>;
}

/** What a fetcher is opened with. */
export interface FetcherOptions {
  readonly disk: Disk;
  /** The folder that `KOOPLINE_DATA` names. */
  readonly folder: string | undefined;
  readonly policy?: FetchPolicy;
  readonly clock?: FetchClock;
}

interface Context extends Required<Omit<FetcherOptions, "folder">> {
  readonly folder: string | undefined;
}

/** Reads the folder of data from the environment; undefined when it is not set or may not be read. */
export function readDataFolder(): string | undefined {
  try {
    return Deno.env.get("KOOPLINE_DATA") || undefined;
  } catch {
    return undefined;
  }
}

/** Opens a fetcher. Nothing is read or written before the first file is wanted. */
export function openFetcher(options: FetcherOptions): Fetcher {
  const context: Context = { policy: FETCH_POLICY, clock: MACHINE_CLOCK, ...options };
  const underway = new Map<string, Promise<unknown>>();
  return {
    async fetch(request) {
      const { file } = request;
      const name = file.sha256 ?? file.sources.map(nameSource).join();
      // Whoever comes second finds it served from where it is, or fails as the first one did.
      const before = underway.get(name);
      const fetched = (before ?? Promise.resolve()).then(() => fetchFile(context, request));
      const ended = fetched.then(() => {});
      ended.catch(() => {});
      underway.set(name, ended);
      return await fetched;
    },
  };
}

async function fetchFile(context: Context, request: FetchRequest): Promise<Uint8Array> {
  const { file, name, signal, onEvent } = request;
  const kept = file.sha256 === undefined ? undefined : readKept(context.disk, file.sha256);
  if (kept !== undefined) return kept;
  const refusals: Refusal[] = [];
  for (const source of file.sources) {
    signal.throwIfAborted();
    const label = nameSource(source);
    // Looking into a folder takes no time, and there are several names to look for.
    if (source.kind !== "folder") onEvent({ step: "begun", source: label });
    try {
      const bytes = await serveFile(context, request, source);
      onEvent({ step: "served", source: label, bytes: bytes.length });
      return bytes;
    } catch (error) {
      if (!(error instanceof SourceFailure)) throw error;
      refusals.push({ source, reason: error.message });
      if (!isAbsent({ source, reason: error.message })) {
        onEvent({ step: "refused", source: label, reason: error.message });
      }
    }
  }
  throw refuseFile(name, file, refusals, context.folder);
}

/** Reads a file that was fetched before; a damaged one is set aside. */
function readKept(disk: Disk, sha256: string): Uint8Array | undefined {
  const path = locateDownload(disk.root, sha256);
  const size = measureFile(path);
  if (size === undefined || Number.isNaN(size)) return undefined;
  const bytes = readSizedFile(path, size);
  if (bytes === undefined) return undefined;
  const found = hashBytes(bytes);
  if (found === sha256) return bytes;
  disk.setAside(path, {
    expected: `bytes with hash ${sha256}`,
    found: `bytes with hash ${found}`,
  });
  return undefined;
}

async function serveFile(
  context: Context,
  request: FetchRequest,
  source: RemoteSource,
): Promise<Uint8Array> {
  if (source.kind === "url") return await serveUrl(context, request, source);
  const served = source.kind === "folder"
    ? readFromFolder(context.folder, source.path)
    : await readFromPackage(source.specifier, request.signal);
  return await checkServed(context, request, source, served);
}

async function serveUrl(
  context: Context,
  request: FetchRequest,
  source: RemoteSource & { readonly kind: "url" },
): Promise<Uint8Array> {
  const { disk } = context;
  const pin = source.packed?.sha256 ?? request.file.sha256;
  const part = openPartFile(disk, pin ?? hashBytes(source.url));
  try {
    const bytes = await downloadChecked(context, request, source, part);
    const sha256 = hashBytes(bytes);
    const path = locateDownload(disk.root, sha256);
    await disk.write(path, bytes);
    part.remove();
    if (request.file.sha256 === undefined) {
      throw refuseUnpinned(request.name, bytes.length, sha256);
    }
    return readSizedFile(path, bytes.length) ?? bytes;
  } finally {
    part.close();
  }
}

/** Downloads; once more from the start when what came does not go with what was there before. */
async function downloadChecked(
  context: Context,
  request: FetchRequest,
  source: RemoteSource & { readonly kind: "url" },
  part: PartFile,
): Promise<Uint8Array> {
  const { policy, clock } = context;
  const { signal, onEvent, file } = request;
  for (;;) {
    // gzip adds a few bytes to what cannot be packed.
    const slack = source.packed === undefined ? 0 : 1024 + Math.ceil((file.bytes ?? 0) / 1000);
    const resumed = await downloadFile(source.url, part, {
      most: (file.bytes ?? policy.largest) + slack,
      policy,
      clock,
      signal,
      onBytes: (bytes, total) => onEvent({ step: "received", source: source.url, bytes, total }),
      onPause: (reason, milliseconds) =>
        onEvent({ step: "paused", source: source.url, reason, milliseconds }),
    });
    try {
      const bytes = part.read();
      return file.sha256 === undefined ? bytes : await checkServed(context, request, source, bytes);
    } catch (error) {
      if (!(error instanceof SourceFailure)) throw error;
      if (!resumed) {
        const path = part.setAside();
        throw path === undefined
          ? error
          : new SourceFailure(`${error.message}; it was moved to ${path}`, { cause: error });
      }
      part.clear();
    }
  }
}

/** Checks what a source served and unpacks it. Bytes that are unpacked already are taken as they are. */
async function checkServed(
  { policy }: Context,
  { file }: FetchRequest,
  { packed }: RemoteSource,
  served: Uint8Array,
): Promise<Uint8Array> {
  const found = hashBytes(served);
  if (found === file.sha256) return served;
  if (found !== packed?.sha256) {
    const expected = packed?.sha256 ?? file.sha256;
    throw new SourceFailure(
      `a wrong checksum, expected sha256 ${expected} but found ${found} of ${served.length} bytes`,
    );
  }
  const bytes = await unpackGzip(Uint8Array.from(served), file.bytes ?? policy.largest);
  const unpacked = hashBytes(bytes);
  if (unpacked === file.sha256) return bytes;
  throw new SourceFailure(
    `a wrong checksum when unpacked, expected sha256 ${file.sha256} but found ${unpacked}`,
  );
}

/** Tells whether a cell failed because of what it fetches, which another run may find repaired. */
export function isFetchFailure(error: unknown): error is KooplineError {
  return error instanceof KooplineError && error.code.startsWith("fetch.");
}
