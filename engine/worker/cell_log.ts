/** The log of a cell: what the stage writes, within bounds, so that a loop cannot fill the store. */

const MAXIMUM_LINES = 1000;
const MAXIMUM_LENGTH = 2000;

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
  let left = 0;
  return {
    write(text) {
      if (lines.length >= MAXIMUM_LINES) {
        left++;
        return;
      }
      for (const line of text.split("\n")) {
        if (lines.length >= MAXIMUM_LINES) left++;
        else lines.push(shorten(line));
      }
    },
    read: () => left === 0 ? lines : [...lines, `… and ${left} more`],
  };
}

/** Shortens a text to the length of a log's line. */
export function shorten(text: string): string {
  return text.length <= MAXIMUM_LENGTH ? text : `${text.slice(0, MAXIMUM_LENGTH)}…`;
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
