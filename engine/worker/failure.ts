/** Why a cell failed, as a problem that a user can act on. */

import { fileURLToPath } from "node:url";
import type { Problem } from "../../schemas/error.ts";
import { shorten } from "./cell_log.ts";
import { describeLoadFailure } from "../pipeline/load_failure.ts";
import { describeAttempt, HINTS } from "./impurity.ts";
import { readThrown, type Thrown } from "./thrown.ts";

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

/** What the runtime says when there is no more memory for bytes or for WebAssembly. */
const NO_MEMORY =
  /allocation failed|could not allocate memory|out of memory|Cannot allocate|Unable to grow|Invalid string length/i;

/**
 * Describes what a stage threw.
 *
 * @param error anything: stages may throw what they like.
 * @param module file: URL of the stage's module, to which the place is relative.
 */
export function describeFailure(error: unknown, cell: string, module: string): Problem {
  const thrown = readThrown(error);
  if (thrown.problem !== undefined) return placeProblem(thrown.problem, cell);
  const denied = describeDenial(thrown);
  if (denied !== undefined) return denied;
  const { isError, name, message, reasons } = thrown;
  const place = findPlace(thrown.stack, module);
  const because = reasons.map((reason) => `, because of ${reason}`).join("");
  const found = shorten(isError ? `${name}: ${message}${because}` : `${message}, thrown`);
  if (name === "RangeError" && NO_MEMORY.test(message)) return describeHunger(cell, found, place);
  return {
    code: "stage.failed",
    where: cell,
    expected: "the stage to return its artifact",
    found,
    hint: place === undefined
      ? "Throw an Error: it says where it was thrown."
      : `It was thrown at ${place}; the cell's log has the stack.`,
  };
}

function describeHunger(cell: string, found: string, place: string | undefined): Problem {
  return {
    code: "stage.memory",
    where: cell,
    expected: "a stage that gets by with the memory there is",
    found: `${found}${place === undefined ? "" : ` at ${place}`}`,
    hint:
      "Make the cell smaller, write large tables with `stream`, or run fewer at once: `--jobs 1`.",
  };
}

/** Describes a stage module that cannot be loaded, in Deno's words. */
export function describeUnloadable(error: unknown, cell: string, module: string): Problem {
  const thrown = readThrown(error);
  if (thrown.problem !== undefined) return placeProblem(thrown.problem, cell);
  return describeDenial(thrown) ?? {
    code: "stage.load",
    where: cell,
    expected: "a stage module that loads",
    ...readLoadFailure(error, thrown, fileURLToPath(module)),
  };
}

function readLoadFailure(error: unknown, { name, message }: Thrown, path: string) {
  try {
    return describeLoadFailure(error, path);
  } catch {
    return { found: name === "" ? message : `${name}: ${message}` };
  }
}

/** Writes the frames of an error's stack that are the stage's, for the log; nothing for koopline's own errors. */
export function writeStack(error: unknown): string | undefined {
  const { isError, problem, stack, name, message } = readThrown(error);
  if (!isError || problem !== undefined) return undefined;
  const lines = (stack === "" ? `${name}: ${message}` : stack).split("\n");
  const end = lines.findIndex((line) => line.includes(ENGINE));
  return (end < 0 ? lines : lines.slice(0, end)).join("\n");
}

function placeProblem(problem: Problem, cell: string): Problem {
  const inner = problem.where;
  return { ...problem, where: inner === undefined || inner === cell ? cell : `${cell}: ${inner}` };
}

/** A missing permission is a way out that was closed before koopline's own seals saw it. */
function describeDenial({ message, isTypeError }: Thrown): Problem | undefined {
  const [, kind = "", target = ""] = DENIED.exec(message) ?? [];
  const attempt = ATTEMPTS[kind];
  if (attempt === undefined) return undefined;
  // Only an import that is denied is a TypeError.
  if (isTypeError) return describeAttempt(`an import of ${target}`, HINTS.module);
  return describeAttempt(`${attempt[0]} ${target}`.trim(), attempt[1]);
}

/** `path:line:column` of the innermost frame in the user's own modules, relative to the stage's folder. */
function findPlace(stack: string, module: string): string | undefined {
  const folder = new URL(".", module).href;
  for (const line of stack.split("\n")) {
    const [, url, position] = /(file:\/\/.+?):(\d+:\d+)\)?$/.exec(line) ?? [];
    if (url === undefined || url.includes("/npm/") || url.includes("/node_modules/")) continue;
    return `${url.startsWith(folder) ? url.slice(folder.length) : lastParts(url)}:${position}`;
  }
  return undefined;
}

function lastParts(url: string): string {
  return url.split("/").slice(-2).join("/");
}
