/** Errors about imported files. */

import { type ErrorCode, KooplineError } from "../../schemas/error.ts";

type InputCode = Extract<ErrorCode, `input.${string}`>;

/** Makes the error of one thing that is wrong with a file. */
export function refuseInput(
  code: InputCode,
  where: string,
  expected: string,
  found: string,
  hint?: string,
): KooplineError {
  const problem = {
    code,
    where: showData(where),
    expected: showData(expected),
    found: showData(found),
  };
  return new KooplineError(hint === undefined ? problem : { ...problem, hint });
}

/** The most of a file's own text that a message shows. */
const LONGEST = 240;

/** Names and texts of a file may be long, and of several lines. */
function showData(text: string): string {
  const line = text.replaceAll("\n", "\\n");
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1).toWellFormed()}…`;
}

/** What the first bytes of a file say it is. */
const MAGICS: readonly (readonly [string, string])[] = [
  ["\x93NUMPY", "a NumPy array (.npy)"],
  ["PK\x03\x04", "a ZIP archive (.npz)"],
  ["ARROW1", "an Arrow file (.arrow)"],
  ["PAR1", "a Parquet file"],
  ["\x89HDF\r\n", "an HDF5 file"],
  ["\x1f\x8b", "gzip-compressed data"],
  ["\x80\x02", "a Python pickle"],
  ["\x80\x03", "a Python pickle"],
  ["\x80\x04", "a Python pickle"],
  ["\x80\x05", "a Python pickle"],
];

/** Says what bytes look like, for a file that is not what its name says. */
export function describeBytes(bytes: Uint8Array): string {
  if (bytes.length === 0) return "an empty file";
  const magic = MAGICS.find(([letters]) =>
    Array.from(letters).every((letter, i) => bytes[i] === letter.charCodeAt(0))
  );
  if (magic !== undefined) return magic[1];
  const start = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0"));
  return `${bytes.length} bytes that begin with ${start.join(" ")}`;
}
