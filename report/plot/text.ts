/** Text in figures: made safe, measured, shortened. */

/** Size of the text of a figure in px, at the figure's own width. */
export const FONT_SIZE = 14;

/** DejaVu Sans, which the PNG is drawn with; Verdana has nearly the same widths. */
export const FONT_FAMILY = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif";

/** Advance widths of DejaVu Sans 2.37 for U+0020 … U+007E, in 1/2048 em (its `hmtx` table). */
const ADVANCES: readonly number[] = [
  ...[651, 821, 942, 1716, 1303, 1946, 1597, 563, 799, 799, 1024, 1716, 651, 739, 651, 690],
  ...[1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 690, 690, 1716, 1716, 1716, 1087],
  ...[2048, 1401, 1405, 1430, 1577, 1294, 1178, 1587, 1540, 604, 604, 1343, 1141, 1767, 1532, 1612],
  ...[1235, 1612, 1423, 1300, 1251, 1499, 1401, 2025, 1403, 1251, 1403, 799, 690, 799, 1716, 1024],
  ...[1024, 1255, 1300, 1126, 1300, 1260, 721, 1300, 1298, 569, 569, 1186, 569, 1995, 1298, 1253],
  ...[1300, 1300, 842, 1067, 803, 1298, 1212, 1675, 1212, 1212, 1075, 1303, 690, 1303, 1716],
];

/**
 * Measures text in px as DejaVu Sans sets it.
 *
 * Characters outside ASCII count as wide as the widest of their kind, so that the result is never too
 * small by much.
 */
export function measureText(text: string, size: number = FONT_SIZE): number {
  let sum = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    sum += ADVANCES[code - 32] ?? boundAdvance(code);
  }
  return (sum / 2048) * size;
}

/** Gives the widest advance among a character's kind. */
function boundAdvance(code: number): number {
  const raised = code >= 0x2070 && code <= 0x208e;
  const ordinary = code < 0x2000 || (code >= 0x2190 && code <= 0x22ff);
  return raised ? 1081 : ordinary ? 1716 : 2048;
}

/** Shortens text to a width by an ellipsis in its middle: the ends of labels tell them apart. */
export function shortenText(text: string, width: number, size: number = FONT_SIZE): string {
  if (measureText(text, size) <= width) return text;
  const characters = Array.from(text);
  for (let kept = characters.length - 1; kept > 1; kept--) {
    const head = characters.slice(0, Math.ceil(kept / 2)).join("").trimEnd();
    const tail = characters.slice(characters.length - Math.floor(kept / 2)).join("").trimStart();
    const shorter = `${head}…${tail}`;
    if (measureText(shorter, size) <= width) return shorter;
  }
  return "…";
}

/**
 * Breaks text at a space into two lines of a width when one is not enough; what is left over is
 * shortened.
 */
export function wrapText(text: string, width: number): string {
  if (measureText(text) <= width) return text;
  const words = text.split(" ");
  let first = words.shift() ?? "";
  while (words.length > 0 && measureText(`${first} ${words[0]}`) <= width) {
    first += ` ${words.shift()}`;
  }
  const lines = [first, words.join(" ")].filter((line) => line !== "");
  return lines.map((line) => shortenText(line, width)).join("\n");
}

/**
 * Makes text safe to write into a figure: line breaks and tabs become spaces; control characters, lone
 * surrogates, non-characters and marks that turn the writing direction become U+FFFD.
 */
export function cleanText(text: string): string {
  return text.toWellFormed()
    .replace(/[\t\n\r\u0085\u2028\u2029]/gu, " ")
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, "\ufffd");
}
