/** Files that hold several arrays by name: .npz and .safetensors. */

import type { NumberArray } from "./array.ts";
import { refuseInput } from "./refusal.ts";

/** Arrays by name, each read when it is asked for. */
export interface Archive {
  /** The file as the pipeline names it. */
  readonly where: string;
  readonly names: readonly string[];
  /** Reads an array. @throws KooplineError `input.format`, `input.value`. */
  readonly read: (name: string) => NumberArray;
}

/**
 * Chooses the array to take.
 *
 * @param member its name; may be left out when there is only one.
 * @throws KooplineError `input.value` when it is not there, or not named though there are several.
 */
export function chooseMember({ where, names }: Archive, member: string | undefined): string {
  const wanted = member === undefined
    ? names
    : names.filter((name) => name === member || `${name}.npy` === member);
  const [name, ...others] = wanted;
  if (name !== undefined && others.length === 0) return name;
  throw refuseInput(
    "input.value",
    where,
    member === undefined ? "an archive of one array, or `member`" : `one array \`${member}\``,
    listNames(names),
    names.length === 0 ? undefined : "Name one of them in `member`.",
  );
}

/** Lists names for a message, not more than twenty. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return "no array";
  const quoted = names.slice(0, 20).map((name) => `\`${name}\``);
  return `${names.length}: ${[...quoted, ...names.length > 20 ? ["…"] : []].join(", ")}`;
}
