/** The log of a cell: what the stage writes, within bounds, so that a loop cannot fill the store. */

const MAXIMUM_LINES = 1000;
const MAXIMUM_LENGTH = 2000;
/** Characters of a whole log: a sweep has thousands, and records are read whole. */
const MAXIMUM_TOTAL = 262_144;

/** A log being written. */
export interface CellLog {
  /** Adds a text, line by line. */
  write(text: string): void;
  /** The lines so far, and how many were left out. */
  read(): readonly string[];
}

/** Opens an empty log. */
export function openLog(): CellLog {
  const lines: string[] = [];
  let room = MAXIMUM_TOTAL;
  let left = 0;
  const add = (line: string) => {
    if (lines.length >= MAXIMUM_LINES || line.length > room) {
      room = 0;
      left++;
      return;
    }
    room -= line.length;
    lines.push(line);
  };
  return {
    write(text) {
      let start = 0;
      while (start <= text.length && room > 0) {
        const end = text.indexOf("\n", start);
        const next = end < 0 ? text.length : end;
        add(shorten(text, start, next));
        start = next + 1;
      }
      left += countLines(text, start);
    },
    read: () => left === 0 ? lines : [...lines, `… and ${left} more`],
  };
}

/** Counts the lines of a text from a place on; none when the place is behind its end. */
function countLines(text: string, from: number): number {
  if (from > text.length) return 0;
  let count = 1;
  for (let at = text.indexOf("\n", from); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

/** Shortens a text, or a part of it, to the length of a log's line. */
export function shorten(text: string, start = 0, end = text.length): string {
  return end - start <= MAXIMUM_LENGTH
    ? text.slice(start, end)
    : `${text.slice(start, start + MAXIMUM_LENGTH)}…`;
}

/**
 * Makes the console that stages see: whatever prints outside is written to the log in here.
 *
 * @param write takes the text; a function, since the log changes with the cell.
 */
export function makeConsole(
  write: (text: string) => void,
  inspect: (value: unknown) => string,
): object {
  const print = (...values: unknown[]) =>
    write(values.map((value) => typeof value === "string" ? value : inspect(value)).join(" "));
  const methods: Readonly<Record<string, (...values: unknown[]) => void>> = {
    log: print,
    info: print,
    debug: print,
    warn: print,
    error: print,
    trace: print,
    table: print,
    dir: (value) => print(value),
    assert: (holds, ...values) => holds || print("Assertion failed", ...values),
  };
  const ignore = () => {};
  // Counting, grouping and above all timing leave no trace.
  return Object.freeze(
    Object.fromEntries(
      Object.keys(console).map((name) => [name, methods[name] ?? ignore]),
    ),
  );
}
