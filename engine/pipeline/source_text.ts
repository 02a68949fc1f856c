/** Bytes of a pipeline file to text. */

import { KooplineError, type Problem } from "../../schemas/error.ts";

/** A larger pipeline file is refused; an axis of 100,000 values takes about a tenth of it. */
export const LARGEST_FILE = 4 * 1024 * 1024;

/** Says that a file is too large, by its name and size in bytes. */
export function describeLargeFile(path: string, size: number): Problem {
  return {
    code: "pipeline.unreadable",
    where: path,
    expected: "a pipeline file of at most 4 MiB",
    found: `${(size / 1024 / 1024).toFixed(1)} MiB`,
    hint: "Write a long axis as `range` or `linspace`; keep data in files that stages read.",
  };
}

/**
 * Decodes a pipeline file: UTF-8, with or without a byte order mark, at most 4 MiB, no control characters.
 *
 * @throws {KooplineError} `pipeline.unreadable`, at the first byte that cannot be read.
 */
export function decodeText(path: string, bytes: Uint8Array): string {
  if (bytes.length > LARGEST_FILE) throw new KooplineError(describeLargeFile(path, bytes.length));
  const text = decodeUtf8(bytes);
  if (text === undefined) throw new KooplineError(describeBadByte(path, bytes));
  // YAML allows tab, line feed, carriage return and next line (U+0085) only.
  const control = /[^\P{Cc}\t\n\r\x85]/u.exec(text);
  if (control !== null) {
    const lines = text.slice(0, control.index).split("\n");
    const number = (control[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    throw new KooplineError({
      code: "pipeline.unreadable",
      where: `${path}:${lines.length}:${(lines.at(-1) ?? "").length + 1}`,
      expected: "printable text",
      found: `the control character U+${number}`,
      hint: "Remove it, or write it as an escape inside double quotes.",
    });
  }
  return text;
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function describeBadByte(path: string, bytes: Uint8Array): Problem {
  let start = 0;
  for (let line = 1;; line++) {
    const end = bytes.indexOf(10, start);
    const row = bytes.subarray(start, end === -1 ? bytes.length : end);
    if (decodeUtf8(row) === undefined || end === -1) {
      const column = new TextDecoder().decode(row).indexOf("\uFFFD") + 1;
      return {
        code: "pipeline.unreadable",
        where: `${path}:${line}:${Math.max(1, column)}`,
        expected: "UTF-8 text",
        found: "bytes that are not UTF-8",
        hint: "Save the file as UTF-8 in your editor.",
      };
    }
    start = end + 1;
  }
}
