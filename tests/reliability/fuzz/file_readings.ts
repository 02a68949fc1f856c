/** Readers of files of data: what `import` and `dataset` do with an input. */

import { importBytes } from "../../stages/import/files.ts";
import { makeDataset } from "../../stages/dataset/making.ts";
import { Dataset } from "../../../schemas/dataset.ts";
import { beginsWith, type Reading } from "./target.ts";

const CODES = /^input\./;

/** Reads an input as `import` does; the result is checked against the type that it promises. */
export function readAsImport(given: Parameters<typeof importBytes>[0]): Reading {
  const { as, file, member, stack } = given;
  const detail = member ?? stack;
  return {
    name: `import of ${as} from ${file}${detail === undefined ? "" : ` ${detail}`}`,
    read: (bytes) => importBytes(given, bytes),
    codes: CODES,
    hasPlace: beginsWith(file),
  };
}

/** Reads an input as one of the files of a data set; others of its files are good. */
export function readAsDataset(
  name: string,
  params: unknown,
  file: string,
  others: Readonly<Record<string, Uint8Array>> = {},
): Reading {
  return {
    name: `dataset of ${name}`,
    async read(bytes) {
      const made = await makeDataset(params, { ...others, [file]: bytes });
      Dataset.meta.parse(made.meta);
      return made;
    },
    codes: CODES,
    // A file that is whole may not go with its neighbour, which then gets the blame.
    hasPlace: (where) =>
      [file, ...Object.keys(others)].some((path) => where?.startsWith(path) === true),
  };
}
