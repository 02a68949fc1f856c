/** The form of a bad pipeline in tests: its text, and the one message it must give. */

import assert from "node:assert/strict";
import { type ErrorCode, formatProblem, KooplineError } from "../../../schemas/error.ts";
import { expandText } from "./test_kinds.ts";

/** A pipeline with a mistake. */
export interface BadPipeline {
  /** What is wrong, as the end of the sentence "expandPipeline() refuses …". */
  readonly name: string;
  readonly text: string;
  readonly set?: Readonly<Record<string, string>>;
  readonly code: ErrorCode;
  /** `line:column`, or the whole place when it is not in the text. */
  readonly at: string;
  /** What the message says: expected, found and hint. */
  readonly says: RegExp;
  /** How many problems are found; one unless stated. */
  readonly problems?: number;
}

/** Returns the error that a call throws; anything but a KooplineError fails the test. */
export function catchProblem(act: () => unknown): KooplineError {
  try {
    act();
  } catch (error) {
    if (error instanceof KooplineError) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: "The pipeline was accepted." });
}

/** Declares a test for each bad pipeline. */
export function testBadPipelines(cases: readonly BadPipeline[]): void {
  for (const { name, text, set = {}, code, at, says, problems = 1 } of cases) {
    Deno.test(`expandPipeline() refuses ${name}`, () => {
      const error = catchProblem(() => expandText(text, set));
      const whole = error.problems.map(formatProblem).join("\n");
      assert.equal(error.code, code, whole);
      assert.equal(error.problems[0].where, /^\d+:\d+$/.test(at) ? `p.yaml:${at}` : at, whole);
      assert.match(error.message, says);
      assert.equal(error.problems.length, problems, whole);
      assertReadable(error);
    });
  }
}

/** Asserts that every problem reads as a message for people. */
export function assertReadable(error: KooplineError): void {
  for (const problem of error.problems) {
    const text = formatProblem(problem);
    assert.doesNotMatch(text, /undefined|\[object|NaN in|\n\s+at /, text);
    assert.doesNotMatch(problem.found + problem.expected, /\n|^$/, text);
    assert.doesNotMatch(text.replaceAll("\n", ""), /\p{Cc}/u, JSON.stringify(text));
  }
}
