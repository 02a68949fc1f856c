/** Words for values, names and counts in messages. */

const LONGEST_TEXT = 60;

/** Writes a value as the noun phrase of "but found …". */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "string") return `the text ${quoteText(value)}`;
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : describeList(value);
  if (typeof value === "object") {
    const keys = Object.keys(value);
    return keys.length === 0 ? "an empty map" : `a map with ${listNames(keys)}`;
  }
  return String(value);
}

function describeList(values: readonly unknown[]): string {
  return values.length === 1
    ? "a list of 1 value"
    : `a list of ${formatCount(values.length)} values`;
}

/** Writes a text in double quotes on one line, shortened. */
export function quoteText(text: string): string {
  const characters = [...text];
  const shown = characters.length <= LONGEST_TEXT
    ? text
    : `${characters.slice(0, LONGEST_TEXT - 1).join("")}…`;
  const escaped = shown.replace(
    /["\\]|\p{C}/gu,
    (character) => {
      if (character === '"' || character === "\\") return `\\${character}`;
      if (character === "\n") return "\\n";
      if (character === "\t") return "\\t";
      return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
    },
  );
  return `"${escaped}"`;
}

/** Writes names as "`a`, `b` and 3 more". */
export function listNames(names: readonly string[], most = 12): string {
  const shown = names.slice(0, most).map(quoteName);
  const hidden = names.length - shown.length;
  if (hidden > 0) return `${shown.join(", ")} and ${formatCount(hidden)} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** Writes a name in backticks; one that is long or not plain ASCII is quoted and shortened. */
export function quoteName(name: string): string {
  return /^[ -_a-~]{1,60}$/.test(name) ? `\`${name}\`` : quoteText(name);
}

/** Writes a path into a document as `stages.train.over[0]`. */
export function writePath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, step) =>
      typeof step === "number"
        ? `${text}[${step}]`
        : `${text}${text === "" ? "" : "."}${String(step)}`,
    "",
  );
}

/** Writes a count with separators: 1,000,000. */
export function formatCount(count: number): string {
  return Number.isSafeInteger(count) ? count.toLocaleString("en-US") : count.toExponential(2);
}

/** Brings a library's message to one line of at most 100 characters, beginning in lower case. */
export function quoteMessage(message: string): string {
  const line = message.replaceAll(/[\s\p{C}]+/gu, " ").trim().replace(
    /^./,
    (letter) => letter.toLowerCase(),
  );
  return line.length <= 100 ? line : `${line.slice(0, 99)}…`;
}
