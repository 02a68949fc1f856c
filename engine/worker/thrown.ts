/** Reading what a stage threw: getters may throw, texts may be of any length, causes may go in circles. */

import { ERROR_CODES, KooplineError, type Problem } from "../../schemas/error.ts";
import { shorten } from "./cell_log.ts";

/** Something thrown, as text within bounds. */
export interface Thrown {
  /** Whether it is an Error; anything else has no name and no stack. */
  readonly isError: boolean;
  readonly isTypeError: boolean;
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** What it comes from: its causes, and the errors that it gathers. */
  readonly reasons: readonly string[];
  /** What koopline's own errors say. */
  readonly problem?: Problem;
}

/** Causes and gathered errors that are told. */
const MOST_REASONS = 3;
/** Characters of a stack, which begins with the message. */
const LONGEST_STACK = 20_000;
const UNREADABLE = "a value that cannot be written as text";

/** Reads something thrown; never throws. */
export function readThrown(value: unknown): Thrown {
  const isError = attempt(() => value instanceof Error, false);
  const thrown = {
    isError,
    isTypeError: attempt(() => value instanceof TypeError, false),
    ...describe(value, isError),
    stack: isError ? readStack(value) : "",
    reasons: listReasons(value),
  };
  const problem = readProblem(value);
  return problem === undefined ? thrown : { ...thrown, problem };
}

function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

function describe(value: unknown, isError: boolean): { name: string; message: string } {
  if (!isError) return { name: "", message: attempt(() => shorten(String(value)), UNREADABLE) };
  return {
    name: readText(value, "name") ?? "Error",
    message: readText(value, "message") ?? UNREADABLE,
  };
}

/** Reads a property as text; undefined when it has none. */
function readText(holder: unknown, name: string): string | undefined {
  return attempt(() => {
    const text: unknown = Reflect.get(Object(holder), name);
    return text === undefined ? undefined : shorten(String(text));
  }, undefined);
}

function readStack(error: unknown): string {
  return attempt(
    () => String(Reflect.get(Object(error), "stack") ?? "").slice(0, LONGEST_STACK),
    "",
  );
}

/** Lists causes and gathered errors, the nearest first, each once. */
function listReasons(value: unknown): readonly string[] {
  const seen = new Set<unknown>([value]);
  const reasons: string[] = [];
  let left = listInner(value);
  while (left.length > 0 && reasons.length < MOST_REASONS) {
    const [next, ...others] = left;
    left = others;
    if (seen.has(next)) continue;
    seen.add(next);
    const { name, message } = describe(next, attempt(() => next instanceof Error, false));
    reasons.push(shorten(name === "" ? message : `${name}: ${message}`));
    left = [...listInner(next), ...left].slice(0, MOST_REASONS);
  }
  return reasons;
}

function listInner(value: unknown): unknown[] {
  if (!attempt(() => value instanceof Error, false)) return [];
  const cause = attempt((): unknown => Reflect.get(Object(value), "cause"), undefined);
  const gathered = attempt((): unknown[] => {
    const errors: unknown = Reflect.get(Object(value), "errors");
    return Array.isArray(errors) ? errors.slice(0, MOST_REASONS) : [];
  }, []);
  return cause === undefined ? gathered : [cause, ...gathered];
}

/** Reads the first problem of an error of koopline's own; a stage may have made one of anything. */
function readProblem(value: unknown): Problem | undefined {
  return attempt(() => {
    if (!(value instanceof KooplineError)) return undefined;
    const [problem] = value.problems;
    const read = (part: keyof Problem) => readText(problem, part);
    const where = read("where");
    const hint = read("hint");
    return {
      code: Object.hasOwn(ERROR_CODES, problem.code) ? problem.code : "stage.failed",
      ...(where === undefined ? {} : { where }),
      expected: read("expected") ?? "the stage to return its artifact",
      found: read("found") ?? UNREADABLE,
      ...(hint === undefined ? {} : { hint }),
    };
  }, undefined);
}
