/** What is fuzzed: a sort of file, good examples of it, how to spoil them, and who reads it. */

import { type Dice, openDice } from "./dice.ts";

/** One way in which an input is read. */
export interface Reading {
  readonly name: string;
  /**
   * Reads an input, and checks what it gives as far as that is cheap. Throws a KooplineError where it is refused, any
   * other error is a defect.
   *
   * @returns what was read; undefined for something that readers pass over without a word.
   */
  readonly read: (bytes: Uint8Array) => unknown;
  /** Codes that may refuse it. */
  readonly codes: RegExp;
  /** Whether the place of a refusal is one that the input has. */
  readonly hasPlace: (where: string | undefined, bytes: Uint8Array) => boolean;
}

/** A sort of input. */
export interface Target {
  /** Also the folder of its corpus. */
  readonly name: string;
  /** Good files: each is accepted by one of the readings at least. */
  readonly seeds: readonly Uint8Array[];
  readonly mutate: (dice: Dice) => Uint8Array;
  readonly readings: readonly Reading[];
}

/** Whether a place begins with a file's name. */
export function beginsWith(file: string): Reading["hasPlace"] {
  return (where) => where?.startsWith(file) === true;
}

/** For what has no file to point into. */
export function everyPlace(): boolean {
  return true;
}

/** Makes the input of a number. */
export function makeInput(target: Target, seed: string, input: number): Uint8Array {
  const made = target.mutate(openDice(`${target.name} ${seed} ${input}`));
  // Of its own buffer, as a file that was read.
  return made.slice();
}
