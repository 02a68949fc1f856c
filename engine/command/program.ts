/** The command line: what every command has in common, and what happens when it is wrong. */

import { Command, CommanderError } from "commander";
import { addAsking, addKeeping, addRunning } from "./commands.ts";
import { EXIT, showError } from "./exit.ts";
import type { Supervision } from "./supervision.ts";
import { choosePaint, hasColours, measureTerminal, writeErr, writeOut } from "./terminal.ts";

const VERSION = "0.1.0";

/**
 * Runs a command line.
 *
 * @param supervision where this is a run that another process watches.
 * @returns the exit code: 0 done, 1 a stage failed, 2 the pipeline or command is wrong, 3 verification
 * differs, 130 interrupted.
 */
export async function runProgram(
  args: readonly string[],
  supervision?: Supervision,
): Promise<number> {
  let code: number = EXIT.done;
  try {
    // Zone and locale must not reach any result; workers take the zone from here.
    Deno.env.set("TZ", "UTC");
    const program = buildProgram((result) => {
      code = result;
    }, supervision);
    if (args.length === 0) program.help({ error: true });
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return showError(error);
    return error.exitCode === 0 ? EXIT.done : EXIT.wrong;
  }
}

function buildProgram(
  finish: (code: number) => void,
  supervision: Supervision | undefined,
): Command {
  const program = new Command("koopline")
    .description(
      "Are these two trainings the same dynamical system? Reproducible Koopman pipelines.",
    )
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .exitOverride()
    .configureOutput({
      writeOut,
      writeErr,
      outputError: (text, write) => write(paintUsageError(text)),
      getOutHasColors: () => hasColours("stdout"),
      getErrHasColors: () => hasColours("stderr"),
      getOutHelpWidth: () => measureTerminal().columns,
      getErrHelpWidth: () => measureTerminal().columns,
    })
    .showSuggestionAfterError()
    .addHelpText("after", HELP);
  addRunning(program, finish, supervision);
  addAsking(program, finish);
  addKeeping(program, finish);
  return program;
}

const HELP = `
Examples:
  koopline run pipelines/quickstart.yaml     bring every figure and the report up to date
  koopline plan pipelines/quickstart.yaml    what would run, and why
  koopline query pipelines/quickstart.yaml "select * from conjugacy.groups"
In a clone of the repository, write \`deno task run …\` for \`koopline run …\`.

Exit codes: 0 done, 1 a stage failed, 2 the pipeline or command is wrong, 3 verification differs,
130 interrupted.`;

/** Brings the library's errors to the form of ours. */
function paintUsageError(text: string): string {
  const paint = choosePaint("stderr");
  const [first = "", ...rest] = text.trimEnd().split("\n");
  const words = first.replace(/^error: /, "");
  const line = `${paint("red", "error")} ${words} ${paint("dim", "[command.usage]")}`;
  return `${[line, ...rest.map((hint) => `  ${hint.replace(/^\(|\)$/g, "")}`)].join("\n")}\n`;
}
