/** Changes of text: characters, tokens and lines swapped, copied, cut, or put in from outside. */

import type { Dice } from "./dice.ts";
import { repeatText, STRANGE_CHARACTERS } from "./strange_values.ts";

/** What a language's mutations are made of. */
export interface Language {
  /** Splits text into tokens; what it does not match stands between them. */
  readonly tokens: RegExp;
  /** Pieces to put in. */
  readonly pieces: readonly string[];
}

type Edit = (dice: Dice, text: string, language: Language) => string;

interface Span {
  readonly start: number;
  readonly end: number;
}

function findTokens(text: string, { tokens }: Language): readonly Span[] {
  const found = [...text.matchAll(tokens)].map(({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }));
  return found.length > 0 ? found : [{ start: 0, end: text.length }];
}

function findLines(text: string): readonly Span[] {
  return [...text.matchAll(/[^\n]*\n|[^\n]+$/g)].map(({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }));
}

function cut(text: string, { start, end }: Span, instead = ""): string {
  return text.slice(0, start) + instead + text.slice(end);
}

function read(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}

function swapSpans(text: string, a: Span, b: Span): string {
  const [first, second] = a.start <= b.start ? [a, b] : [b, a];
  if (first.end > second.start) return text;
  return text.slice(0, first.start) + read(text, second) + text.slice(first.end, second.start) +
    read(text, first) + text.slice(second.end);
}

const replaceToken: Edit = (dice, text, language) => {
  const tokens = findTokens(text, language);
  const instead = dice.once(2) ? dice.pick(language.pieces) : read(text, dice.pick(tokens));
  return cut(text, dice.pick(tokens), instead);
};

const swapTokens: Edit = (dice, text, language) => {
  const tokens = findTokens(text, language);
  return swapSpans(text, dice.pick(tokens), dice.pick(tokens));
};

const dropToken: Edit = (dice, text, language) => cut(text, dice.pick(findTokens(text, language)));

const insertPiece: Edit = (dice, text, language) => {
  const tokens = findTokens(text, language);
  const { start, end } = dice.pick(tokens);
  const at = dice.pick([start, end, dice.below(text.length + 1)]);
  return cut(text, { start: at, end: at }, dice.pick(language.pieces));
};

const insertCharacter: Edit = (dice, text) => {
  const at = dice.below(text.length + 1);
  return cut(text, { start: at, end: at }, dice.pick(STRANGE_CHARACTERS));
};

const replaceCharacters: Edit = (dice, text) => {
  const start = dice.below(text.length);
  const end = start + dice.below(dice.pick([2, 8, 40]));
  return cut(text, { start, end }, dice.once(2) ? "" : String.fromCharCode(32 + dice.below(95)));
};

const swapLines: Edit = (dice, text) => {
  const lines = findLines(text);
  return lines.length < 2 ? text : swapSpans(text, dice.pick(lines), dice.pick(lines));
};

const copyLines: Edit = (dice, text) => {
  const lines = findLines(text);
  if (lines.length < 2) return text;
  const first = dice.below(lines.length);
  const start = lines[first]?.start ?? 0;
  const end = lines[Math.min(lines.length - 1, first + dice.below(6))]?.end ?? text.length;
  const part = text.slice(start, end);
  const { start: at } = dice.pick(lines);
  return dice.once(3) ? cut(text, { start, end }) : cut(text, { start: at, end: at }, part);
};

const repeatToken: Edit = (dice, text, language) => {
  const token = dice.pick(findTokens(text, language));
  const times = dice.pick([2, 3, 20, 20, 300, dice.once(20) ? 20_000 : 40]);
  return cut(text, token, repeatText(read(text, token), times));
};

/** Another number of the same sort keeps most texts good. */
const nudgeNumber: Edit = (dice, text) => {
  const numbers = findTokens(text, { tokens: /(?<![\w.])\d+(?:\.\d+)?(?![\w.])/g, pieces: [] });
  return cut(text, dice.pick(numbers), dice.pick(["0", "1", "2", "3", "7", "0.5", "100", "-1"]));
};

/** Edits that leave a text good now and then, so that what lies behind the first check is reached. */
const GENTLE: readonly Edit[] = [
  nudgeNumber,
  nudgeNumber,
  nudgeNumber,
  nudgeNumber,
  swapLines,
  copyLines,
  dropToken,
];

const EDITS: readonly Edit[] = [
  replaceToken,
  replaceToken,
  replaceToken,
  swapTokens,
  dropToken,
  insertPiece,
  insertPiece,
  insertCharacter,
  replaceCharacters,
  swapLines,
  copyLines,
  repeatToken,
];

/** Changes a text in one to five places. */
export function mutateText(dice: Dice, text: string, language: Language): string {
  const edits = dice.once(3) ? GENTLE : EDITS;
  let changed = text;
  for (let left = dice.pick([1, 1, 1, 2, 2, 3, 5]); left > 0; left--) {
    changed = dice.pick(edits)(dice, changed, language);
  }
  return changed;
}

/** Writes text as bytes as editors on other machines do: other line ends, a byte order mark, other encodings. */
export function encodeText(dice: Dice, text: string): Uint8Array {
  const encode = (changed: string) => new TextEncoder().encode(changed);
  switch (dice.below(24)) {
    case 0:
      return encode(text.replaceAll("\n", "\r\n"));
    case 1:
      return encode(`\ufeff${text}`);
    case 2:
      return encode(text.replaceAll("\n", "\r"));
    case 3:
      return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
    case 4:
      return new Uint8Array(Uint16Array.from(text, (character) => character.charCodeAt(0)).buffer);
    default:
      return encode(text);
  }
}
