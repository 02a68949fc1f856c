import { KooplineError } from "../../schemas/error.ts";

/** A text file that a stage declared. */
export interface DeclaredText {
  /** The path as the pipeline wrote it. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads UTF-8 text with `\n` line ends and without a byte order mark.
 *
 * @throws {KooplineError} `pipeline.file` when the bytes are not UTF-8.
 */
export function readText({ path, bytes }: DeclaredText): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r\n?/g, "\n");
  } catch (cause) {
    throw new KooplineError(
      { code: "pipeline.file", where: path, expected: "UTF-8 text", found: "other bytes" },
      { cause },
    );
  }
}
