/** What is written to the terminal: colours, width, and text that cannot command it. */

import { KooplineError } from "../../schemas/error.ts";
import { escapeJson } from "../catalog/json_text.ts";

const ESCAPE = "\x1b";

const STYLES = {
  bold: "1",
  dim: "2",
  red: "31",
  green: "32",
  yellow: "33",
  blue: "34",
} as const;

/** How a text is painted. */
export type Style = keyof typeof STYLES;

/** Paints a text, or leaves it plain where colours are not wanted. */
export type Paint = (style: Style, text: string) => string;

/** Marks our own colours until they are written, so that no text from elsewhere can pass for one. */
const MARK = `${ESCAPE}${crypto.randomUUID()}:`;

/**
 * Our own colours, and what must not reach a terminal: control characters except line ends and tabs, and marks
 * that end a line or turn the writing direction, by which text can look like other text.
 */
const COMMANDS = new RegExp(
  `${MARK}(\\d+)m|(?!\n|\t)\\p{Cc}|[\\u2028-\\u202e\\u2066-\\u2069]`,
  "gu",
);

/** Chooses colours for a stream: none when NO_COLOR is set or it is no terminal. */
export function choosePaint(stream: "stdout" | "stderr"): Paint {
  return hasColours(stream)
    ? (style, text) => `${MARK}${STYLES[style]}m${text}${MARK}0m`
    : (_, text) => text;
}

/** Tells whether a stream shows colours. */
export function hasColours(stream: "stdout" | "stderr"): boolean {
  return !Deno.noColor && Deno[stream].isTerminal();
}

/** Measures the terminal; 100 columns and 40 rows when there is none. */
export function measureTerminal(): { readonly columns: number; readonly rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    // A pseudo-terminal that nobody has given a size says 0.
    return { columns: columns || 100, rows: rows || 40 };
  } catch {
    return { columns: 100, rows: 40 };
  }
}

/** Writes words to standard output; control characters in them become �. */
export function writeOut(text: string): void {
  writeData(cleanText(text));
}

/** Writes words to standard error; control characters in them become �. */
export function writeErr(text: string): void {
  drawErr(cleanText(text));
}

/** Writes data to standard output as it is. */
export function writeData(data: string | Uint8Array): void {
  writeAll(Deno.stdout, typeof data === "string" ? new TextEncoder().encode(data) : data);
}

/** Writes a value to a stream as one line of JSON; what could command a terminal is escaped. */
export function writeJson(value: unknown, stream: "stdout" | "stderr" = "stdout"): void {
  const json = `${escapeJson(JSON.stringify(value))}\n`;
  if (stream === "stderr") drawErr(json);
  else writeData(json);
}

/** Writes cursor movements and text that is clean already to standard error, in one piece. */
export function drawErr(text: string): void {
  writeAll(Deno.stderr, new TextEncoder().encode(text));
}

/** Replaces what a message must not send to a terminal by �, and gives the colours of {@link choosePaint}. */
export function cleanText(text: string): string {
  return text.replace(
    COMMANDS,
    (_, colour) => colour === undefined ? "\ufffd" : `${ESCAPE}[${colour}m`,
  );
}

function writeAll(stream: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  let written = 0;
  try {
    while (written < bytes.length) written += stream.writeSync(bytes.subarray(written));
  } catch (error) {
    // The reader went away (`| head`): nothing more to say, and no failure of ours. Nor is a closed terminal or
    // a full disk under the words on standard error, with nowhere left to say so.
    if (error instanceof Deno.errors.BrokenPipe || stream === Deno.stderr) return;
    throw new KooplineError({
      code: "command.usage",
      where: "standard output",
      expected: "to write the answer",
      found: error instanceof Error ? `"${error.message}"` : String(error),
      hint: "Free some space where it goes, or send it elsewhere.",
    }, { cause: error });
  }
}
