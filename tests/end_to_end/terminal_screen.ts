/** A small terminal: what a person sees after a program has written to it, and what it did on the way. */

/** What was seen. */
export interface Seen {
  /** The screen at the end, without empty lines below. */
  readonly lines: readonly string[];
  /** The screens on the way, without empty lines: one each time that what lies below was erased. */
  readonly frames: readonly (readonly string[])[];
  /** Whether any colour was set. */
  readonly hasColours: boolean;
  /** The escape sequences that are none of those that this terminal knows. */
  readonly unknown: readonly string[];
}

interface Screen {
  readonly columns: number;
  lines: string[];
  row: number;
  column: number;
}

const TOKEN = /\p{Cc}\[([?\d;]*)([A-Za-z])|(\p{Cc})|([^\p{Cc}])/gu;

/** Shows text on a terminal of so many columns and of as many rows as it takes. */
export function showOnTerminal(text: string, columns: number): Seen {
  const screen: Screen = { columns, lines: [""], row: 0, column: 0 };
  const frames: string[][] = [];
  const unknown: string[] = [];
  let hasColours = false;
  for (const [token, argument, command, control, character] of text.matchAll(TOKEN)) {
    if (command === "m") hasColours ||= argument !== "0";
    if (character !== undefined) put(screen, character);
    else if (control !== undefined) moveBy(screen, control);
    else if (!obey(screen, command ?? "", Number(argument))) unknown.push(token);
    if (command === "J") frames.push(screen.lines.filter((line) => line !== ""));
  }
  while (screen.lines.at(-1) === "") screen.lines.pop();
  return { lines: screen.lines, frames, hasColours, unknown };
}

function put(screen: Screen, character: string): void {
  if (screen.column === screen.columns) moveTo(screen, screen.row + 1, 0);
  const line = (screen.lines[screen.row] ?? "").padEnd(screen.column);
  screen.lines[screen.row] = line.slice(0, screen.column) + character +
    line.slice(screen.column + 1);
  screen.column += 1;
}

function moveBy(screen: Screen, control: string): void {
  if (control === "\n") moveTo(screen, screen.row + 1, screen.column);
  if (control === "\r") screen.column = 0;
}

function moveTo(screen: Screen, row: number, column: number): void {
  screen.row = Math.max(row, 0);
  screen.column = column;
  while (screen.lines.length <= screen.row) screen.lines.push("");
}

/** Carries out a command; false for one that is not known. */
function obey(screen: Screen, command: string, argument: number): boolean {
  switch (command) {
    case "m":
      return true;
    case "A":
      moveTo(screen, screen.row - Math.max(argument, 1), screen.column);
      return true;
    // Deno itself goes to the start of the line and clears it after it has loaded modules.
    case "G":
      screen.column = Math.max(argument - 1, 0);
      return true;
    case "K":
      clearLine(screen, argument === 2 ? 0 : screen.column);
      return true;
    case "J":
      screen.lines.length = screen.row + 1;
      clearLine(screen, screen.column);
      return true;
    default:
      return false;
  }
}

function clearLine(screen: Screen, from: number): void {
  screen.lines[screen.row] = (screen.lines[screen.row] ?? "").slice(0, from);
}
