/** Whether what became of an input is an answer that people can act on. */

import { ERROR_CODES, formatProblem, KooplineError, type Problem } from "../../../schemas/error.ts";
import type { Reading } from "./target.ts";

/** Words of the language and its libraries, which say nothing to somebody with a wrong file. */
const LEAKS =
  /undefined|\[object|Cannot read|is not a function|is not iterable|is not defined|not a constructor|Invalid (?:typed )?array|Invalid string length|call stack|outside the bounds|should be a multiple|must be an? |Unexpected (?:token|end of)|The encoded data|The "|\n\s+at /;

/** Longer texts are somebody's data rather than a message. */
const LONGEST = 1500;

/** What became of one reading. */
export type Verdict =
  | { readonly kind: "read" | "passed over" | "refused" }
  | { readonly kind: "defect"; readonly words: string };

/** Reads an input and judges the outcome. */
export async function judgeReading(reading: Reading, bytes: Uint8Array): Promise<Verdict> {
  try {
    const value: unknown = await reading.read(bytes);
    return { kind: value === undefined ? "passed over" : "read" };
  } catch (error) {
    if (!(error instanceof KooplineError)) return describeDefect(error);
    const flaw = error.problems.map((problem) => findFlaw(problem, reading, bytes))
      .find((found) => found !== undefined);
    if (flaw === undefined) return { kind: "refused" };
    return { kind: "defect", words: flaw };
  }
}

function describeDefect(error: unknown): Verdict {
  const words = error instanceof Error ? error.stack ?? error.message : String(error);
  return { kind: "defect", words };
}

function findFlaw(problem: Problem, reading: Reading, bytes: Uint8Array): string | undefined {
  const { code, where, expected, found, hint } = problem;
  const text = formatProblem(problem);
  const bad = (what: string) => `${what}: ${code} ${JSON.stringify(text)}`;
  if (!Object.hasOwn(ERROR_CODES, code) || !reading.codes.test(code)) return bad("a wrong code");
  if (!reading.hasPlace(where, bytes)) return bad("a wrong place");
  if (expected.trim() === "" || found.trim() === "" || hint?.trim() === "") return bad("no words");
  if (/\n/.test(expected + found)) return bad("several lines");
  if (LEAKS.test(text)) return bad("words of the language");
  if (/\p{Cc}/u.test(text.replace(/\n {2}/, "")) || !text.isWellFormed()) {
    return bad("control characters");
  }
  return text.length > LONGEST ? bad(`${text.length} characters`) : undefined;
}
