/**
 * What the expressions of a pipeline may make together.
 *
 * A few lines can ask for a million cells with a long text each: what they make is counted while it is made, and the
 * pipeline refused before it fills the memory.
 */

import { KooplineError } from "../../schemas/error.ts";
import { formatCount } from "./describe.ts";

/** Characters of the texts in names of cells, and of those that expressions make, together: 256 MiB at most. */
export const MOST_CHARACTERS = 2 ** 27;
/** Entries of the lists and maps with expressions in them, in all cells together. */
export const MOST_VALUES = 2 ** 25;

/** Counts characters and values, and throws when there are too many. */
export interface Budget {
  /** @throws {KooplineError} `pipeline.too_large` at a place. */
  spend(
    made: { readonly characters?: number; readonly values?: number },
    where: () => string,
  ): void;
}

/** Opens the budget of a pipeline. */
export function openBudget(): Budget {
  const spent = { characters: 0, values: 0 };
  return {
    spend({ characters = 0, values = 0 }, where) {
      spent.characters += characters;
      spent.values += values;
      if (spent.characters > MOST_CHARACTERS) {
        throw refuse(
          where(),
          "names of cells and texts from expressions",
          MOST_CHARACTERS,
          "characters",
        );
      }
      if (spent.values > MOST_VALUES) {
        throw refuse(where(), "lists and maps with expressions in them", MOST_VALUES, "values");
      }
    },
  };
}

function refuse(where: string, what: string, most: number, unit: string): KooplineError {
  return new KooplineError({
    code: "pipeline.too_large",
    where,
    expected: `${what} of at most ${formatCount(most)} ${unit} in all cells together`,
    found: "more",
    hint: "Shorten an axis, or put long texts into a file that the stage reads.",
  });
}
