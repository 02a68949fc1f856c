/**
 * Names of the files that people get.
 *
 * They come from stages, axes and their values, which may hold anything; a file name holds letters and digits
 * of ASCII and a few marks. Where that loses something, or two cells would share a name, a hash tells them apart.
 */

import { isDeviceName } from "../../schemas/device_name.ts";
import type { Labels } from "../../schemas/json.ts";
import { writeCellName } from "../pipeline/grid.ts";
import { hashBytes } from "../store/hash.ts";

/** What names a cell. */
export interface Named {
  readonly stage: { readonly name: string };
  readonly axes: Labels;
}

/** File systems take names of about 255 bytes, and something follows this one. */
const LONGEST_NAME = 120;

const SAFE = "[A-Za-z0-9_.=,+-]";
const UNSAFE = new RegExp(`[^${SAFE.slice(1)}+`, "g");
const PUBLISHED = new RegExp(`^(?:figures/|tables/)?(?!\\.)${SAFE}+$`);

/** Names the files of cells: `spectra_seed=2`. No two have the same name, also where case does not count. */
export function nameFiles<C extends Named>(cells: Iterable<C>): ReadonlyMap<C, string> {
  const distinct = [...new Set(cells)];
  const groups = Map.groupBy(distinct, (cell) => writePlain(cell).toLowerCase());
  return new Map(distinct.map((cell) => {
    const plain = writePlain(cell);
    const isShared = (groups.get(plain.toLowerCase())?.length ?? 0) > 1;
    return [cell, writeSafe(plain, isShared ? writeWhole(cell) : writeName(cell), isShared)];
  }));
}

/** Names of cells may read the same: `a[b_c=1]` and `a_b[c=1]` as files, or values with commas in them. */
function writeWhole({ stage, axes }: Named): string {
  return JSON.stringify([stage.name, Object.entries(axes)]);
}

/** Makes a text fit to be a part of a file name. */
export function nameFile(text: string): string {
  return writeSafe(text, text, false);
}

/** Tells whether a path can be that of a published file, relative to the folder of its pipeline. */
export function isPublishedPath(path: string): boolean {
  return PUBLISHED.test(path);
}

function writePlain(cell: Named): string {
  return writeName(cell).replace("[", "_").replace(/\]$/, "");
}

function writeName({ stage, axes }: Named): string {
  return writeCellName(stage.name, axes);
}

function writeSafe(plain: string, hashed: string, needsHash: boolean): string {
  const short = plain.replace(UNSAFE, "_").slice(0, LONGEST_NAME);
  const safe = isDeviceName(short) || short.startsWith(".") ? `_${short}` : short;
  return safe === plain && !needsHash ? safe : `${safe}-${hashBytes(hashed).slice(0, 8)}`;
}
