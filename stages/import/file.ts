/** Files to arrays and tables, by what their names end in. Parsers are loaded when a file needs them. */

import type { NumberArray } from "./array.ts";
import type { NumberTable } from "./number_table.ts";

/** What a file of numbers holds. */
export type FileContent =
  | { readonly kind: "array"; readonly array: NumberArray }
  | { readonly kind: "table"; readonly table: NumberTable };

/**
 * Reads a file of numbers.
 *
 * @param path as the pipeline names it; it ends in .npy, .npz, .csv or .arrow.
 * @param member the array to take from an .npz file.
 * @param ending what the file is, where its name does not say it.
 * @throws KooplineError `input.format`, `input.shape` or `input.value`, with the file and the place.
 */
export async function readNumbers(
  path: string,
  bytes: Uint8Array,
  member: string | undefined,
  ending: string = path.slice(path.lastIndexOf(".")).toLowerCase(),
): Promise<FileContent> {
  if (ending === ".npy") {
    const { parseNpy } = await import("./npy.ts");
    return { kind: "array", array: parseNpy(bytes, path) };
  }
  if (ending === ".npz") {
    const { parseNpz } = await import("./npz.ts");
    return { kind: "array", array: parseNpz(bytes, member, path) };
  }
  if (ending === ".csv") {
    const { parseSheet } = await import("./sheet.ts");
    const { readSheetNumbers } = await import("./number_table.ts");
    return { kind: "table", table: readSheetNumbers(parseSheet(bytes, path)) };
  }
  const { parseArrow } = await import("./arrow.ts");
  return { kind: "table", table: parseArrow(bytes, path) };
}
