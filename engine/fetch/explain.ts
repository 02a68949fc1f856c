/** The errors of a file that could not be had, with all that was tried. */

import { KooplineError } from "../../schemas/error.ts";
import { NO_FOLDER, NOT_THERE } from "./local_sources.ts";
import type { RemoteFile, RemoteSource } from "../../stages/remote_file.ts";

/** A source that was tried and what happened. */
export interface Refusal {
  readonly source: RemoteSource;
  readonly reason: string;
}

/** Names a source for people. */
export function nameSource(source: RemoteSource): string {
  if (source.kind === "folder") return source.path;
  return source.kind === "npm" ? source.specifier : source.url;
}

/** Makes the error of a file that no source serves. */
export function refuseFile(
  name: string,
  file: RemoteFile,
  refusals: readonly Refusal[],
  folder: string | undefined,
): KooplineError {
  return new KooplineError({
    code: "fetch.failed",
    expected: `${name} from one of its sources`,
    found: describeRefusals(refusals, folder),
    hint: advise(file, folder),
  });
}

/** Makes the error of a file that nothing pins. */
export function refuseUnpinned(name: string, bytes: number, sha256: string): KooplineError {
  return new KooplineError({
    code: "fetch.unpinned",
    expected: `the sha256 of ${name}, without which it could be another file tomorrow`,
    found: "none",
    hint:
      `What is served now has ${bytes} bytes; if it is what you mean, write \`sha256: ${sha256}\`.`,
  });
}

/** Tells whether a file was looked for in the folder of data and is not in it. */
export function isAbsent({ source, reason }: Refusal): boolean {
  return source.kind === "folder" && (reason === NO_FOLDER || reason === NOT_THERE);
}

/** Files that are not in the folder are told in one go: there may be several names for one file. */
function describeRefusals(refusals: readonly Refusal[], folder: string | undefined): string {
  const absent = refusals.filter(isAbsent);
  const names = absent.map(({ source }) => nameSource(source)).join(", ");
  const lines = folder === undefined ? [NO_FOLDER] : [`no ${names} in ${folder} (KOOPLINE_DATA)`];
  const others = refusals.filter((one) => !absent.includes(one)).map(({ source, reason }) =>
    `${nameSource(source)}: ${reason}`
  );
  return ["none that serves it", ...absent.length > 0 ? lines : [], ...others].join("\n    ");
}

function advise({ sha256, sources }: RemoteFile, folder: string | undefined): string {
  const source = sources.find(({ kind }) => kind === "folder");
  if (source === undefined) return "Run again when the address can be reached.";
  const path = nameSource(source);
  const set = folder === undefined
    ? "set KOOPLINE_DATA to a folder that has"
    : `put into ${folder}`;
  const hash = source.packed?.sha256 ?? sha256;
  return `Run again with a network, or ${set} ${path} (sha256 ${hash}).`;
}
