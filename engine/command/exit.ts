/** Exit codes, and how errors reach the person at the terminal. */

import { formatProblem, KooplineError, type Problem } from "../../schemas/error.ts";
import { choosePaint, writeErr } from "./terminal.ts";

/** The exit codes of every command. */
export const EXIT = {
  /** Everything asked for is done. */
  done: 0,
  /** A stage failed; others that do not depend on it still ran. */
  failed: 1,
  /** The pipeline or the command line is wrong; nothing was written. */
  wrong: 2,
  /** Verification found a difference. */
  differs: 3,
  /** Ctrl-C or SIGTERM. */
  interrupted: 130,
} as const;

/** Shows one problem on standard error. */
export function showProblem(problem: Problem): void {
  const paint = choosePaint("stderr");
  const [first = "", ...rest] = formatProblem(problem).split("\n");
  const lines = [`${paint("red", "error")} ${first} ${paint("dim", `[${problem.code}]`)}`, ...rest];
  writeErr(`${lines.join("\n")}\n`);
}

/** Shows an error and chooses the exit code. Only a defect of koopline shows its stack. */
export function showError(error: unknown): number {
  if (error instanceof KooplineError) {
    error.problems.forEach(showProblem);
    return error.code === "lock.differs" ? EXIT.differs : EXIT.wrong;
  }
  if (error instanceof Deno.errors.NotCapable) {
    showProblem({
      code: "command.usage",
      expected: "the permissions that `deno task` gives",
      found: `less: ${error.message.split(", run again")[0]}`,
      hint: "Start koopline with `deno task`, or install it with the README's command.",
    });
    return EXIT.wrong;
  }
  const text = error instanceof Error ? error.stack ?? error.message : String(error);
  writeErr(`This is a defect of koopline, not of your pipeline. Please report it with:\n${text}\n`);
  return EXIT.failed;
}
