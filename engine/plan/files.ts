/** Declared files: read once a process, hashed, and kept by location. */

import { KooplineError } from "../../schemas/error.ts";
import type { FileReference } from "../pipeline/expanded.ts";
import { hashBytes } from "../store/hash.ts";
import { readPlainFile } from "../store/plain_file.ts";

/** A declared file's content. */
export interface ReadFile {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** Reads declared files, each at most once. */
export interface FileReader {
  /** @throws {KooplineError} `pipeline.file` when the file is missing or unreadable. */
  read(reference: FileReference, where: string): ReadFile;
}

/** Opens a reader that remembers what it read. */
export function openFileReader(): FileReader {
  const known = new Map<string, ReadFile>();
  return {
    read(reference, where) {
      const held = known.get(reference.location);
      if (held !== undefined) return held;
      const bytes = readDeclaredFile(reference, where);
      const file = { bytes, sha256: hashBytes(bytes) };
      known.set(reference.location, file);
      return file;
    },
  };
}

function readDeclaredFile(reference: FileReference, where: string): Uint8Array {
  const refuse = (found: string, hint?: string, cause?: unknown) =>
    new KooplineError({
      code: "pipeline.file",
      where,
      expected: `the file ${reference.path}, which the stage reads`,
      found,
      hint: hint ?? `Paths start from the pipeline's folder; looked at ${reference.location}.`,
    }, { cause });
  if (reference.location.includes("\0")) throw refuse("a path with a NUL character");
  try {
    return readPlainFile(reference.location, refuse);
  } catch (error) {
    if (error instanceof KooplineError || !(error instanceof Error)) throw error;
    throw refuse(describeReadError(error), undefined, error);
  }
}

function describeReadError(error: Error): string {
  if (error instanceof Deno.errors.NotFound) return "no such file";
  if (error instanceof Deno.errors.PermissionDenied) return "a file that may not be read";
  if (error instanceof Deno.errors.IsADirectory) return "a folder";
  return error.message;
}
