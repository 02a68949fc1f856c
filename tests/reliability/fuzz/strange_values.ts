/** Values that careless or hostile hands write. */

/** Names that objects have by themselves. */
export const INHERITED_NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "valueOf",
] as const;

/** Numbers as texts. */
export const STRANGE_NUMBERS = [
  "0",
  "-0",
  "-1",
  "1e400",
  "-1e400",
  "1e308",
  "5e-324",
  "0.1e-30",
  ".nan",
  ".inf",
  "-.inf",
  "NaN",
  "Infinity",
  "0x1F",
  "0o17",
  "1_000",
  "2147483648",
  "4294967296",
  "9007199254740991",
  "9007199254740993",
  "9223372036854775808",
  "99999999999999999999",
  "1000001",
] as const;

/** Characters that are no letters, digits or marks of a language. */
export const STRANGE_CHARACTERS = [
  "\u0000",
  "\u0007",
  "\u001b[31m",
  "\u007f",
  "\u0085",
  "\u00a0",
  "\u200b",
  "\u202e",
  "\u2028",
  "\ufeff",
  "\ufffd",
  "\uffff",
  "\ud800",
  "é",
  "e\u0301",
  "😀",
  "\r",
  "\r\n",
  "\t",
  "\n",
  "\\",
  "'",
  '"',
  "`",
  "<script>",
  "&amp;",
  "%s",
  "$&",
] as const;

/** Text that is long, at most a megabyte of it. */
export function repeatText(text: string, times: number): string {
  return text.repeat(Math.min(times, Math.floor(1_000_000 / Math.max(1, text.length))));
}
