/** What a cell tried that a pure stage does not do. */

import { KooplineError, type Problem } from "../../schemas/error.ts";

/** What to do instead, by what was tried. */
export const HINTS = {
  random: "Use `random(name)` of the run context: it is seeded by the `seed` parameter.",
  file:
    "Declare the file with `reads`: its bytes arrive in `files`, and its content enters the key.",
  network: "Bring the data in as a declared file, or with a stage kind that imports it.",
  clock: 'Declare `effects: ["clock"]` and read `clock` of the run context until `run` has ended.',
  environment: "Pass the value as a parameter, so that it enters the key.",
  module: "Import modules and packages by a literal name, so that their code enters the key.",
  other: "A stage may use only its params, needs, files, results and random.",
} as const;

let current: string | undefined;
let first: KooplineError | undefined;

/** Begins to watch a cell. */
export function watchCell(cell: string): void {
  current = cell;
  first = undefined;
}

/** Gives the first attempt since {@link watchCell}, also one whose error the stage caught. */
export function findAttempt(): KooplineError | undefined {
  return first;
}

/**
 * Stops what a stage tried and marks its cell impure.
 *
 * @param found what it tried, as a noun phrase: "a draw from Math.random".
 * @throws {KooplineError} `stage.impure`, always.
 */
export function refuse(found: string, hint: string = HINTS.other): never {
  const error = new KooplineError(describeAttempt(found, hint));
  first ??= error;
  throw error;
}

/** Words an attempt as a problem of the cell under watch. */
export function describeAttempt(found: string, hint: string = HINTS.other): Problem {
  return {
    code: "stage.impure",
    ...(current === undefined ? {} : { where: current }),
    expected: "a stage that depends on its declared inputs alone",
    found,
    hint,
  };
}
