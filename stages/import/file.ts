/** Files to arrays and tables, by what their names end in. Parsers are loaded when a file needs them. */

import { type Archive, chooseMember } from "./archive.ts";
import type { NumberArray } from "./array.ts";
import type { NumberTable } from "./number_table.ts";

/** What a file of numbers holds. */
export type FileContent =
  | { readonly kind: "array"; readonly array: NumberArray }
  | { readonly kind: "table"; readonly table: NumberTable };

/**
 * Reads a file of numbers.
 *
 * @param path as the pipeline names it; it ends in .npy, .npz, .safetensors, .csv, .arrow or .parquet.
 * @param member the array to take from an archive.
 * @param ending what the file is, where its name does not say it.
 * @throws KooplineError `input.format`, `input.shape` or `input.value`, with the file and the place.
 */
export async function readNumbers(
  path: string,
  bytes: Uint8Array,
  member: string | undefined,
  ending: string = readEnding(path),
): Promise<FileContent> {
  switch (ending) {
    case ".npy": {
      const { parseNpy } = await import("./npy.ts");
      return { kind: "array", array: parseNpy(bytes, path) };
    }
    case ".csv": {
      const { parseSheet } = await import("./sheet.ts");
      const { readSheetNumbers } = await import("./number_table.ts");
      return { kind: "table", table: readSheetNumbers(parseSheet(bytes, path)) };
    }
    case ".arrow": {
      const { parseArrow } = await import("./arrow.ts");
      return { kind: "table", table: parseArrow(bytes, path) };
    }
    case ".parquet": {
      const { parseParquet } = await import("./parquet.ts");
      return { kind: "table", table: await parseParquet(bytes, path) };
    }
    default: {
      const archive = await openArchive(path, bytes, ending);
      return { kind: "array", array: archive.read(chooseMember(archive, member)) };
    }
  }
}

/** Opens a file of several arrays: .npz or .safetensors. @throws KooplineError `input.format`. */
export async function openArchive(
  path: string,
  bytes: Uint8Array,
  ending: string = readEnding(path),
): Promise<Archive> {
  if (ending === ".npz") {
    const { openNpz } = await import("./npz.ts");
    return openNpz(bytes, path);
  }
  const { openSafetensors } = await import("./safetensors.ts");
  return openSafetensors(bytes, path);
}

function readEnding(path: string): string {
  return path.slice(path.lastIndexOf(".")).toLowerCase();
}
