/** Two texts that differ, shown on one line each: long ones around the place where they differ. */

/** Letters of a text that are shown. */
const MOST_LETTERS = 120;
/** Letters shown before and after what differs. */
const AROUND = 30;

/**
 * Shortens two different texts so that they still look different.
 *
 * @returns each on one line, of at most 120 letters.
 */
export function contrastTexts(before: string, after: string): readonly [string, string] {
  const [was, is] = [joinLines(before), joinLines(after)];
  // Only spaces differ: then they are what there is to see.
  if (was === is) return contrastLines(JSON.stringify(before), JSON.stringify(after));
  return contrastLines(was, is);
}

/** Shortens one text to a line. */
export function clipText(text: string): string {
  return clipEnd(joinLines(text));
}

function contrastLines(was: string, is: string): readonly [string, string] {
  if (was.length <= MOST_LETTERS && is.length <= MOST_LETTERS) return [was, is];
  const first = countSame(was, is, (text, index) => text[index]);
  const rest = [was.slice(first), is.slice(first)] as const;
  const last = countSame(...rest, (text, index) => text[text.length - 1 - index]);
  const from = Math.max(0, first - AROUND);
  const cut = Math.max(0, last - AROUND);
  const show = (text: string) => {
    const shown = clipEnd(`${from > 0 ? "…" : ""}${text.slice(from, text.length - cut)}`);
    return cut > 0 && !shown.endsWith("…") ? `${shown}…` : shown;
  };
  return [show(was), show(is)];
}

/** Counts how many letters two texts share, from where `read` begins. */
function countSame(
  a: string,
  b: string,
  read: (text: string, index: number) => string | undefined,
): number {
  const most = Math.min(a.length, b.length);
  let count = 0;
  while (count < most && read(a, count) === read(b, count)) count++;
  return count;
}

function joinLines(text: string): string {
  return text.replace(/\s+/g, " ");
}

function clipEnd(text: string): string {
  return text.length <= MOST_LETTERS ? text : `${text.slice(0, MOST_LETTERS - 1)}…`;
}
