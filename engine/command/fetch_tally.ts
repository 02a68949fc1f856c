/** Files on their way to cells, as the live block and the plain lines show them. */

import type { RunEvent } from "../run/event.ts";
import { formatBytes, formatSeconds } from "./amounts.ts";
import type { Paint } from "./terminal.ts";

/** A file on its way. */
export interface FileTally {
  readonly file: string;
  readonly source: string;
  /** Bytes here, and in all when that is known. */
  readonly bytes: number;
  readonly total: number | undefined;
  /** Why nothing is arriving now. */
  readonly pause: string | undefined;
}

/** The files that are on their way. */
export interface FetchTally {
  readonly files: readonly FileTally[];
  /** Takes in an event; others than those of files change nothing. */
  count(event: RunEvent): void;
}

/** Opens a tally. */
export function openFetchTally(): FetchTally {
  const files = new Map<string, FileTally>();
  return {
    get files() {
      return [...files.values()];
    },
    count(event) {
      if (event.kind !== "fetch") return;
      const { file, fetch } = event;
      const { source } = fetch;
      const before = files.get(file);
      const known = before?.source === source
        ? before
        : { file, source, bytes: 0, total: undefined, pause: undefined };
      switch (fetch.step) {
        case "begun":
          files.set(file, known);
          break;
        case "received":
          files.set(file, { ...known, bytes: fetch.bytes, total: fetch.total, pause: undefined });
          break;
        case "paused":
          files.set(file, { ...known, pause: describePause(fetch) });
          break;
        default:
          files.delete(file);
      }
    },
  };
}

/** Describes a file on its way: the name, how much is here, where it comes from. */
export function describeFile({ file, source, bytes, total, pause }: FileTally): string {
  const size = total === undefined
    ? formatBytes(bytes)
    : `${formatBytes(bytes)} of ${formatBytes(total)}`;
  const rest = pause ?? (bytes === 0 ? "asked for" : size);
  return `fetch ${file}  ${rest}  from ${source}`;
}

/** Describes what happened to a file, in a line; nothing for every bit that arrives. */
export function describeFetch(
  { file, fetch }: RunEvent & { readonly kind: "fetch" },
  paint: Paint,
): string | undefined {
  const { source } = fetch;
  switch (fetch.step) {
    case "received":
      return undefined;
    case "begun":
      return `${paint("blue", "fetch")}   ${file} from ${source}`;
    case "paused":
      return `${paint("yellow", "fetch")}   ${file}: ${describePause(fetch)}`;
    case "refused":
      return `${paint("yellow", "fetch")}   ${file} not from ${source}: ${fetch.reason}`;
    case "served":
      return `${paint("green", "fetched")} ${file}, ${formatBytes(fetch.bytes)}, from ${source}`;
  }
}

function describePause(
  { reason, milliseconds }: { readonly reason: string; readonly milliseconds: number },
): string {
  return `${reason}, again in ${formatSeconds(milliseconds / 1000).replace(".0", "")}`;
}
