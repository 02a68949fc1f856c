/** Long words of explanation on a narrow terminal. */

/** Columns that an explanation gets at least, however narrow the terminal is. */
const LEAST_COLUMNS = 24;

/** Wraps a text between words; a word that is too long stays whole. */
export function wrapWords(text: string, columns: number): readonly string[] {
  const most = Math.max(columns, LEAST_COLUMNS);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > most) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Puts an explanation beside a head; its further lines stand under its first one. */
export function hangWords(
  head: string,
  words: string,
  { columns, paint }: { readonly columns: number; readonly paint: (text: string) => string },
): readonly string[] {
  const [first = "", ...rest] = wrapWords(words, columns - 1 - head.length);
  return [
    `${head}${paint(first)}`,
    ...rest.map((line) => `${" ".repeat(head.length)}${paint(line)}`),
  ];
}
