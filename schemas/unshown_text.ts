/** Text of unknown origin, made safe to show. */

/** Control characters, halves of surrogate pairs, line separators, and marks that turn the direction of writing. */
const UNSHOWN =
  /[^\P{Cc}\n]|\p{Cs}|[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * Writes what a terminal or a page would obey, or not show, as escapes: `\u{1b}`. Line feeds stay.
 *
 * Names and texts out of files end up in messages, and a message is no place from which to move the cursor.
 */
export function escapeUnshown(text: string): string {
  return text.replace(
    UNSHOWN,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
