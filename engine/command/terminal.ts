/** What the terminal can do: colours, width, and lines that can be drawn again. */

/** Words in colours, or plain where colours are not wanted. */
export interface Paint {
  (style: keyof typeof STYLES, text: string): string;
}

const STYLES = {
  bold: "1",
  dim: "2",
  red: "31",
  green: "32",
  yellow: "33",
  blue: "34",
} as const;

/** Chooses colours for standard error or standard output: off when NO_COLOR is set or it is no terminal. */
export function choosePaint(stream: "stdout" | "stderr"): Paint {
  const colours = !Deno.noColor && Deno[stream].isTerminal();
  return (style, text) => colours ? `\x1b[${STYLES[style]}m${text}\x1b[0m` : text;
}

/** Gives the terminal's width in columns; 100 when there is none. */
export function measureWidth(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return 100;
  }
}

/** Writes text to standard output, whole, also into a pipe that takes it in pieces. */
export function writeOut(text: string | Uint8Array): void {
  writeAll(Deno.stdout, typeof text === "string" ? new TextEncoder().encode(text) : text);
}

/** Writes text to standard error. */
export function writeErr(text: string): void {
  writeAll(Deno.stderr, new TextEncoder().encode(text));
}

function writeAll(stream: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  let written = 0;
  try {
    while (written < bytes.length) written += stream.writeSync(bytes.subarray(written));
  } catch (error) {
    // The reader went away (`| head`): nothing more to say, and no failure of ours.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** Writes seconds as people do: `0.8 s`, `42 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Removes control characters, which a message must not send to a terminal. */
export function cleanText(text: string): string {
  return text.replace(/(?!\n|\t)\p{Cc}/gu, "\ufffd");
}
