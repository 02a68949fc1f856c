/** Fingerprints of code: what a stage's result depends on besides its parameters and inputs. */

import { fileURLToPath } from "node:url";
import { KooplineError } from "../../schemas/error.ts";
import { encodeCanonicalJson } from "../store/canonical_json.ts";
import { hashBytes } from "../store/hash.ts";
import type { CodeManifest } from "../store/record.ts";
import { type CachedModule, type HashFile, hashFilesOnce, openCache } from "./fingerprint_cache.ts";
import type { ReachedCode } from "./fingerprint_graph.ts";
import type { PackageLock } from "./fingerprint_lock.ts";
import { KOOPLINE_ROOT, openNamer } from "./fingerprint_paths.ts";

/**
 * The code that every stage runs without importing it: the streams of random numbers that its context
 * brings. The artifacts' encoding is not here; the number of the store's format stands for it.
 */
const GIVEN_MODULE = new URL("numerics/random.ts", KOOPLINE_ROOT).href;

/** A stage module's code. */
export interface Fingerprint {
  /** SHA-256 of the manifest's canonical JSON. */
  readonly hash: string;
  readonly manifest: CodeManifest;
}

/** How fingerprints are made. */
export interface FingerprintOptions {
  /** Path of the cache. With it, a call that finds nothing changed starts no process. */
  readonly cacheFile?: string;
  /** Packages to add by module, `name@version`: those that work for a stage outside its worker. */
  readonly extraPackages?: ReadonlyMap<string, readonly string[]>;
}

/**
 * Fingerprints stage modules: every local module they import, transitively, by content, and the locked
 * integrity of every npm package they reach.
 *
 * Imports of types alone do not count: they are erased before anything runs.
 *
 * @param modules file: URLs of the stages' modules.
 * @returns fingerprints by module.
 * @throws {KooplineError} `stage.load` or `stage.impure`, with every module that has no fingerprint.
 */
export async function fingerprintModules(
  modules: readonly string[],
  { cacheFile, extraPackages }: FingerprintOptions,
): Promise<Map<string, Fingerprint>> {
  const lockBytes = Deno.readFileSync(new URL("deno.lock", KOOPLINE_ROOT));
  const config = Deno.readFileSync(new URL("deno.json", KOOPLINE_ROOT));
  const setting = hashBytes([lockBytes, config].map(hashBytes).join() + Deno.version.deno);
  const hashFile = hashFilesOnce();
  const cache = openCache(cacheFile, setting, hashFile);
  const found = new Map<string, CachedModule>();
  const changed: string[] = [];
  for (const module of new Set(modules)) {
    const known = cache.find(module, extraPackages?.get(module) ?? []);
    if (known === undefined) changed.push(module);
    else found.set(module, known);
  }
  if (changed.length > 0) {
    // Their schemas take longer to build than everything else here when nothing has changed.
    const { parseLock } = await import("./fingerprint_lock.ts");
    const lock = parseLock(new TextDecoder().decode(lockBytes));
    const traced = await traceAll(changed, lock, hashFile, extraPackages);
    for (const [module, entry] of traced) found.set(module, entry);
    cache.write(found);
  }
  return new Map(
    modules.map((module) => {
      const { manifest } = found.get(module)!;
      return [module, { hash: hashBytes(encodeCanonicalJson(manifest)), manifest }];
    }),
  );
}

async function traceAll(
  modules: readonly string[],
  lock: PackageLock,
  hashFile: HashFile,
  extraPackages: FingerprintOptions["extraPackages"],
): Promise<Map<string, CachedModule>> {
  const { traceModule } = await import("./fingerprint_graph.ts");
  const given = traceModule(GIVEN_MODULE);
  const settled = await Promise.allSettled(modules.map(async (module) => {
    const [own, shared] = await Promise.all([traceModule(module), given]);
    const extras = extraPackages?.get(module) ?? [];
    return buildEntry(module, joinReached(own, shared), { lock, hashFile, extras });
  }));
  const traced = new Map<string, CachedModule>();
  const problems = settled.flatMap((one, i) => {
    if (one.status === "fulfilled") {
      traced.set(modules[i]!, one.value);
      return [];
    }
    if (one.reason instanceof KooplineError) return one.reason.problems;
    throw one.reason;
  });
  const [first, ...others] = problems;
  if (first !== undefined) throw new KooplineError(first, { others });
  return traced;
}

function joinReached(own: ReachedCode, shared: ReachedCode): ReachedCode {
  return {
    files: [...own.files, ...shared.files],
    packages: [...own.packages, ...shared.packages],
  };
}

function buildEntry(
  module: string,
  { files, packages }: ReachedCode,
  { lock, hashFile, extras }: {
    readonly lock: PackageLock;
    readonly hashFile: HashFile;
    readonly extras: readonly string[];
  },
): CachedModule {
  const { nameFile } = openNamer(module);
  const paths: Record<string, string> = {};
  const hashes: Record<string, string> = {};
  for (const url of files) {
    const path = fileURLToPath(url);
    const hash = hashFile(path);
    if (hash === undefined) {
      throw new KooplineError({
        code: "stage.load",
        where: fileURLToPath(module),
        expected: "files that can be read",
        found: `an import of ${path}`,
      });
    }
    const name = nameFile(url);
    paths[name] = path;
    hashes[name] = hash;
  }
  const integrity = lock.listIntegrity([...packages, ...extras]);
  return { extras, paths, manifest: { modules: hashes, packages: integrity } };
}
