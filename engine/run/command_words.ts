/** How the commands that a report shows begin, so that they can be typed where the report was made. */

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { KOOPLINE_ROOT } from "../plan/fingerprint_paths.ts";

/** The words around a command's name. */
export interface CommandWords {
  /** `deno task` in a clone of the project, `koopline` elsewhere. */
  readonly command: "deno task" | "koopline";
  /** The pipeline's file and the settings that were given. */
  readonly file: string;
}

/** Chooses the words for a pipeline's file and what `--set` gave. */
export function chooseWords(
  file: string,
  settings: Readonly<Record<string, string>>,
): CommandWords {
  const inProject = resolve(Deno.cwd()) === resolve(fileURLToPath(KOOPLINE_ROOT));
  const set = Object.entries(settings).map(([name, value]) =>
    `--set ${quoteWord(`${name}=${value}`)}`
  );
  return {
    command: inProject ? "deno task" : "koopline",
    file: [quoteWord(file), ...set].join(" "),
  };
}

/** Quotes a word as a shell needs it. */
function quoteWord(word: string): string {
  return /^[\w./=+,:@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
