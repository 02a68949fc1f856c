/** Distances that `distances` measured in shares, put together. */

import { KooplineError } from "../../schemas/error.ts";
import type { Distances } from "../../schemas/distances.ts";
import type { Item } from "../define.ts";
import type { MeasuredPair } from "./distances.ts";
import type { Group } from "./groups.ts";
import type { Weighting } from "./weights.ts";

/**
 * Puts shares together.
 *
 * @param lost how many shares are not there because they failed.
 * @throws KooplineError `input.value` when they are of other spectra or weights, or do not hold every
 * pair once.
 */
export function joinShares(
  shares: readonly Item<typeof Distances>[],
  groups: readonly Group[],
  weights: Weighting,
  lost = 0,
): readonly MeasuredPair[] {
  const spectra = groups.flatMap(({ name, members }) =>
    members.map(({ repeat, address }) => ({ name, repeat, address }))
  );
  const count = spectra.length;
  const seen = new Uint8Array(count * count);
  const pairs = shares.flatMap(({ tables: { spectra: given, distances }, meta }) => {
    if (meta.weights !== weights) throw refuse(`weights \`${weights}\``, `\`${meta.weights}\``);
    const same = given.address.length === count &&
      spectra.every((spectrum, i) =>
        given.address[i] === spectrum.address && given.group[i] === spectrum.name &&
        given.repeat[i] === spectrum.repeat
      );
    if (!same) {
      throw refuse(
        `distances of these ${count} spectra`,
        `those of ${given.address.length}, some of them others or in another order`,
      );
    }
    return Array.from(distances.first, (first, row): MeasuredPair => {
      const second = distances.second[row]!;
      const isPair = first >= 0 && first < second && second < count;
      if (!isPair || seen[first * count + second] === 1) {
        const found = `the pair ${first}, ${second}${isPair ? " twice" : ""}`;
        throw refuse("every pair of spectra once", found);
      }
      seen[first * count + second] = 1;
      return {
        first,
        second,
        wasserstein: distances.wasserstein[row]!,
        nearest: distances.nearest[row]!,
        subset: distances.subset[row]!,
      };
    });
  });
  const all = count * (count - 1) / 2;
  if (pairs.length !== all) {
    const why = lost === 0 ? "" : `, since shares failed: ${lost}`;
    throw refuse(
      `distances of all ${all} pairs of ${count} spectra`,
      `those of ${pairs.length}${why}`,
    );
  }
  return pairs;
}

function refuse(expected: string, found: string): KooplineError {
  return new KooplineError({
    code: "input.value",
    where: "distances",
    expected,
    found,
    hint:
      "Give `distances` the spectra, `between`, `repeats` and `weights` of this stage, and let its " +
      "`part` range from 0 to one less than `of`.",
  });
}
