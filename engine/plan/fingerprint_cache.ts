/** Fingerprints of earlier calls, valid for as long as no file they were made of has changed. */

import { dirname } from "node:path";
import { clearPlace, readFile, removeFile } from "../store/file.ts";
import { hashBytes } from "../store/hash.ts";
import type { CodeManifest } from "../store/record.ts";
import { sealJson, unsealJson } from "../store/sealed_json.ts";

/** Raised when the cache's form or the rules of tracing change. */
const CACHE_FORMAT = 1;

/**
 * The cache as it is written. Modules share most of their files and packages, so each of these is
 * written once, and modules refer to them by index.
 */
interface CacheFile {
  readonly format: typeof CACHE_FORMAT;
  readonly setting: string;
  /** Path and SHA-256. */
  readonly files: readonly (readonly [string, string])[];
  /** name@version and integrity. */
  readonly packages: readonly (readonly [string, string])[];
  readonly modules: Readonly<Record<string, CacheEntry>>;
}

interface CacheEntry {
  readonly extras: readonly string[];
  /** Index of a file and its name in the manifest. */
  readonly files: readonly (readonly [number, string])[];
  readonly packages: readonly number[];
}

/** What is kept of a stage module. */
export interface CachedModule {
  /** The extra packages that were asked for. */
  readonly extras: readonly string[];
  /** Path on this machine by name in the manifest. */
  readonly paths: Readonly<Record<string, string>>;
  readonly manifest: CodeManifest;
}

/** A cache that was read. */
export interface FingerprintCache {
  /** Gives what is known of a module, if it still holds. */
  find(module: string, extras: readonly string[]): CachedModule | undefined;
  /** Writes the entries of this call. A cache that cannot be written is no error. */
  write(entries: ReadonlyMap<string, CachedModule>): void;
}

/** Gives a file's SHA-256, or nothing when it cannot be read. */
export type HashFile = (path: string) => string | undefined;

/**
 * Reads a cache file; a missing or damaged one is empty.
 *
 * @param path where it is; without one nothing is known and nothing is written.
 * @param setting hash of what decides beside the files: deno.lock, deno.json, the version of Deno.
 */
export function openCache(
  path: string | undefined,
  setting: string,
  hashFile: HashFile,
): FingerprintCache {
  const known = path === undefined ? undefined : readCache(path, setting);
  const findValid = (module: string): CachedModule | undefined => {
    const entry = known?.modules[module];
    if (known === undefined || entry === undefined) return undefined;
    const unpacked = unpackEntry(known, entry);
    const { modules } = unpacked.manifest;
    const holds = Object.entries(unpacked.paths).every(([name, file]) =>
      hashFile(file) === modules[name]
    );
    return holds ? unpacked : undefined;
  };
  return {
    find(module, extras) {
      const found = findValid(module);
      return found?.extras.join() === extras.join() ? found : undefined;
    },
    write(fresh) {
      if (path === undefined) return;
      const entries = new Map(fresh);
      // Modules of other pipelines stay, as long as they agree on the files they share with these.
      for (const module of Object.keys(known?.modules ?? {})) {
        const other = fresh.has(module) ? undefined : findValid(module);
        if (other !== undefined) entries.set(module, other);
      }
      // Of one name, so that at most one is left behind. Two processes that write it at once spoil it, which the
      // seal shows, and the next one traces the code anew.
      const temporary = `${path}.writing`;
      try {
        Deno.mkdirSync(dirname(path), { recursive: true });
        clearPlace(temporary);
        Deno.writeTextFileSync(temporary, sealJson(packEntries(entries, setting)));
        Deno.renameSync(temporary, path);
      } catch {
        // A store on a read-only or full disk is only slower.
        removeFile(temporary);
      }
    },
  };
}

/** Makes a function that hashes each file once. */
export function hashFilesOnce(): HashFile {
  const hashes = new Map<string, string | undefined>();
  return (path) => {
    if (hashes.has(path)) return hashes.get(path);
    let hash: string | undefined;
    try {
      // The path may come out of a store that somebody else made: no pipe, no device.
      if (Deno.statSync(path).isFile) hash = hashBytes(Deno.readFileSync(path));
    } catch {
      // A file that is gone is a change like any other; tracing the graph says what is wrong.
    }
    hashes.set(path, hash);
    return hash;
  };
}

function readCache(path: string, setting: string): CacheFile | undefined {
  let bytes: Uint8Array | undefined;
  try {
    bytes = readFile(path);
  } catch {
    // What the system refuses to read is as good as nothing.
  }
  if (bytes === undefined) return undefined;
  const unsealed = unsealJson(bytes);
  const value: unknown = unsealed.ok ? unsealed.value : undefined;
  return isCacheFile(value) && value.setting === setting ? value : undefined;
}

/** The seal proves that these are bytes this module wrote, and the format that it wrote this form. */
function isCacheFile(value: unknown): value is CacheFile {
  return typeof value === "object" && value !== null && "format" in value &&
    value.format === CACHE_FORMAT && "modules" in value && "files" in value && "packages" in value;
}

function unpackEntry(cache: CacheFile, entry: CacheEntry): CachedModule {
  const paths: Record<string, string> = {};
  const modules: Record<string, string> = {};
  for (const [index, name] of entry.files) [paths[name], modules[name]] = cache.files[index]!;
  const packages = Object.fromEntries(entry.packages.map((index) => cache.packages[index]!));
  return { extras: entry.extras, paths, manifest: { modules, packages } };
}

function packEntries(entries: ReadonlyMap<string, CachedModule>, setting: string): CacheFile {
  const files = new Map<string, readonly [number, string]>();
  const packages = new Map<string, readonly [number, string]>();
  const place = (table: typeof files, key: string, value: string): number => {
    const known = table.get(key) ?? [table.size, value];
    table.set(key, known);
    return known[0];
  };
  const modules: Record<string, CacheEntry> = {};
  for (const [module, { extras, paths, manifest }] of entries) {
    modules[module] = {
      extras,
      files: Object.entries(paths).map(([name, path]) => [
        place(files, path, manifest.modules[name]!),
        name,
      ]),
      packages: Object.entries(manifest.packages).map(([id, integrity]) =>
        place(packages, id, integrity)
      ),
    };
  }
  const list = (table: typeof files) => [...table].map(([key, [, value]]) => [key, value] as const);
  return {
    format: CACHE_FORMAT,
    setting,
    files: list(files),
    packages: list(packages),
    modules,
  };
}
