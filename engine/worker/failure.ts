/** Why a cell failed, as a problem that a user can act on. */

import { fileURLToPath } from "node:url";
import { KooplineError, type Problem } from "../../schemas/error.ts";
import { shorten } from "./cell_log.ts";
import { describeLoadFailure } from "../pipeline/load_failure.ts";
import { describeAttempt, HINTS } from "./impurity.ts";

const ENGINE = new URL("../", import.meta.url).href;

/** What Deno says when a permission is missing, and the noun phrase for what was tried. */
const DENIED = /Requires (\w+) access(?: to (?:the )?(.+?))?, (?:run again|specify)/;
const ATTEMPTS: Readonly<Record<string, readonly [string, string]>> = {
  read: ["a read of", HINTS.file],
  write: ["a write to", HINTS.other],
  net: ["a connection to", HINTS.network],
  import: ["an import from", HINTS.network],
  env: ["a read of the environment variable", HINTS.environment],
  run: ["a start of the process", HINTS.other],
  sys: ["a question about the system:", HINTS.environment],
};

/**
 * Describes what a stage threw.
 *
 * @param error anything: stages may throw what they like.
 * @param module file: URL of the stage's module, to which the place is relative.
 */
export function describeFailure(error: unknown, cell: string, module: string): Problem {
  if (error instanceof KooplineError) return placeProblem(error.problems[0], cell);
  const message = readMessage(error);
  const denied = describeDenial(error);
  if (denied !== undefined) return denied;
  const place = error instanceof Error ? findPlace(error, module) : undefined;
  return {
    code: "stage.failed",
    where: cell,
    expected: "the stage to return its artifact",
    found: shorten(error instanceof Error ? `${error.name}: ${message}` : `${message}, thrown`),
    hint: place === undefined
      ? "Throw an Error: it says where it was thrown."
      : `It was thrown at ${place}; the cell's log has the stack.`,
  };
}

/** Describes a stage module that cannot be loaded, in Deno's words. */
export function describeUnloadable(error: unknown, cell: string, module: string): Problem {
  if (error instanceof KooplineError) return placeProblem(error.problems[0], cell);
  return describeDenial(error) ?? {
    code: "stage.load",
    where: cell,
    expected: "a stage module that loads",
    ...describeLoadFailure(error, fileURLToPath(module)),
  };
}

/** Writes an error with the frames of its stack that are the stage's, for the log. */
export function writeStack(error: Error): string {
  const lines = String(error.stack ?? error).split("\n");
  const end = lines.findIndex((line) => line.includes(ENGINE));
  return (end < 0 ? lines : lines.slice(0, end)).join("\n");
}

function placeProblem(problem: Problem, cell: string): Problem {
  const inner = problem.where;
  return { ...problem, where: inner === undefined || inner === cell ? cell : `${cell}: ${inner}` };
}

/** A missing permission is a way out that was closed before koopline's own seals saw it. */
function describeDenial(error: unknown): Problem | undefined {
  const [, kind = "", target = ""] = DENIED.exec(readMessage(error)) ?? [];
  const attempt = ATTEMPTS[kind];
  if (attempt === undefined) return undefined;
  // Only an import that is denied is a TypeError.
  if (error instanceof TypeError) return describeAttempt(`an import of ${target}`, HINTS.module);
  return describeAttempt(`${attempt[0]} ${target}`.trim(), attempt[1]);
}

function readMessage(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "a value that cannot be written as text";
  }
}

/** `path:line:column` of the innermost frame in the user's own modules, relative to the stage's folder. */
function findPlace(error: Error, module: string): string | undefined {
  const folder = new URL(".", module).href;
  for (const line of String(error.stack).split("\n")) {
    const [, url, position] = /(file:\/\/.+?):(\d+:\d+)\)?$/.exec(line) ?? [];
    if (url === undefined || url.includes("/npm/") || url.includes("/node_modules/")) continue;
    return `${url.startsWith(folder) ? url.slice(folder.length) : lastParts(url)}:${position}`;
  }
  return undefined;
}

function lastParts(url: string): string {
  return url.split("/").slice(-2).join("/");
}
